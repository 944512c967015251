"""Halves refined apart: neither sees the other's images, both end in the run's frame, and where they disagree it is seen."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace

import numpy as np
import pytest
import torch

from cryofire.data.dataset import ParticleDataset
from cryofire.data.load_set import DataConfig, open_dataset
from cryofire.inference.estimates import Estimates
from cryofire.inference.place_config import PlaceConfig
from cryofire.inference.whitened_images import load_whitened
from cryofire.physics.rotations import angle_between_deg, random_rotations
from cryofire.search.config import SearchConfig
from cryofire.search.halves import Half, Known, _nearest_rotation, refine_half, split
from cryofire.search.halves_agreement import compare, told
from cryofire.search.plan import find
from stacks import TinySet, tiny_set, write_tiny_stack

CPU = torch.device("cpu")
N = 300
CONFIG = SearchConfig(
    search_shell=6,
    motion_shell=5,
    last_shell=7,
    max_shift_px=2.0,
    direction_order=1,
    n_in_plane=16,
    fits_shells=False,
    place=PlaceConfig(grid_shell=5, first_shell=6, judge_shell=7, direction_order=1, n_in_plane=16),
)


@dataclass(frozen=True)
class OneHalfDestroyed(ParticleDataset):
    """The same set, some of whose images are nothing but noise."""

    destroyed: torch.Tensor = field(default_factory=lambda: torch.zeros(0, dtype=torch.long))
    whole: ParticleDataset | None = None

    @staticmethod
    def of(dataset: ParticleDataset, rows: torch.Tensor) -> OneHalfDestroyed:
        same = {each.name: getattr(dataset, each.name) for each in fields(ParticleDataset) if each.init}
        return OneHalfDestroyed(**same, destroyed=rows, whole=dataset)

    @property
    def noise(self):
        """Measured outside all particles together, before anything is halved."""
        return self.whole.noise

    def load(self, rows: torch.Tensor) -> torch.Tensor:
        images = super().load(rows)
        is_gone = torch.isin(rows, self.destroyed)
        images[is_gone] = torch.randn(images[is_gone].shape, generator=torch.Generator().manual_seed(int(rows[0])))
        return images


@dataclass(frozen=True)
class Made:
    known: Known
    truth: TinySet
    turn: torch.Tensor
    """What the run's frame is turned by against the truth's."""
    one: Half
    two: Half

    def refined(self, rows: torch.Tensor, known: Known | None = None, seed: int = 0) -> Half:
        return refine_half(known or self.known, rows, CONFIG, 1.5, seed, lambda *told: None)


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Made:
    stack = write_tiny_stack(tmp_path_factory.mktemp("halves"), tiny_set(N, noise=0.25, seed=2))
    config = DataConfig(particles=stack.star)
    dataset, truth = open_dataset(config, config, 0), stack.truth
    turn = random_rotations(1, torch.Generator().manual_seed(9))[0]
    turned = replace(truth.poses, rotations=truth.poses.rotations @ turn)
    found = find(load_whitened(dataset, torch.arange(N), CPU), 0, CONFIG, 1.5, 0, turned)
    estimates = replace(Estimates.empty(N, 0), rotations=turned.rotations.float(), shifts_px=turned.shifts_px.float())
    known = Known(dataset, estimates, found.volumes, found.grid)
    first = Made(known, truth, turn, None, None)  # type: ignore[arg-type]
    one, two = (first.refined(rows, seed=j) for j, rows in enumerate(split(N, 0)))
    return replace(first, one=one, two=two)


def test_halves_are_all_particles_each_once():
    one, two = split(301, 3)
    assert sorted([*one.tolist(), *two.tolist()]) == list(range(301))
    assert (one.diff() > 0).all() and (two.diff() > 0).all() and abs(len(one) - len(two)) <= 1
    assert not torch.equal(one, split(301, 4)[0])


def test_either_half_has_its_poses_in_the_frame_of_the_run(made):
    for half in (made.one, made.two):
        true = made.truth.poses.rotations[half.rows] @ made.turn
        angle = angle_between_deg(half.estimates.rotations, true)
        assert float(angle.median()) < 6
        assert float((angle < 15).double().mean()) > 0.7, "of so few pixels that some views look alike"
        off_px = (half.estimates.shifts_px - made.truth.poses.shifts_px[half.rows]).norm(dim=1)
        assert float(off_px.median()) < 0.5


def test_a_half_is_the_same_whatever_the_other_images_are(made):
    other = OneHalfDestroyed.of(made.known.dataset, made.two.rows)
    again = made.refined(made.one.rows, replace(made.known, dataset=other))
    torch.testing.assert_close(again.estimates.rotations, made.one.estimates.rotations, rtol=0, atol=1e-4)
    torch.testing.assert_close(again.volumes, made.one.volumes, rtol=1e-3, atol=1e-3 * float(made.one.volumes.abs().max()))
    spoilt = made.refined(made.one.rows, replace(made.known, dataset=OneHalfDestroyed.of(made.known.dataset, made.one.rows)))
    assert float(angle_between_deg(spoilt.estimates.rotations, made.one.estimates.rotations).median()) > 30


def test_what_halves_share_ends_at_the_shell_of_the_start(made):
    volumes, grid = made.known.start(5)
    noisy = made.known.volumes + torch.randn_like(made.known.volumes) * 10 * (made.known.grid.radius() > 6)[:, None]
    same, _ = replace(made.known, volumes=noisy).start(5)
    assert grid.shell == 5 and float((same - volumes).abs().max()) == 0.0


def test_halves_of_one_molecule_agree_and_a_wrong_half_is_seen(made):
    agreement = compare(made.one, made.two, CONFIG, 0)
    assert agreement.n_compared == N
    assert agreement.poses > 0.8 and agreement.median_deg < 8
    assert agreement.z is None
    turn = random_rotations(1, torch.Generator().manual_seed(1))[0]
    wrong = replace(made.two, posteriors=replace(made.two.posteriors, rotations=made.two.posteriors.rotations @ turn))
    assert compare(made.one, wrong, CONFIG, 0).poses == pytest.approx(0.5, abs=0.1), "those of the first half under the second's volumes"
    noise = made.two.grid.hermitian(torch.randn(made.two.grid.n_voxels, dtype=torch.complex64, generator=torch.Generator().manual_seed(0)))
    noise = noise[:, None] * made.two.volumes.abs().mean()
    assert compare(made.one, replace(made.two, volumes=noise), CONFIG, 0).poses < 0.75


def test_a_turned_z_is_turned_back_and_stays_white():
    generator = torch.Generator().manual_seed(0)
    z = torch.randn(500, 3, generator=generator)
    turn = random_rotations(1, generator)[0]
    mixed = z @ turn.T + 0.3 * torch.randn(500, 3, generator=generator)
    found = _nearest_rotation(mixed, z)
    np.testing.assert_allclose(found @ found.T, torch.eye(3), atol=1e-5)
    assert float((found @ turn - torch.eye(3)).abs().max()) < 0.06


@pytest.mark.parametrize(("noise", "share"), [(0.0, 1.0), (1.0, 0.5), (1e3, 0.0)])
def test_share_of_z_that_another_z_tells(noise, share):
    generator = torch.Generator().manual_seed(1)
    z = torch.randn(4000, 2, generator=generator)
    seen = (z @ torch.tensor([[0.0, 2.0], [1.0, 0.0]]) + 5) + noise * torch.randn(4000, 2, generator=generator) * torch.tensor([1.0, 2.0])
    assert told(z, seen) == pytest.approx(share, abs=0.03)


def test_little_is_said_of_z_by_few_particles():
    z = torch.randn(40, 2)
    assert told(z, z) is None
    assert told(torch.zeros(100, 0), torch.zeros(100, 0)) is None
