"""RELION's STAR files."""
