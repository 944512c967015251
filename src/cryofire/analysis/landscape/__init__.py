"""The space of conformations: embeddings, typical maps, ways through it, what it is made of."""
