"""Broken particle files, thousands of them: each must end in a result or in an error that says what is wrong.

    python benchmarks/fuzz_readers.py [--cases 10000] [--seed 0]

Small right files of every kind are made on the spot and then damaged: cut short, bytes flipped, lost or doubled, lines
cut, columns swapped, numbers replaced by NaN and worse, headers with impossible modes and sizes. Anything but a result
or a `CryofireError` is a failure: another exception, a numeric warning, more than 5 s, or more than 4 GB.
"""

from __future__ import annotations

import argparse
import logging
import pickle
import resource
import signal
import struct
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from cryofire.core.errors import CryofireError
from cryofire.core.log import logger
from cryofire.data.source import ImageSource
from cryofire.io.cryodrgn import read_ctf, read_indices, read_labels, read_poses
from cryofire.io.formats import read_particles
from cryofire.io.mrc import read_volume, write_stack, write_volume

N, BOX = 24, 8
SECONDS_A_CASE = 5
ADDRESS_SPACE_BYTES = 4 * 2**30

STAR = """junk of the program that wrote it
# version 30001
data_optics

loop_
_rlnOpticsGroup #1
_rlnVoltage #2
_rlnSphericalAberration #3
_rlnAmplitudeContrast #4
_rlnImagePixelSize #5
_rlnOddZernike #6
1 300 2.7 0.1 1.5 [0,0,0]
2 200 2.0 0.07 1.5 [0.1,-2,3]

data_particles

loop_
_rlnImageName #1
_rlnDefocusU #2
_rlnDefocusV #3
_rlnDefocusAngle #4
_rlnAngleRot #5
_rlnAngleTilt #6
_rlnAnglePsi #7
_rlnOriginXAngst #8
_rlnOriginYAngst #9
_rlnOpticsGroup #10
"""
STAR_ROW = "{i:06d}@stack.mrcs {u:.2f} 9000.0 30.0 10.5 20.5 -30.5 2.25 -3 {group}\n"
TILTS = """data_particles
loop_
_rlnImageName #1
_rlnTomoVisibleFrames #2
_rlnImagePixelSize #3
"""
TILTS_ROW = f"stack.mrcs [{','.join('1011'[i % 4] for i in range(N))}] 1.5\n"

CS_FIELDS = [
    ("uid", "<u8"), ("blob/path", "S12"), ("blob/idx", "<u4"), ("blob/psize_A", "<f4"), ("ctf/exp_group_id", "<u4"),
    ("ctf/accel_kv", "<f4"), ("ctf/cs_mm", "<f4"), ("ctf/amp_contrast", "<f4"), ("ctf/df1_A", "<f4"), ("ctf/df2_A", "<f4"),
    ("ctf/df_angle_rad", "<f4"), ("ctf/phase_shift_rad", "<f4"), ("ctf/tilt_A", "<f4", (2,)),
    ("alignments3D/pose", "<f4", (3,)), ("alignments3D/shift", "<f4", (2,)), ("alignments3D/psize_A", "<f4"),
]  # fmt: skip

NASTY_WORDS = (
    b"nan",
    b"inf",
    b"-1",
    b"0",
    b"1e400",
    b"9" * 30,
    b"0x10",
    b"1_0",
    b"?",
    b"''",
    b"@",
    b"7@",
    b"[",
    b"_x",
    b"loop_",
    b"data_",
    b";",
)
NASTY_INTS = (-(2**31), -1, 0, 1, 3, 5, 7, 255, 4096, 65536, 2**30, 2**31 - 1)


def make_files(folder: Path) -> dict[str, Callable[[Path], object]]:
    """Write one right file of each kind; returns how each is read, and used."""
    rng = np.random.default_rng(0)
    images = rng.normal(size=(N, BOX, BOX)).astype(np.float32)
    write_stack(folder / "stack.mrcs", images, 1.5)
    write_stack(folder / "half.mrcs", images, 1.5, "float16")
    write_volume(folder / "map.mrc", images, 1.5)
    star = STAR + "".join(STAR_ROW.format(i=i + 1, u=10_000 + 100 * i, group=i % 2 + 1) for i in range(N))
    (folder / "particles.star").write_text(star)
    (folder / "tilts.star").write_text(TILTS + TILTS_ROW)
    (folder / "list.txt").write_text("stack.mrcs\n# a comment\nhalf.mrcs\n")
    (folder / "rows.txt").write_text("\n".join(map(str, range(N))))
    records = np.zeros(N, dtype=CS_FIELDS)
    records["uid"], records["blob/path"], records["blob/idx"] = np.arange(N) + 2**60, b">stack.mrcs", np.arange(N)
    for name, value in {"blob/psize_A": 1.5, "ctf/accel_kv": 300, "ctf/cs_mm": 2.7, "ctf/amp_contrast": 0.1, "ctf/df1_A": 1e4}.items():
        records[name] = value
    records["ctf/df2_A"], records["alignments3D/pose"] = 9e3, rng.normal(size=(N, 3))
    records["alignments3D/psize_A"] = 1.5
    names = list(records.dtype.names)
    for name, kept in {
        "whole.cs": names,
        "J7_002_particles.cs": names[:1] + names[-3:],
        "J7_passthrough_particles.cs": names[:-3],
    }.items():
        with (folder / name).open("wb") as file:
            np.save(file, records[kept].copy())
    np.save(folder / "rows.npy", np.arange(N))
    ctf = np.tile([BOX, 1.5, 1e4, 9e3, 30, 300, 2.7, 0.1, 0], (N, 1)).astype(np.float32)
    poses = (np.tile(np.eye(3), (N, 1, 1)), np.zeros((N, 2)))
    for name, value in {"ctf.pkl": ctf, "pose.pkl": poses, "rows.pkl": list(range(N))}.items():
        (folder / name).write_bytes(pickle.dumps(value, protocol=2 if name == "pose.pkl" else 4))
    readers: dict[str, Callable[[Path], object]] = dict.fromkeys(
        (
            "particles.star",
            "tilts.star",
            "whole.cs",
            "J7_002_particles.cs",
            "J7_passthrough_particles.cs",
            "stack.mrcs",
            "half.mrcs",
            "list.txt",
        ),
        read_and_use,
    )
    readers["J7_passthrough_particles.cs"] = lambda path: read_and_use(path.with_name("J7_002_particles.cs"))
    return readers | {
        "map.mrc": read_volume,
        "rows.txt": lambda path: read_indices(path, N),
        "rows.npy": lambda path: (read_labels(path, N), read_indices(path)),
        "rows.pkl": lambda path: read_indices(path, N),
        "ctf.pkl": lambda path: read_ctf(path, BOX),
        "pose.pkl": lambda path: read_poses(path, BOX),
    }


def read_and_use(path: Path) -> object:
    """Read a table, and the first images it names."""
    return ImageSource(table := read_particles(path)).read(np.arange(min(len(table), N)))


# ---- damage --------------------------------------------------------------------------------------------------------


def cut(content: bytes, rng: np.random.Generator) -> bytes:
    """The beginning of the file."""
    return content[: rng.integers(len(content))]


def flip(content: bytes, rng: np.random.Generator) -> bytes:
    """One to eight bytes become others, half of the times near the beginning."""
    changed = bytearray(content)
    end = len(changed) if rng.random() < 0.5 else min(len(changed), 256)
    for at in rng.integers(end, size=rng.integers(1, 9)):
        changed[at] = rng.integers(256)
    return bytes(changed)


def splice(content: bytes, rng: np.random.Generator) -> bytes:
    """A piece is lost, doubled, or moved."""
    a, b, c = sorted(rng.integers(len(content) + 1, size=3))
    return (content[:a] + content[b:], content[:b] + content[a:], content[:a] + content[b:c] + content[a:b] + content[c:])[rng.integers(3)]


def cut_line(content: bytes, rng: np.random.Generator) -> bytes:
    """A line loses its end, or stands there twice, or is gone."""
    lines = content.split(b"\n")
    at = int(rng.integers(len(lines)))
    lines[at : at + 1] = ([lines[at][: rng.integers(len(lines[at]) + 1)]], [lines[at]] * 2, [])[rng.integers(3)]
    return b"\n".join(lines)


def swap_columns(content: bytes, rng: np.random.Generator) -> bytes:
    """Two words of some lines change places."""
    lines = content.split(b"\n")
    for at in rng.integers(len(lines), size=rng.integers(1, 6)):
        words = lines[at].split()
        if len(words) > 1:
            i, j = rng.integers(len(words), size=2)
            words[i], words[j] = words[j], words[i]
            lines[at] = b" ".join(words)
    return b"\n".join(lines)


def nasty_word(content: bytes, rng: np.random.Generator) -> bytes:
    """A word becomes NaN, infinite, negative, far too large, or a word of the syntax."""
    words = content.split(b" ")
    words[rng.integers(len(words))] = NASTY_WORDS[rng.integers(len(NASTY_WORDS))]
    return b" ".join(words)


def nasty_header(content: bytes, rng: np.random.Generator) -> bytes:
    """Sizes, modes and lengths of an MRC header become impossible, in either byte order."""
    changed = bytearray(content)
    for word in rng.choice([0, 1, 2, 3, 7, 8, 9, 10, 16, 17, 18, 22, 23, 53], size=rng.integers(1, 4)):
        struct.pack_into("<i" if rng.random() < 0.7 else ">i", changed, 4 * int(word), int(rng.choice(NASTY_INTS)))
    return bytes(changed)


def nasty_number(content: bytes, rng: np.random.Generator) -> bytes:
    """Four bytes in the body become NaN, infinite, or huge."""
    changed = bytearray(content)
    at = int(rng.integers(max(1, len(content) - 4)))
    struct.pack_into("<f", changed, at, float(rng.choice([np.nan, np.inf, -np.inf, 3e38, -1.0])))
    return bytes(changed)


Damage = Callable[[bytes, np.random.Generator], bytes]
ALWAYS: tuple[Damage, ...] = (cut, flip, splice)
BY_SUFFIX: Mapping[str, tuple[Damage, ...]] = {
    ".star": (*ALWAYS, cut_line, swap_columns, nasty_word),
    ".txt": (*ALWAYS, cut_line, nasty_word),
    ".mrcs": (*ALWAYS, nasty_header, nasty_header),
    ".mrc": (*ALWAYS, nasty_header, nasty_header),
    ".cs": (*ALWAYS, nasty_number, nasty_word),
    ".npy": (*ALWAYS, nasty_number, nasty_word),
    ".pkl": (*ALWAYS, nasty_number),
}

# ---- the run -------------------------------------------------------------------------------------------------------


class TooSlow(BaseException):
    """A case took longer than it may; nothing that catches exceptions catches it."""


@dataclass
class Tally:
    """What became of the cases."""

    outcomes: dict[str, Counter[str]] = field(default_factory=dict)
    """For each suffix: how many were `read`, `refused`, `failed`."""
    failures: list[str] = field(default_factory=list)
    """File, damage, number of the case, and the end of the traceback."""
    slowest_s: float = 0.0

    def table(self) -> str:
        """Markdown."""
        lines = ["| file | cases | read all the same | refused with a reason | failed |", "| --- | --- | --- | --- | --- |"]
        for suffix, found in self.outcomes.items():
            lines.append(f"| {suffix} | {found.total():,} | {found['read']:,} | {found['refused']:,} | {found['failed']:,} |")
        whole = sum(self.outcomes.values(), Counter())
        lines.append(f"| all | {whole.total():,} | {whole['read']:,} | {whole['refused']:,} | {whole['failed']:,} |")
        return "\n".join(lines)


def fuzz(n_cases: int, seed: int, folder: Path, readers: Mapping[str, Callable[[Path], object]] | None = None) -> Tally:
    """Damage and read, over and over.

    Args:
        n_cases: How many times.
        seed: Case i of a seed is always the same.
        folder: Where the files are made; empty.
        readers: How each file is read; `make_files`'s by default.
    """
    made = make_files(folder)
    tally = Tally()
    names = sorted(made)
    whole = {name: (folder / name).read_bytes() for name in names}
    for name in names:
        made[name](folder / name)  # undamaged, each can be read
    for case in range(n_cases):
        rng = np.random.default_rng([seed, case])
        name = names[case % len(names)]
        suffix = Path(name).suffix
        damage = BY_SUFFIX[suffix][rng.integers(len(BY_SUFFIX[suffix]))]
        (folder / name).write_bytes(damage(whole[name], rng))
        start = time.perf_counter()
        outcome, why = _outcome((readers or made)[name], folder / name)
        tally.slowest_s = max(tally.slowest_s, time.perf_counter() - start)
        tally.outcomes.setdefault(suffix, Counter())[outcome] += 1
        if outcome == "failed":
            tally.failures.append(f"case {case}: {name} after {damage.__name__}: {why}")
        (folder / name).write_bytes(whole[name])
    return tally


def _outcome(read: Callable[[Path], object], path: Path) -> tuple[str, str]:
    def stop(*_: object) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, SECONDS_A_CASE)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            read(path)
    except CryofireError as error:
        if isinstance(error.__context__, MemoryError):
            return "failed", "asked for more memory than there is"
        return "refused", ""
    except TooSlow:
        return "failed", f"took more than {SECONDS_A_CASE} s"
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return "failed", "".join(traceback.format_exception(error)[-3:])
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    return "read", ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE_BYTES, ADDRESS_SPACE_BYTES))
    logger().addHandler(logging.NullHandler())
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        tally = fuzz(given.cases, given.seed, Path(folder))
    print(tally.table())
    print(f"\nseed {given.seed}, slowest case {tally.slowest_s:.2f} s, all {time.perf_counter() - start:.0f} s")
    for failure in tally.failures[:20]:
        print(failure)
    return 1 if tally.failures else 0


if __name__ == "__main__":
    sys.exit(main())
