"""Whether a result can be believed: evidence, and the verdict."""
