"""Options of a search."""

from __future__ import annotations

from typing import Self

from jaxtyping import Float
from pydantic import Field, field_validator, model_validator
from torch import Tensor

from cryofire.core.config import Config
from cryofire.core.errors import ConfigError
from cryofire.inference.place_config import PlaceConfig
from cryofire.physics.point_groups import C1, PointGroup
from cryofire.search.ab_initio import AbInitioConfig

FIRST_SHIFT = 1.2
"""How far off the centre particles are looked for at first, in wavelengths of the search shell."""
LARGEST_SHIFT = 0.2
"""Particles are never looked for further off the centre than this share of the box."""
MASK_OVER_RADIUS = 1.6
"""Of the mask over the radius that holds 80 % of the images' signal: arms that stick out have little of it."""
NOISE_SHELLS = 4
"""Shells beyond the search shell that volumes have where the noise is measured."""


class SearchConfig(Config):
    """Options of the search for poses and conformations without a network."""

    ab_initio: AbInitioConfig = AbInitioConfig()
    place: PlaceConfig = PlaceConfig()
    n_searched: int = Field(default=15000, ge=1)
    """Particles that the search is made with; those of a larger set are placed on the volumes that it finds."""
    fits_shells: bool = True
    """Scale all shells, the encoder's too, by box / particle diameter: they are meant for a particle that fills its box. A run's
    config.yaml holds the scaled ones, and false here; give false to have your own shells taken as they are."""
    search_shell: int = Field(default=12, ge=1)
    """Shell up to which poses are searched for in the pose grid; shells are cycles across the box."""
    motion_shell: int = Field(default=10, ge=1)
    """Shell up to which the motion is first searched for."""
    last_shell: int | None = Field(default=None, ge=1)
    """Shell up to which poses are refined; by default as far out as two halves of the particles agree."""
    max_shift_px: float | None = Field(default=None, ge=0)
    """How far off the centre particles are looked for, pixels on each axis; by default 1.2 wavelengths of the search shell (a tenth
    of the box) to begin with, then as far as they are."""
    mask_radius: float | None = Field(default=None, gt=0)
    """Of the sphere that volumes have density in, in half boxes; by default 1.6 times the radius that holds 80 % of the signal, 0.9 at
    most, which a run writes here."""
    symmetry: str = "C1"
    """Point group of the molecule and of its conformations: C1, Cn, Dn, T, O, I, with RELION's axes (`--symmetry`)."""
    relaxes: bool = False
    """Begin with that symmetry, and go on without: poses and conformations of single subunits (`--relax`)."""
    direction_order: int = Field(default=2, ge=0, le=6)
    """HEALPix order of the viewing directions: 12 x 4^order of them, of which those of one asymmetric unit are looked at."""
    n_in_plane: int = Field(default=32, ge=1)
    """In-plane angles of each direction."""
    first_components: int = Field(default=4, ge=0)
    """Components in which the motion is first searched for; up to z_dim are found once poses are better."""
    motion_passes: int = Field(default=12, ge=1)
    """Rounds of volumes and z in closed form when the motion is first searched for."""
    growth_passes: int = Field(default=4, ge=1)
    """Rounds of them when components are added."""
    regrowth_passes: int = Field(default=4, ge=1)
    """The same once poses are refined and frames held still."""
    final_passes: int = Field(default=2, ge=1)
    """Rounds of them up to Nyquist at the end, poses held."""
    frame_passes: int = Field(default=4, ge=0)
    """Rounds in which the frames of all conformations are laid onto that of the mean map before poses are refined once more."""
    measures_noise: bool = True
    """Measure the noise of each shell once volumes are known; without it, noise is taken to be white, as the outer shells show it."""
    memory_GB: float = Field(default=8.0, gt=0)
    """What the whitened images may take; fewer particles are searched with, or images read again, where it is not enough."""
    even_views: float = Field(default=0.6, ge=0, le=1)
    """Effective share of the viewing directions below which the search goes on with fewer particles, of more even views; the others
    are placed afterwards."""
    other_kinds: bool = True
    """Search apart, from random starts, particles of another kind than most: another molecule, or a part of this one alone."""
    alike_poses: bool = True
    """Have the particles of a nearly symmetric molecule agree on one of the poses at which it looks alike, before there are components."""
    halves: bool = False
    """At the end, refine two halves of the particles apart from volumes up to `motion_shell` on: half maps that share nothing finer
    (`train --halves`)."""
    second_search: bool = True
    """Search for every pose again, twice, with z integrated out, and keep the better pose of each particle."""

    @field_validator("symmetry")
    @classmethod
    def _known_symmetry(cls, name: str) -> str:
        """The group's own name; pydantic makes its refusal one of the option."""
        try:
            return PointGroup.named(name).name
        except ConfigError as error:
            raise ValueError(f"{error.message} Expected {error.hint}") from None

    @model_validator(mode="after")
    def _something_to_relax(self) -> Self:
        if self.relaxes and self.first_group.is_trivial:
            raise ValueError("relaxes: there is no symmetry to go on without. Expected --symmetry, such as D2, beside it")
        return self

    @property
    def point_group(self) -> PointGroup:
        """The symmetry of what is found."""
        return C1 if self.relaxes else self.first_group

    @property
    def first_group(self) -> PointGroup:
        """The symmetry that a search begins with."""
        return PointGroup(self.symmetry)

    def largest_shift_px(self, box_px: int) -> float:
        """How far off the centre particles are looked for at most, pixels on each axis."""
        return LARGEST_SHIFT * box_px if self.max_shift_px is None else self.max_shift_px

    def first_max_shift_px(self, box_px: int) -> float:
        """How far off the centre particles are looked for to begin with, pixels on each axis."""
        return FIRST_SHIFT * box_px / self.search_shell if self.max_shift_px is None else self.max_shift_px

    def fitted(self, scale: float) -> SearchConfig:
        """The same for a particle that fills `1 / scale` of what the shells are meant for."""
        ab_initio = self.ab_initio.model_copy(update={"march_shells": tuple(round(scale * shell) for shell in self.ab_initio.march_shells)})
        shells = {"search_shell": round(scale * self.search_shell), "motion_shell": round(scale * self.motion_shell)}
        update = {**shells, "ab_initio": ab_initio, "place": self.place.fitted(scale), "fits_shells": False}
        return self.model_copy(update=update)

    def finer(self) -> SearchConfig:
        """The same with pose grids of half the spacing."""
        update = {"direction_order": min(6, self.direction_order + 1), "n_in_plane": 2 * self.n_in_plane, "place": self.place.finer()}
        return self.model_copy(update=update)

    def placing(self, last_shell: int, max_shift_px: float) -> PlaceConfig:
        """How poses are found under volumes up to a shell, so far off the centre."""
        return self.place.model_copy(update={"last_shell": last_shell, "max_shift_px": max_shift_px})

    def placing_as(self, last_shell: int, shifts_px: Float[Tensor, "n 2"]) -> PlaceConfig:
        """The same, as far off the centre as particles were found to be."""
        return self.placing(last_shell, 0.0).with_shifts_of(shifts_px)
