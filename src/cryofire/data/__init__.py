"""Supply: particles on disk to batches, and simulated particles."""
