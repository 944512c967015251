"""Pickles of arrays, read without running anything that they ask for, and written so that old programs open them.

A pickle is a program. Ours is allowed to make tuples, lists, dicts, numbers, texts and numpy arrays of numbers; the
arrays are rebuilt here from their bytes, so that not even numpy's own reconstruction is called. Anything else is
refused before it runs.
"""

from __future__ import annotations

import io
import pickle
import pickletools
from pathlib import Path
from typing import Any

import numpy as np

from cryofire.core.errors import DataError
from cryofire.io.atomic import write_atomically

MAX_DEPTH = 20
MEMO_OPCODES = ("PUT", "BINPUT", "LONG_BINPUT")


class Refused(pickle.UnpicklingError):
    """The pickle asks for something that is not data."""


class _Dtype:
    """Stands in for numpy.dtype while a pickle is read."""

    def __init__(self, code: str, *_ignored: object) -> None:
        self.code = code
        self.order = "="

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.order = str(state[1])

    def real(self) -> np.dtype[Any]:
        """The dtype that is meant: a boolean, whole, real or complex number, or text of fixed length."""
        dtype = np.dtype(self.code)
        if dtype.kind not in "biufcSU":
            raise Refused(f"an array of {dtype} (only numbers and texts are read)")
        return {"<": dtype.newbyteorder("<"), ">": dtype.newbyteorder(">")}.get(self.order, dtype)


class _Array:
    """Stands in for numpy.ndarray while a pickle is read."""

    def __init__(self) -> None:
        self.values: np.ndarray | None = None

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _version, shape, dtype, is_fortran, raw = state
        if not isinstance(dtype, _Dtype) or not isinstance(raw, bytes):
            raise Refused("an array of objects")
        self.values = np.frombuffer(raw, dtype.real()).reshape(shape, order="F" if is_fortran else "C").copy()


class _ArrayType:
    """Stands in for the class numpy.ndarray itself, which a pickle only mentions."""


def _reconstruct(kind: object, _shape: object, _code: object) -> _Array:
    if kind is not _ArrayType:
        raise Refused("a subclass of numpy.ndarray")
    return _Array()


def _frombuffer(raw: bytes, dtype: _Dtype, shape: tuple[int, ...], order: str) -> _Array:
    array = _Array()
    array.__setstate__((1, shape, dtype, order == "F", bytes(raw)))
    return array


def _scalar(dtype: _Dtype, raw: bytes) -> Any:
    return np.frombuffer(raw, dtype.real())[0]


def _encode(text: str, encoding: str) -> bytes:
    """Protocol 2 spells bytes as text in Latin-1."""
    if encoding != "latin1":
        raise Refused(f"an encoding {encoding!r}")
    return text.encode("latin1")


def _no_bytes(*arguments: object) -> bytes:
    """Protocol 2 spells an empty bytes as `bytes()`."""
    if arguments:
        raise Refused("bytes made from something else")
    return b""


_ALLOWED = {
    ("numpy", "ndarray"): _ArrayType,
    ("numpy", "dtype"): _Dtype,
    ("_codecs", "encode"): _encode,
    ("__builtin__", "bytes"): _no_bytes,
    **{(f"numpy.{core}.multiarray", "_reconstruct"): _reconstruct for core in ("core", "_core")},
    **{(f"numpy.{core}.multiarray", "scalar"): _scalar for core in ("core", "_core")},
    **{(f"numpy.{core}.numeric", "_frombuffer"): _frombuffer for core in ("core", "_core")},
}


class _DataUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _ALLOWED:
            raise Refused(f"{module}.{name}")
        return _ALLOWED[module, name]

    def persistent_load(self, _id: object) -> Any:
        raise Refused("an object outside the file")


def load_pickle(path: Path) -> Any:
    """The data of a pickle: tuples, lists, dicts, numbers, texts, numpy arrays of numbers.

    Raises:
        DataError: If the file is missing or broken, or asks for anything else.
    """
    if not path.is_file():
        raise DataError(f"{path}: no such file.", "check the path.")
    try:
        content = path.read_bytes()
        _check_memo(content)
        return _as_data(_DataUnpickler(io.BytesIO(content)).load())
    except Refused as refusal:
        raise DataError(
            f"{path}: refused: it asks for {refusal}; only arrays, tuples, lists and dicts are read from a pickle.",
            "a pickle can run any program when it is opened: make sure where it comes from, and save it as plain arrays.",
        ) from None
    except (
        pickle.UnpicklingError, EOFError, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, MemoryError, OSError,
    ) as error:  # fmt: skip
        raise DataError(f"{path}: not a pickle that can be read: {error}.", "is the file complete?") from None


def save_pickle(path: Path, value: Any) -> None:
    """Write arrays, in tuples or not, as a pickle that numpy of any age opens (protocol 2)."""
    content = pickle.dumps(value, protocol=2)
    # numpy 2 names a module that numpy 1.25 does not have. In protocol 2 the name is a line of text.
    content = content.replace(b"cnumpy._core.multiarray\n_reconstruct\n", b"cnumpy.core.multiarray\n_reconstruct\n")
    write_atomically(path, lambda partial: _write_bytes(partial, content))


def _check_memo(content: bytes) -> None:
    """A broken memo number would make the unpickler reserve memory for all numbers before it."""
    for opcode, argument, _ in pickletools.genops(content):
        if opcode.name in MEMO_OPCODES and isinstance(argument, int) and argument > len(content):
            raise pickle.UnpicklingError("a memo number is out of range")


def _as_data(value: Any, depth: int = 0) -> Any:
    """Stand-ins replaced by the arrays they hold."""
    if depth > MAX_DEPTH:
        raise Refused(f"more than {MAX_DEPTH} levels of nesting")
    if isinstance(value, _Array):
        if value.values is None:
            raise Refused("an array without values")
        return value.values
    if isinstance(value, (_Dtype, type)) or callable(value):
        raise Refused("a type")
    if isinstance(value, (tuple, list)):
        return type(value)(_as_data(entry, depth + 1) for entry in value)
    if isinstance(value, dict):
        return {key: _as_data(entry, depth + 1) for key, entry in value.items()}
    return value


def _write_bytes(path: Path, content: bytes) -> None:
    path.write_bytes(content)
