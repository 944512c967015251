"""After the search and the encoder's first training: both trained together, compared with what was there, and kept if better."""

from __future__ import annotations

import copy

import torch
from jaxtyping import Complex, Float
from torch import Tensor

from cryofire.core.log import logger
from cryofire.core.precision import is_bf16_faster
from cryofire.core.report import Report
from cryofire.data.dataset import ParticleDataset
from cryofire.inference.decoder_volumes import volumes_for
from cryofire.inference.estimates import Estimates
from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.linear_subspace import latents_given_poses
from cryofire.inference.volume_sums import PowerByShell, VolumeSums
from cryofire.inference.whitened_images import load_whitened
from cryofire.models.decoders.low_rank_grid import LowRankGrid
from cryofire.models.encoders.polar import PolarEncoder
from cryofire.physics.lattice import Lattice
from cryofire.training.encoder.learn import losses, off_centre
from cryofire.training.encoder.render import Labelled, Renderer
from cryofire.training.hypervolume.config import HypervolumeConfig
from cryofire.training.hypervolume.held_out import compare
from cryofire.training.hypervolume.initialise import initialise_as, make_decoder
from cryofire.training.hypervolume.learn import STAGE, HypervolumeTask, Material, learn_hypervolume
from cryofire.training.hypervolume.store import Hypervolume
from cryofire.training.stage_task import Surroundings

PART = 1000
"""Images read at a time."""
N_LABELLED = 2000
"""Rendered images on which the encoder is compared with what it was."""


def train_hypervolume(
    config: HypervolumeConfig,
    dataset: ParticleDataset,
    estimates: Estimates,
    volumes: Complex[Tensor, "voxels c"],
    grid: FourierGrid,
    encoder: PolarEncoder,
    renderer: Renderer,
    noise_sd: Float[Tensor, " k"],
    shell: int,
    seed: int,
    around: Surroundings,
) -> Hypervolume:
    """Train and compare; the encoder is changed in place if it got better.

    Args:
        estimates: Of every particle, on the CPU.
        volumes: V_0 and components on `grid`, up to Nyquist.
        renderer: Up to the encoder's shell.
        noise_sd: What images are whitened by, up to Nyquist.
        shell: Up to which shells tell poses; it is learned from those.
    """
    z_dim = estimates.z.shape[1]
    order = torch.randperm(len(dataset), generator=torch.Generator().manual_seed(seed + 1))
    order = order[estimates.shows_molecule()[order]]
    n_held_out = min(config.n_held_out, max(len(order) // 10, 1))
    held_out, seen = order[:n_held_out].sort().values, order[n_held_out:].sort().values
    own = volumes_without(dataset, seen, estimates, volumes, grid, noise_sd)
    lattice = Lattice.create(dataset.box_px).to(grid.device)
    some = load_whitened(dataset, seen[:PART], grid.device, noise_sd=noise_sd)
    whole = Renderer(lattice, own, grid, some.ctfs, None, renderer.shifts_px, renderer.z, some.window)
    decoder = make_decoder(config.decoder, dataset.box_px, z_dim, seed).to(grid.device)
    left = config.minutes - initialise_as(decoder, whole, config, seed, around)
    before = copy.deepcopy(encoder.state_dict())
    labelled = renderer.draw(N_LABELLED, torch.Generator().manual_seed(seed + 2))
    loss_before = labels_loss(encoder, labelled, seed)
    shell = min(max(shell, encoder.config.shell), lattice.max_shell)
    material = Material(dataset, seen, estimates, noise_sd[: lattice.n_upto(shell)], renderer, shell)
    task = HypervolumeTask(decoder, encoder, material, config, seed, is_bf16_faster(grid.device), around)
    n_seen = learn_hypervolume(task, left)
    loss_after = labels_loss(encoder, labelled, seed)
    if loss_after > loss_before:
        encoder.load_state_dict(before)
    whitened = estimates.judged(load_whitened(dataset, held_out, grid.device, noise_sd=noise_sd), held_out)
    generator = torch.Generator().manual_seed(seed + 3)
    comparison = compare(decoder, own, grid, whitened, estimates.posteriors(held_out, grid.device), config.contrast_sd, generator)
    if isinstance(decoder, LowRankGrid):
        # It was trained from volumes without the images held out; what it learned is added to those made from all.
        decoder.add_volumes(volumes_for(decoder, grid, volumes - own))
    found = Hypervolume(decoder.eval(), comparison, config, n_seen)
    better = "the hypervolume" if comparison.is_joint_better else "the search's volumes"
    logger().info(
        f"joint: {n_seen:,} images; held out: search {comparison.search_nats:+.2f}, hypervolume {comparison.joint_nats:+.2f} "
        f"(+-{comparison.error_nats:.2f}) nats/image over noise; maps are made from {better}"
    )
    kept = "kept" if loss_after <= loss_before else "taken back"
    logger().info(f"joint: the encoder's distance from unseen labels went from {loss_before:.3f} to {loss_after:.3f}: {kept}")
    values = {"joint_search_nats": comparison.search_nats, "joint_nats": comparison.joint_nats, "encoder_labels": loss_after}
    around.report(Report(STAGE, "compared", n_seen, n_seen, "images", n_seen, 0.0, 0.0, values))
    return found


def volumes_without(
    dataset: ParticleDataset, rows: Tensor, estimates: Estimates, volumes: Tensor, grid: FourierGrid, noise_sd: Tensor
) -> Complex[Tensor, "voxels c"]:
    """Volumes linear in z, solved from some particles alone, at their poses and z; the prior is the power of given volumes."""
    shell = grid.radius().round().long()
    inside = shell <= grid.shell
    count = torch.bincount(shell[inside], minlength=grid.shell + 1).clamp_min(1)
    power = torch.zeros(grid.shell + 1, volumes.shape[1], device=grid.device)
    power.index_add_(0, shell[inside], volumes[inside].abs().square())
    sums = VolumeSums(grid, volumes.shape[1] - 1)
    for part in rows.split(PART):
        whitened = estimates.judged(load_whitened(dataset, part, grid.device, noise_sd=noise_sd), part)
        posteriors = estimates.posteriors(part, grid.device)
        latents_given_poses(whitened, posteriors, grid, volumes)
        sums.add(whitened, posteriors)
    _, prior = sums.solve(PowerByShell(power / count[:, None]))
    solved, _ = sums.solve(PowerByShell(prior))
    return solved


@torch.no_grad()
def labels_loss(encoder: PolarEncoder, labelled: Labelled, seed: int, chunk: int = 500) -> float:
    """The encoder's distance from the labels of images that it has not learned from."""
    generator, total = torch.Generator().manual_seed(seed), 0.0
    for rows in torch.arange(len(labelled), device=labelled.images.device).split(chunk):
        total += float(losses(encoder, labelled.take(rows), off_centre(encoder, len(rows), generator)).total) * len(rows)
    return total / len(labelled)
