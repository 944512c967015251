"""The window on runs; it reads run folders and never imports training."""
