"""Numpy's own files (.npy, and cryoSPARC's .cs, which are the same), without the objects they could hold."""

from __future__ import annotations

from pathlib import Path
from tokenize import TokenError

import numpy as np

from cryofire.core.errors import DataError


def load_array(path: Path) -> np.ndarray:
    """The array of a file; nothing in it is run.

    Raises:
        DataError: If the file is missing, broken, or holds objects.
    """
    if not path.is_file():
        raise DataError(f"{path}: no such file.", "check the path.")
    try:
        # Mapped first: a broken header can promise more than there is memory for, and a map cannot be larger than the file.
        values = np.load(path, mmap_mode="r", allow_pickle=False)
    except (ValueError, TypeError, OSError, EOFError, OverflowError, SyntaxError, TokenError) as error:
        # numpy parses the header as Python text, so a broken one raises what a parser raises.
        raise DataError(f"{path}: not a numpy file that can be read: {error}.", "is the file complete?") from None
    if not isinstance(values, np.ndarray):
        values.close()
        raise DataError(f"{path}: holds several arrays; expected one.")
    return np.array(values)
