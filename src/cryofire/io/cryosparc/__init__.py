"""cryoSPARC's .cs files."""
