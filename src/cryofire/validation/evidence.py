"""What a finished run shows about itself: numbers that tell a reconstruction from an accident.

Poses and conformations are taken as they are. Volumes linear in z are solved from one half of the particles and
predict the images of the other half, so a volume is never asked about an image that it was made from. The poses
themselves were found with all images, which every number here inherits: a shared error of pose looks like signal
to the two halves alike. That is why the correlation of the halves alone judges nothing, and is compared with how
much of the images' signal the halves explain (`fidelity`).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from cryofire.core.types import Poses
from cryofire.data.dataset import ParticleDataset
from cryofire.inference.estimates import Estimates
from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.place_config import PlaceConfig
from cryofire.inference.symmetry_axes import suspect_symmetry
from cryofire.inference.whitened_images import WhitenedImages, load_whitened
from cryofire.physics.lattice import mean_by_shell
from cryofire.physics.point_groups import C1, PointGroup
from cryofire.physics.shells import resolution_at_A
from cryofire.search.half_map_fsc import half_correlation
from cryofire.search.view_distribution import view_spread
from cryofire.validation.measures import (
    border_share,
    cross_validate,
    density_of,
    fidelity,
    measure_signal,
    shape_of_density,
    whitened_posteriors,
)
from cryofire.validation.posed_apart import N_POSED, pose_apart

MAX_PARTICLES = 2000
"""Particles looked at, drawn at random: seconds, and enough for every number here."""
LAST_SHELL = 16
"""Shells compared where a particle fills its box; wrong poses show there, and time grows with the grid of it."""
OVERSAMPLING = 1.5
"""Grid points for each lattice step of the volumes."""
MIN_PARTICLES = 20
"""Fewer say nothing."""


@dataclass(frozen=True)
class Evidence:
    """Numbers of one run. Likelihoods are means over images of the half that the volumes have not seen, in nats."""

    n_particles: int
    """In the run."""
    n_used: int
    """Of them looked at."""
    shell: int
    """Outermost shell compared, cycles across the box."""
    gain_nats: float
    """Log-likelihood over that of noise alone, z integrated out."""
    rigid_gain_nats: float
    """The same with one volume for all."""
    scrambled_gain_nats: float
    """The same with one volume, after the rotations have been dealt out anew at random: what a featureless ball explains."""
    gap_nats: float
    """`rigid_gain_nats` less `scrambled_gain_nats`."""
    gap_error_nats: float
    """Standard error of that difference."""
    junk_share: float
    """Share of particles that noise alone explains as well as the volumes do."""
    worst_ctf_share: float | None
    """Smallest share, over the shells with signal, of the power over noise that varies with CTF^2 from image to image; None if
    the CTFs are too much alike to tell. About 1; less if noise is coloured; below 0 only if the CTF is not the images'."""
    signal_shells: tuple[int, ...]
    """Shells where the images hold signal, less the first ones; empty where they hold none."""
    explained: tuple[float, ...]
    """Share of the signal's power that the other half's volumes explain, on each of `signal_shells`."""
    half_correlation: tuple[float, ...]
    """Fourier shell correlation of the two halves' mean volumes, shells 0 to `shell`. Both halves share their poses: optimistic."""
    fidelity: float | None
    """Mean of `explained` over `half_correlation`: 1 if noise in the volumes is all that is amiss. None without signal."""
    resolution_0143_A: float
    """Where `half_correlation` falls below 0.143; no finer than `shell`."""
    resolution_05_A: float
    """Where it falls below 0.5."""
    density_skewness: float
    """Of the mean map's voxels within the particle's field: positive for bright density on a dark ground, negative if inverted."""
    core_density: float
    """Mean density in the inner third of the particle's radius, over that of the whole particle: below 0 in a hollow map."""
    view_coverage: float
    """Effective share of the viewing directions that have particles, by entropy: 1 if all alike, 0 if one has all."""
    largest_view_share: float
    """Share of the particles in the most crowded of the 192 directions; 0.005 if all alike."""
    shift_border_share: float | None
    """Share of particles at the border of the range in which shifts were searched for, or beyond; None where none were."""
    z_dim: int
    informative_z: float | None
    """Effective number of directions of z that an image says something about, of those looked at; None without z."""
    junk_in_run: float | None = None
    """Share of all images that rather show noise or something else than the molecule; these are not looked at. None where not judged."""
    posed_apart: float | None = None
    """Share of images that are posed within 10 degrees of their pose again, from nothing, under volumes of the other half; None where
    shifts were not searched for."""
    posed_apart_error: float | None = None
    """Standard error of that."""
    contradicted: float | None = None
    """Share of images for which such volumes clearly prefer another pose."""
    states: tuple[tuple[float, int, float], ...] | None = None
    """For each cluster of conformations its share of the particles, how many of them were posed anew, and the share of those found again,
    the rarest last; None where nothing was."""
    share_apart: float = 0.0
    """Of the particles, those of another kind than most, which were posed by a search of their own."""
    restart_agreement: float | None = None
    """Mean Fourier shell correlation (shells 3 to 7) between the random start that was taken and the one that agrees best with it; None
    without several starts."""
    mean_confidence: float | None = None
    """Mean of the particles' confidence: the share of poses that are within 10 degrees of the truth, by images rendered out of the
    volumes; None without an encoder."""

    symmetry: str = "C1"
    """What the run was searched with."""
    suspected_symmetry: str | None = None
    """A larger point group that the halves' mean volumes seem to have; None where there is none."""
    suspected_likeness: float | None = None
    """How alike the halves are when one is turned by its rotations, over how alike they are as they lie: 1 if it is the molecule's."""

    apart_resolution_0143_A: float | None = None
    """Where the mean maps of halves that were refined apart correlate by less than 0.143, corrected for their mask; None without
    `--halves`, as are the next."""
    apart_resolution_05_A: float | None = None
    """By less than 0.5."""
    apart_poses: float | None = None
    """Share of the images whose pose the volumes of the half that they are not in find again, from nothing, within 10 degrees."""
    apart_z: float | None = None
    """Share of the variance of z that z by the other half's volumes tells; None without z."""

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)

    @staticmethod
    def from_dict(values: dict[str, Any]) -> Evidence:
        """Back from JSON."""
        return Evidence(**{name: _as_tuples(value) for name, value in values.items()})


def gather_evidence(
    dataset: ParticleDataset,
    estimates: Estimates,
    pixel_size_A: float,
    max_shift_px: float | None,
    seed: int,
    device: torch.device,
    restart_agreement: float | None = None,
    last_shell: int = LAST_SHELL,
    place: PlaceConfig | None = None,
    symmetry: PointGroup = C1,
    suspects: bool = True,
) -> Evidence | None:
    """Evidence of a run; None for a set of fewer than `MIN_PARTICLES`. Arguments as for `gather`."""
    if len(dataset) < MIN_PARTICLES:
        return None
    rows = torch.randperm(len(dataset), generator=torch.Generator().manual_seed(seed))
    shows = estimates.shows_molecule()
    rows = rows[shows[rows]][:MAX_PARTICLES]
    if len(rows) < MIN_PARTICLES:
        return None
    poses = Poses(estimates.rotations[rows], estimates.shifts_px[rows]).to(device)
    whitened, z = estimates.judged(load_whitened(dataset, rows, device), rows), estimates.z[rows].to(device)
    found = gather(whitened, poses, z, pixel_size_A, len(dataset), max_shift_px, seed, last_shell, place, N_POSED, symmetry, suspects)
    confidence = None if estimates.confidence is None else float(estimates.confidence[shows].mean())
    junk = None if estimates.odds is None else 1 - float(shows.double().mean())
    return replace(found, restart_agreement=restart_agreement, mean_confidence=confidence, junk_in_run=junk)


def gather(
    whitened: WhitenedImages,
    poses: Poses,
    z: Float[Tensor, "n z"],
    pixel_size_A: float,
    n_particles: int,
    max_shift_px: float | None,
    seed: int,
    last_shell: int = LAST_SHELL,
    place: PlaceConfig | None = None,
    n_posed: int = N_POSED,
    symmetry: PointGroup = C1,
    suspects: bool = True,
) -> Evidence:
    """Evidence from some particles' images, poses and conformations; takes seconds.

    Args:
        whitened: Images of the particles looked at, in random order, whitened by the level of their noise.
        poses: Theirs; shifts in pixels of the images.
        z: Theirs, any scale; (n, 0) for a rigid molecule.
        n_particles: How many the run has.
        max_shift_px: How far off the centre particles were looked for, on each axis; None where shifts were not searched.
        last_shell: Outermost shell compared.
        place: How images are posed anew; None where poses were given.
        n_posed: Images of each half that are.
        symmetry: Of the molecule.
        suspects: Whether to look for a larger one, which takes a second.
    """
    shell = min(last_shell, whitened.lattice.max_shell)
    grid = FourierGrid(shell, OVERSAMPLING, whitened.images.device, symmetry=symmetry)
    inner = whitened.upto(shell)
    posteriors = whitened_posteriors(poses, z)
    with_z = cross_validate(inner, posteriors, grid)
    rigid = with_z if posteriors.z.shape[1] == 0 else cross_validate(inner, posteriors.with_no_components().copy(), grid)
    scrambled = posteriors.with_no_components().copy()
    deal = torch.randperm(len(whitened), generator=torch.Generator().manual_seed(seed)).to(grid.device)
    scrambled.rotations = scrambled.rotations[deal]
    ball = cross_validate(inner, scrambled, grid)
    gap = rigid.gain - ball.gain
    correlation = half_correlation(*rigid.mean_volumes, grid)
    # Contrasts that stand for several molecules hide what follows CTF^2: a fifth of it was left in a stack of three. So both are asked.
    signal = measure_signal(inner).at_least(measure_signal(inner.with_contrasts(None)))
    shells = signal.shells()
    explained = (mean_by_shell(inner.lattice, with_z.explained_power) / signal.power)[shells]
    density, radius = density_of(rigid.mean_volumes[0] + rigid.mean_volumes[1], grid)
    skewness, core = shape_of_density(density, radius, whitened.lattice.box_px)
    coverage, largest = view_spread(poses.rotations, symmetry)
    box_px = whitened.lattice.box_px
    suspected = suspect_symmetry(*rigid.mean_volumes, grid, correlation) if suspects else None
    apart = None if place is None else pose_apart(inner, posteriors, grid, with_z, place, n_posed)
    return Evidence(
        n_particles=n_particles,
        n_used=len(whitened),
        shell=shell,
        gain_nats=float(with_z.gain.mean()),
        rigid_gain_nats=float(rigid.gain.mean()),
        scrambled_gain_nats=float(ball.gain.mean()),
        gap_nats=float(gap.mean()),
        gap_error_nats=float(gap.std()) / len(gap) ** 0.5,
        junk_share=float((with_z.gain <= 0).float().mean()),
        worst_ctf_share=signal.worst_ctf_share(),
        signal_shells=tuple(shells),
        explained=tuple(explained.tolist()),
        half_correlation=tuple(correlation.tolist()),
        fidelity=fidelity(explained, correlation[shells]) if shells else None,
        resolution_0143_A=_resolution(correlation, 0.143, box_px, pixel_size_A),
        resolution_05_A=_resolution(correlation, 0.5, box_px, pixel_size_A),
        density_skewness=skewness,
        core_density=core,
        view_coverage=coverage,
        largest_view_share=largest,
        shift_border_share=None if max_shift_px is None else border_share(poses.shifts_px, max_shift_px),
        z_dim=z.shape[1],
        informative_z=None if z.shape[1] == 0 else with_z.informative_z,
        posed_apart=None if apart is None else apart.share,
        posed_apart_error=None if apart is None else apart.error,
        contradicted=None if apart is None else apart.contradicted,
        symmetry=symmetry.name,
        suspected_symmetry=None if suspected is None else suspected.group.name,
        suspected_likeness=None if suspected is None else suspected.likeness,
        states=None if apart is None else tuple((each.of_all, each.n_posed, each.share) for each in apart.by_state),
    )


def _as_tuples(value: Any) -> Any:
    """JSON knows lists alone."""
    return tuple(_as_tuples(each) for each in value) if isinstance(value, list) else value


def _resolution(correlation: Float[Tensor, " shells"], threshold: float, box_px: int, pixel_size_A: float) -> float:
    finest_A = box_px * pixel_size_A / (len(correlation) - 1)
    return max(finest_A, resolution_at_A(correlation, threshold, box_px, pixel_size_A))
