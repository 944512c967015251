"""Particles made from atomic models, ensembles and maps."""
