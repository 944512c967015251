"""Things that watch a run: each sees the same reports and none changes the training."""
