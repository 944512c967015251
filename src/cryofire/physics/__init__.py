"""Laws of image formation: pure functions on tensors, without files or configuration."""
