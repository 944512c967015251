"""Encoder and hypervolume trained together on what a search has found."""
