"""Ab initio: from images alone to poses, conformations and volumes."""
