"""The encoder's training after a search: from images rendered out of the volumes, and from the search's answers on real ones."""
