"""Options of finding poses under known volumes."""

from __future__ import annotations

from jaxtyping import Float
from pydantic import Field
from torch import Tensor

from cryofire.core.config import Config


def quarter_period_px(box_px: int, shell: int) -> float:
    """Between two shifts that are compared up to a shell: a quarter of a period there, so that none falls through."""
    return box_px / (4 * shell)


class PlaceConfig(Config):
    """Options of finding poses under known volumes."""

    grid_shell: int = Field(default=8, ge=1)
    """Shell up to which an image is compared with the whole pose grid; shells are cycles across the box."""
    n_components: int = Field(default=1, ge=0)
    """Leading components whose z is integrated out there: of two molecules in one stack the mean volume is neither."""
    look_shell: int = Field(default=8, ge=1)
    """Shell up to which a first look compares an image with the mean volume at every rotation of the pose grid."""
    kept_share: float = Field(default=0.1, gt=0, le=1)
    """Of the rotations, that are compared up to `grid_shell` after it, the likeliest; 1 for all, without a first look."""
    n_candidates: int = Field(default=16, ge=1)
    """Poses of the grid that are compared again at the next shell, with z in full."""
    n_hypotheses: int = Field(default=2, ge=1)
    """Distinct ones of those that are refined."""
    n_decided: int = Field(default=1, ge=1)
    """Likeliest of those between which all shells decide; the others are dropped by what the first shells say."""
    first_shell: int = Field(default=10, ge=1)
    """Shell up to which candidates are compared and first refined."""
    last_shell: int = Field(default=16, ge=1)
    """Shell up to which the likeliest is refined."""
    judge_shell: int = Field(default=12, ge=1)
    """Shell up to which fits are judged; further out noise outweighs signal."""
    max_shift_px: float = Field(default=4.0, ge=0)
    """How far off the centre particles are looked for, pixels on each axis."""
    direction_order: int = Field(default=2, ge=0, le=6)
    """HEALPix order of the viewing directions: 12 x 4^order of them."""
    n_in_plane: int = Field(default=32, ge=1)
    """In-plane angles of each direction."""

    def shift_step_px(self, box_px: int, cube_shell: int) -> float:
        """Between two shifts of the pose grid.

        Args:
            cube_shell: Up to which there are volumes.
        """
        return quarter_period_px(box_px, min(self.grid_shell, cube_shell))

    def fitted(self, scale: float) -> PlaceConfig:
        """The same with shells multiplied by a factor; `last_shell` is found out by a search."""
        given = {
            "look_shell": self.look_shell,
            "grid_shell": self.grid_shell,
            "first_shell": self.first_shell,
            "judge_shell": self.judge_shell,
        }
        return self.model_copy(update={name: round(scale * shell) for name, shell in given.items()})

    def finer(self) -> PlaceConfig:
        """The same with a pose grid of half the spacing."""
        return self.model_copy(update={"direction_order": min(6, self.direction_order + 1), "n_in_plane": 2 * self.n_in_plane})

    def thorough(self) -> PlaceConfig:
        """The same with more hypotheses, compared further out: for images whose first guess has to be right."""
        update = {"n_candidates": 4 * self.n_candidates, "n_hypotheses": 4 * self.n_hypotheses, "n_decided": 4}
        shells = {"look_shell": self.first_shell, "grid_shell": self.judge_shell, "first_shell": self.judge_shell}
        return self.model_copy(update=update | shells)

    def with_shifts_of(self, shifts_px: Float[Tensor, "n 2"]) -> PlaceConfig:
        """The same, looking as far off the centre as particles of a set were found to be."""
        largest = shifts_px.abs().amax(dim=1).sort().values[int(0.99 * (len(shifts_px) - 1))]
        return self.model_copy(update={"max_shift_px": float(largest) + 0.5})
