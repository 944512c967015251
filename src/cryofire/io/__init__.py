"""Doors: bytes to arrays and back; foreign units and frames become ours here and nowhere else."""
