"""Training of a neural hypervolume and the encoder together, from where a search ended."""
