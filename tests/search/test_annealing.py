"""Annealing: posteriors over all poses, how sharp they are, and a volume from images that say little each."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pytest
import torch
from torch import Tensor

from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.pose_grid import PoseGrid
from cryofire.inference.whitened_images import WhitenedImages
from cryofire.physics.pose_grids import rotation_grid, shift_grid
from cryofire.search import ab_initio, annealing
from cryofire.search.ab_initio import AbInitioConfig, find_volume, held_out_likelihood
from cryofire.search.annealing import (
    anneal,
    entropy,
    expect,
    expect_among,
    expect_and_keep,
    largest_beta,
    nats_of_an_image,
    signal_by_shell,
)
from planted import Planted, planted

CPU = torch.device("cpu")
QUICK = AbInitioConfig(
    n_starts=2, march_shells=(3, 4), march_batches=(3, 3), march_after=3, wide_batches=6, batches=10, batch_size=20, first_beta=1.0
)


def pose_grid_of(whitened, order: int = 1, n_in_plane: int = 12, max_shift_px: float = 2.0) -> PoseGrid:
    grid = FourierGrid(int(whitened.lattice.shell.max()), 1.5, CPU)
    return PoseGrid.create(rotation_grid(order, n_in_plane, CPU), shift_grid(max_shift_px, 1.3, CPU), whitened, grid)


def test_sums_over_posteriors_equal_those_written_out():
    data = planted(7, scale=4.0)
    whitened = data.whitened.upto(5)
    pose_grid = pose_grid_of(whitened, 0, 8)
    slices = pose_grid.slices(data.atoms.on(pose_grid.grid)[:, :1])
    sums = expect(whitened, pose_grid, slices, 0.3)
    evidence = 0.0
    expected_top, expected_bottom = (
        torch.zeros(len(pose_grid.rotations), len(pose_grid.indices), dtype=torch.complex128),
        torch.zeros_like(sums.bottom),
    )
    for image, ctf in zip(whitened.images.to(torch.complex128), whitened.ctfs.double(), strict=True):
        moved = image * pose_grid.phases.to(torch.complex128)  # (s, k)
        off = (moved[:, None] - ctf * slices.values[0].to(torch.complex128)).abs().square().sum(dim=2)  # (s, r)
        share = torch.softmax(-0.3 * off.flatten(), dim=0).view_as(off)
        evidence += float(torch.logsumexp(0.3 * (moved.abs().square().sum() / len(moved) - off.flatten()), dim=0)) / len(whitened)
        expected_top += torch.einsum("sr,sk->rk", share.to(torch.complex128), moved * ctf)
        expected_bottom += share.sum(dim=0)[:, None] * ctf.square()
    found = torch.view_as_complex(sums.top.double().unflatten(1, (-1, 2)))
    assert float((found - expected_top).norm() / expected_top.norm()) < 0.02
    assert sums.log_likelihood == pytest.approx(evidence, abs=0.1)
    assert float((sums.bottom - expected_bottom).norm() / expected_bottom.norm()) < 0.02


def test_factor_gives_posteriors_the_entropy_asked_for():
    log_likelihood = 30 * torch.randn(40, 500, generator=torch.Generator().manual_seed(0))
    assert entropy(log_likelihood, 0.0) == pytest.approx(math.log(500))
    beta = largest_beta(log_likelihood, 3.0, 1e-3, 1.0)
    assert 3.0 <= entropy(log_likelihood, beta) < 3.4
    assert largest_beta(log_likelihood, -math.inf, 0.1, 0.2) == 0.2
    assert largest_beta(log_likelihood, math.inf, 0.1, 0.2) == 0.1


@pytest.mark.parametrize("scale", [1.0, 4.0])
def test_what_an_image_says_is_its_signal_beyond_the_outline(scale):
    data = planted(4000, scale=scale)
    whitened = data.whitened.upto(6)
    power, shell = data.clean[:, : len(whitened.lattice)].abs().square().mean(dim=0), whitened.lattice.shell
    assert nats_of_an_image(whitened) == pytest.approx(float(power[shell >= 3].sum()), rel=0.1, abs=0.3)
    on = shell == 4
    expected = float(power[on].sum() / whitened.ctfs[:, on].square().mean(dim=0).sum())
    assert float(signal_by_shell(whitened)[4]) == pytest.approx(expected, rel=0.15, abs=0.03)


@dataclass(frozen=True)
class Noisy:
    """Images of 16 px that say 100 nats each, and a pose grid for their inner shells."""

    data: Planted
    whitened: WhitenedImages
    pose_grid: PoseGrid
    seen: Tensor
    """Rows of the images that a volume is made from, as a search chooses them by seed 0."""
    held_out: Tensor

    def anneal(self, seed: int) -> Tensor:
        return anneal(self.whitened.take(self.seen), self.pose_grid, 5, seed, self.score)

    def score(self, volume: Tensor) -> float:
        """What an unseen image says of a volume, nats."""
        return held_out_likelihood(volume, self.whitened, self.pose_grid, self.held_out)


@pytest.fixture(scope="module")
def noisy() -> Noisy:
    data = planted(700, scale=5.0, seed=3)
    whitened = data.whitened.upto(6)
    order = torch.randperm(700, generator=torch.Generator().manual_seed(0))
    return Noisy(data, whitened, pose_grid_of(whitened, 1, 8, 1.4), order[100:], order[:100])


@pytest.fixture(scope="module")
def annealed(noisy) -> Tensor:
    return noisy.anneal(0)


def test_volume_from_any_start_predicts_unseen_images_nearly_as_well_as_the_true_one(noisy, annealed):
    true = noisy.data.atoms.on(noisy.pose_grid.grid)[:, 0]
    shell = noisy.pose_grid.grid.radius().round().long()
    average = torch.zeros(int(shell.max()) + 1, dtype=true.dtype).index_add_(0, shell, true) / torch.bincount(shell)
    of_true = noisy.score(true)
    assert noisy.score(average[shell]) < 0.85 * of_true, "the round volume that it begins as"
    for volume in (annealed, noisy.anneal(1)):
        assert noisy.score(volume) > 0.92 * of_true


def test_the_coarse_volume_that_predicts_unseen_images_best_goes_on(noisy, monkeypatch):
    scores, went_on = iter([1.0, 3.0, 2.0, 0.0]), []
    begun = []

    def begin(*args):
        begun.append(original(*args))
        return begun[-1]

    original = annealing._begin
    monkeypatch.setattr(annealing, "_begin", begin)
    monkeypatch.setattr(annealing, "_settle", lambda volume, *rest: went_on.append(volume) or (volume, 0))
    whitened = noisy.whitened.take(noisy.seen[:60])
    found = anneal(whitened, noisy.pose_grid, 5, 0, lambda volume: next(scores))
    assert len(begun) == 4 and len({complex(each.volume.sum()) for each in begun}) == 4
    warmed, _, _ = annealing._warm(
        begun[1].volume,
        whitened.take(begun[1].rows).upto(5),
        annealing._about_centre(noisy.pose_grid).upto(whitened.lattice.n_upto(5)),
        begun[1].prior,
        begun[1].beta,
        annealing.SHARP,
    )
    assert float((found - warmed).norm() / warmed.norm()) < 1e-4


def test_volume_is_annealed_where_images_say_little(noisy, annealed, monkeypatch):
    """Minibatches afterwards would make it worse: it is kept as it is."""
    asked = []
    monkeypatch.setattr(ab_initio, "anneal", lambda images, *rest: asked.append((images, *rest)) or annealed.clone())
    config = QUICK.model_copy(update={"anneal_below": 1000.0})
    volume, records = find_volume(noisy.whitened, noisy.pose_grid, config, inner_shell=5, seed=0, n_held_out=100)
    assert [record.kind for record in records] == ["marching", "wide", "annealed"]
    assert records[2].held_out_nats > max(record.held_out_nats for record in records[:2])
    assert records[2].agreement == 1
    assert torch.equal(volume, annealed)
    [(images, pose_grid, inner_shell, seed, held_out_nats)] = asked
    assert held_out_nats(annealed) == pytest.approx(records[2].held_out_nats)
    assert torch.equal(images.images, noisy.whitened.images[noisy.seen])
    assert (len(pose_grid.rotations), inner_shell, seed) == (len(noisy.pose_grid.rotations), 5, 0)


def test_volume_is_not_annealed_where_images_say_enough(noisy):
    config = QUICK.model_copy(update={"anneal_below": 0.0})
    _, records = find_volume(noisy.whitened, noisy.pose_grid, config, inner_shell=5, seed=0, n_held_out=100)
    assert [record.kind for record in records] == ["marching", "wide"]


def test_iterations_among_the_likeliest_poses_are_those_over_all_where_posteriors_are_sharp():
    data = planted(40, box_px=20, scale=30.0)
    whitened = data.whitened.upto(6)
    pose_grid = pose_grid_of(whitened)
    slices = pose_grid.slices(data.atoms.on(pose_grid.grid)[:, :1].contiguous())
    whole, poses = expect_and_keep(whitened, pose_grid, slices)
    few = expect_among(whitened, pose_grid, slices, poses)
    assert few.log_likelihood == pytest.approx(whole.log_likelihood, rel=1e-3)
    scale = float(whole.bottom.abs().max())
    torch.testing.assert_close(few.bottom, whole.bottom, rtol=0, atol=0.02 * scale)
    torch.testing.assert_close(few.top, whole.top, rtol=0, atol=0.02 * float(whole.top.abs().max()))
