"""The published method: one loop over images, encoder and decoder learning together."""
