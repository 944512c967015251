"""CryoFIRE: poses, conformations and neural volumes of single-particle cryo-EM, ab initio."""

__version__ = "0.1.0"
