"""Poses and conformations from nothing: a search over a bank of poses, then volumes linear in z, then local refinement."""
