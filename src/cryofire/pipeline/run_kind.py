"""What kind of run there is, what follows from it, and which options each kind reads: one table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from cryofire.core.errors import ConfigError


class RunKind(StrEnum):
    """How poses, conformations and volumes are found."""

    SEARCH = "search"
    """Poses, conformations and volumes by a search; networks may be trained on what it has found."""
    FIXED_POSES = "fixed_poses"
    """Conformations and volumes by the same search; the poses come with the particles and stay as they are."""
    NETWORK = "network"
    """The published network: an encoder and a hypervolume, trained together by the published loss."""

    @property
    def is_search(self) -> bool:
        """Whether volumes are found in closed form, without a network."""
        return self is not RunKind.NETWORK

    @property
    def recipe(self) -> str:
        """The recipe that a run of this kind begins with where none is named."""
        return {RunKind.SEARCH: "default", RunKind.FIXED_POSES: "fixed-poses", RunKind.NETWORK: "published"}[self]

    @property
    def settings(self) -> dict[str, Any]:
        """Options that follow from the kind: a run of this kind cannot have others."""
        if self is RunKind.NETWORK:
            return {}
        pose = "known" if self is RunKind.FIXED_POSES else "searched"
        schedule = {"num_epochs": 0, "pose_only_phase": 0, "output_mask": "circ"}
        return {"model": {"encoder": None, "pose": {"kind": pose}}, "objective": {"sym_loss": False}, "schedule": schedule}


IN_WORDS = {
    RunKind.SEARCH: "a search for poses and conformations",
    RunKind.FIXED_POSES: "a search with known poses",
    RunKind.NETWORK: "the published network",
}

EVERY = frozenset(RunKind)
SEARCHES = frozenset(kind for kind in RunKind if kind.is_search)
AB_INITIO = frozenset({RunKind.SEARCH})
NETWORK = frozenset({RunKind.NETWORK})
NOBODY: frozenset[RunKind] = frozenset()

READERS: dict[str, frozenset[RunKind]] = {
    "kind": EVERY,
    "outdir": EVERY,
    "seed": EVERY,
    "device": EVERY,
    "load": NETWORK,
    "precision": NETWORK,
    "data": EVERY,
    # A search reads its images in their order on the disk, unshuffled, and none ahead.
    "data.num_workers": NETWORK,
    "data.shuffle_GB": NETWORK,
    # The dialect is recognised from the file; published configurations state it all the same.
    "data.relion31": NETWORK,
    # Found by the run, which writes them into its config.yaml.
    "data.invert_found": NOBODY,
    "data.image_pixel_size_A": NOBODY,
    "data.noise_level": NOBODY,
    "test": NETWORK,
    "model.z_dim": EVERY,
    "model.encoder": NETWORK,
    "model.pose.kind": NETWORK,
    "model.pose.no_trans": frozenset({RunKind.FIXED_POSES, RunKind.NETWORK}),
    "model.latent": NETWORK,
    # A search finds volumes linear in z on a grid: of a decoder's options, how fine the grid is.
    "model.decoder": NETWORK,
    "model.decoder.kind": EVERY,
    "model.decoder.oversampling": EVERY,
    "objective": NETWORK,
    "optimizer": NETWORK,
    "schedule": NETWORK,
    "logging": NETWORK,
    "search": AB_INITIO,
    "search.n_searched": SEARCHES,
    "search.symmetry": SEARCHES,
    "search.fits_shells": SEARCHES,
    "search.search_shell": SEARCHES,
    "search.motion_shell": SEARCHES,
    "search.last_shell": SEARCHES,
    "search.first_components": SEARCHES,
    "search.motion_passes": SEARCHES,
    "search.growth_passes": SEARCHES,
    "search.final_passes": SEARCHES,
    "search.measures_noise": SEARCHES,
    "search.memory_GB": SEARCHES,
    "search.mask_radius": SEARCHES,
    # Images never trained on are placed by these (`infer`), whatever the run's own poses came from.
    "search.place": SEARCHES,
    # Both are found out by the search.
    "search.place.last_shell": NOBODY,
    "search.place.max_shift_px": NOBODY,
    # `--resume --minutes` trains later what was not trained at first, so these are read where the minutes are 0, too.
    "amortize": SEARCHES,
    "amortize.encoder.max_shift_px": NOBODY,
    "amortize.encoder.point_group": NOBODY,
    "joint": SEARCHES,
}
"""Options and sections, and the kinds of run that read them; what stands for the longest part of an option's name holds for it."""

ALIKE = {
    "data.image_pixel_size_A": "a run finds it from the particles (--ctf replaces theirs); data.map_pixel_size_A is that of the maps",
    "data.invert_found": "data.invert says whether protein is dark",
    "data.noise_level": "a run measures it",
    "optimizer.lr": "amortize.lr (encoder) and joint.lr (hypervolume) are the like of it here",
    "schedule.batch_size": "amortize.batch_size (encoder) and joint.batch_size (hypervolume) are the like of it here",
    "schedule.num_epochs": "--minutes says how long networks are trained after the search",
    "schedule.output_mask": "search.last_shell says how far out poses are refined",
    "model.pose": "--recipe fixed-poses keeps the poses of the input",
    "model.encoder": "amortize.encoder has the options of the encoder trained after the search",
    "model.decoder": "joint.decoder has the options of the hypervolume trained after the search",
    "search.place.last_shell": "search.last_shell says how far out poses are refined",
    "search.place.max_shift_px": "search.max_shift_px says how far off the centre particles are looked for",
    "amortize.encoder.max_shift_px": "search.max_shift_px says how far off the centre particles are looked for",
    "amortize.encoder.point_group": "--symmetry (search.symmetry) is the molecule's",
}
"""Options that a search does not read, or sections of them, and what does the like in a search."""


def readers(path: str) -> frozenset[RunKind]:
    """The kinds of run that read an option.

    Raises:
        KeyError: If the table says nothing of it.
    """
    found = _readers_if_known(path)
    if found is None:
        raise KeyError(path)
    return found


def refuse_unread(values: Mapping[str, Any], kind: RunKind, source: str) -> None:
    """Refuse options that a run of this kind would silently ignore. What the kind says itself may be said again.

    Args:
        values: What the user has set, nested, with our names.
        source: Where, for the message.

    Raises:
        ConfigError: Naming the first one, the kinds of run that read it, and the option that does the like.
    """
    settings = dict(_leaves(kind.settings))
    for path, value in _leaves(values):
        read_by = _readers_if_known(path)
        if read_by is None or kind in read_by or (path in settings and settings[path] == value):
            continue
        recipes = " or ".join(f"--recipe {reader.recipe}" for reader in RunKind if reader in read_by)
        alike = next((ALIKE[name] for name in _beginnings(path) if name in ALIKE), "") if kind.is_search else ""
        hint = "; ".join(part for part in (f"{recipes} reads it" if recipes else "", alike) if part) or "leave it out"
        raise ConfigError(f"{source}: {path} is not read by {IN_WORDS[kind]}.", hint)


def _readers_if_known(path: str) -> frozenset[RunKind] | None:
    """As `readers`; None for what is no option, which the validation refuses in its own words."""
    return next((READERS[name] for name in _beginnings(path) if name in READERS), None)


def _beginnings(path: str) -> Iterator[str]:
    """The option's name, then its sections, the innermost first."""
    while path:
        yield path
        path = path.rpartition(".")[0]


def _leaves(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
