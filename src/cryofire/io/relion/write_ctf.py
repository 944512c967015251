"""A CTF that was given in the place of the user's file's, in that file's blocks: what RELION then reads is what was used.

RELION takes a row's word before its optics group's, so what belongs to the group is taken out of the rows.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cryofire.io.optics import DEFAULTS, DEFOCUS
from cryofire.io.particle_table import ParticleTable
from cryofire.io.relion.columns import IMAGE_NAME, IMAGE_PIXEL_SIZE, OPTICS, OPTICS_GROUP, OPTICS_GROUP_NAME, PIXEL_SIZE
from cryofire.io.relion.star import StarBlock, as_token, as_tokens

Columns = dict[str, Sequence[str]]
"""Tag and tokens of each column of a loop."""

GROUP_FIELDS = ("pixel_size_A", "voltage_kV", "cs_mm", "amplitude_contrast")
"""What one optics group has in common."""
GROUP_TAGS = {"pixel_size_A": IMAGE_PIXEL_SIZE} | {name: OPTICS[name] for name in GROUP_FIELDS if name in OPTICS}


def is_optics_table(tags: Sequence[str]) -> bool:
    """Whether columns describe optics groups, and no particles."""
    return OPTICS_GROUP in tags and IMAGE_NAME not in tags


def is_full_optics_loop(loop: Columns) -> bool:
    """Whether a loop describes optics groups, and has rows."""
    return is_optics_table(tuple(loop)) and any(loop.values())


def with_given_rows(blocks: Sequence[StarBlock], table: ParticleTable) -> list[StarBlock]:
    """The blocks with defocus, angle and phase shift of the table's CTF in the last loop of `particles`, and there nothing of a group's."""
    optics = table.optics
    assert optics is not None, "a CTF was given"
    in_file = {tag for block in blocks for loop in block.loops for tag in loop} | {tag for block in blocks for tag, _ in block.pairs}
    new: Columns = {}
    for name in (*DEFOCUS, *DEFAULTS):
        values = getattr(optics, name).numpy()
        if name in DEFOCUS or OPTICS[name] in in_file or (values != DEFAULTS[name]).any():
            new[OPTICS[name]] = as_tokens(values)
    made = []
    for block in blocks:
        if block.name == "particles":
            kept = {tag: tokens for tag, tokens in block.loops[-1].items() if tag not in (*GROUP_TAGS.values(), PIXEL_SIZE)}
            block = StarBlock(block.name, block.pairs, (*block.loops[:-1], kept | new))
        made.append(block)
    return made


def with_given_groups(blocks: Sequence[StarBlock], table: ParticleTable) -> list[StarBlock]:
    """The blocks with voltage, Cs, amplitude contrast and pixel size of the table's CTF in the optics groups.

    A group whose particles differ in them becomes several: the first keeps its number, the others come last.
    """
    optics = table.optics
    assert optics is not None, "a CTF was given"
    values = np.stack([table.optics_group, *(getattr(optics, name).numpy() for name in GROUP_FIELDS)], axis=1)
    kinds, kind_of = np.unique(values, axis=0, return_inverse=True)
    old = kinds[:, 0].astype(np.int64)
    is_first = np.concatenate([[True], np.diff(old) > 0])
    described = [int(float(token)) for tokens in _group_columns(blocks) for token in tokens]
    numbers = np.where(is_first, old, max(described) + np.cumsum(~is_first))
    fields = {tag: as_tokens(kinds[:, i]) for i, tag in enumerate(GROUP_TAGS.values(), start=1)}

    def complete(columns: Columns) -> Columns:
        groups = [int(float(token)) for token in columns[OPTICS_GROUP]]
        rows = {tag: list(tokens) for tag, tokens in columns.items()}
        for tag in fields:
            rows.setdefault(tag, ["0.000000"] * len(groups))
        for kind, group in enumerate(old.tolist()):
            if group not in groups:
                continue
            row = groups.index(group)
            if not is_first[kind]:
                for tokens in rows.values():
                    tokens.append(tokens[row])
                row = len(rows[OPTICS_GROUP]) - 1
                rows[OPTICS_GROUP][row] = str(numbers[kind])
                if OPTICS_GROUP_NAME in rows:
                    rows[OPTICS_GROUP_NAME][row] = as_token(f"opticsGroup{numbers[kind]}")
            for tag, tokens in fields.items():
                rows[tag][row] = tokens[kind]
        return dict(rows)

    made = []
    for block in blocks:
        pairs, loops = block.pairs, tuple(complete(loop) if is_full_optics_loop(loop) else loop for loop in block.loops)
        if is_optics_table([tag for tag, _ in pairs]):
            loop = complete({tag: [token] for tag, token in pairs})
            is_one = len(loop[OPTICS_GROUP]) == 1
            pairs, loops = (tuple((tag, tokens[0]) for tag, tokens in loop.items()), loops) if is_one else ((), (loop, *loops))
        if block.name == "particles":
            loops = (*loops[:-1], dict(loops[-1]) | {OPTICS_GROUP: as_tokens(numbers[kind_of.reshape(-1)])})
        made.append(StarBlock(block.name, pairs, loops))
    return made


def _group_columns(blocks: Sequence[StarBlock]) -> list[Sequence[str]]:
    """The numbers of every table of groups."""
    found: list[Sequence[str]] = [loop[OPTICS_GROUP] for block in blocks for loop in block.loops if is_full_optics_loop(loop)]
    pairs = [dict(block.pairs) for block in blocks]
    return found + [[pair[OPTICS_GROUP]] for pair in pairs if is_optics_table(tuple(pair))]
