"""One page about a run, that opens anywhere."""
