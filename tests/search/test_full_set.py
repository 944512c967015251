"""From the particles searched to the whole set: what is kept, and that parts add up to the whole."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import pytest
import torch

from cryofire.data.dataset import ParticleDataset
from cryofire.data.load_set import DataConfig, open_dataset
from cryofire.inference.place_config import PlaceConfig
from cryofire.inference.whitened_images import load_whitened
from cryofire.physics.lattice import Lattice
from cryofire.physics.rotations import angle_between_deg
from cryofire.search.complete import complete
from cryofire.search.config import SearchConfig
from cryofire.search.full_set import BYTES_PER_SAMPLE, WholeSet, choose_subset
from cryofire.search.plan import find
from stacks import tiny_set, write_tiny_stack

CPU = torch.device("cpu")


def test_all_shells_of_all_particles_are_kept_where_they_fit():
    share = choose_subset(500, 32, SearchConfig(), seed=0)
    assert share.last_shell is None
    assert share.rows.tolist() == list(range(500))


def test_inner_shells_of_as_many_particles_as_fit_are_kept_where_not_all_do():
    config = SearchConfig(n_searched=20_000, memory_GB=0.5, last_shell=16)
    share = choose_subset(1_000_000, 128, config, seed=0)
    assert share.last_shell == 16
    needed = len(share.rows) * Lattice.create(128).n_upto(16) * BYTES_PER_SAMPLE
    assert 0.45e9 < needed <= 0.5e9 or len(share.rows) == 20_000
    assert (share.rows.diff() > 0).all()
    assert choose_subset(1_000_000, 128, config, seed=1).rows.tolist() != share.rows.tolist()


def test_as_many_shells_are_kept_as_fit_where_none_is_named():
    lattice = Lattice.create(128)
    share = choose_subset(1_000_000, 128, SearchConfig(n_searched=15_000, memory_GB=1.0), seed=0)
    assert len(share.rows) == 15_000
    assert share.last_shell is not None
    assert (
        15_000 * lattice.n_upto(share.last_shell) * BYTES_PER_SAMPLE
        <= 1e9
        < 15_000 * lattice.n_upto(share.last_shell + 1) * BYTES_PER_SAMPLE
    )
    few = choose_subset(1_000_000, 128, SearchConfig(n_searched=15_000, memory_GB=0.05), seed=0)
    assert few.last_shell == 16, "the shells of the search and a few more"
    assert 1000 <= len(few.rows) < 15_000


@dataclass(frozen=True)
class CountedReads(ParticleDataset):
    """A set that counts how often each image is asked for."""

    n_read: torch.Tensor = field(default_factory=lambda: torch.zeros(0))

    @staticmethod
    def of(dataset: ParticleDataset) -> CountedReads:
        own = {each.name: getattr(dataset, each.name) for each in fields(dataset)}
        return CountedReads(**own, n_read=torch.zeros(len(dataset), dtype=torch.long))

    def load(self, rows: torch.Tensor) -> torch.Tensor:
        self.n_read[rows] += 1
        return super().load(rows)


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    stack = write_tiny_stack(tmp_path_factory.mktemp("whole_set"), tiny_set(240, noise=0.4, seed=2))
    config = DataConfig(particles=stack.star)
    return open_dataset(config, config, 0), stack.truth


def test_part_of_a_set_searched_and_the_rest_placed_is_nearly_the_whole_set_searched(dataset):
    images, truth = dataset
    config = SearchConfig(last_shell=8, n_searched=160, max_shift_px=2.0, place=PlaceConfig(grid_shell=6, first_shell=8))
    share = choose_subset(240, 16, config, seed=0)
    assert len(share.rows) == 160
    whitened = load_whitened(images, share.rows, CPU, share.last_shell)
    found = find(whitened, 0, config, 1.5, 0, truth.poses[share.rows])
    placed = complete(WholeSet(images, share, None), found, config)
    is_left = torch.ones(240, dtype=torch.bool)
    is_left[share.rows] = False
    error = angle_between_deg(placed.estimates.rotations, truth.poses.rotations)
    assert float(error[share.rows].max()) < 0.1
    assert float(error[is_left].median()) < 8
    assert (placed.estimates.scores[is_left] > 0).float().mean() > 0.95


def test_volumes_do_not_depend_on_whether_spectra_are_kept(dataset):
    images, truth = dataset
    results = []
    for memory_GB in (8.0, 1e-6):
        config = SearchConfig(last_shell=8, memory_GB=memory_GB)
        share = choose_subset(240, 16, config, seed=0)
        assert (share.last_shell is None) == (memory_GB == 8.0)
        assert len(share.rows) == 240
        whitened = load_whitened(images, share.rows, CPU, share.last_shell)
        found = find(whitened, 0, config, 1.5, 0, truth.poses)
        results.append(complete(WholeSet(images, share, truth.poses), found, config).volumes)
    torch.testing.assert_close(results[0], results[1], rtol=1e-4, atol=1e-4 * float(results[0].abs().max()))


def test_a_set_is_read_twice_however_many_particles_were_searched(dataset):
    images, truth = dataset
    config = SearchConfig(last_shell=8, n_searched=160, max_shift_px=2.0, place=PlaceConfig(grid_shell=6, first_shell=8), final_passes=1)
    share = choose_subset(240, 16, config, seed=0)
    found = find(load_whitened(images, share.rows, CPU, share.last_shell), 0, config, 1.5, 0, truth.poses[share.rows])
    counted = CountedReads.of(images)
    complete(WholeSet(counted, share, None), found, config)
    assert counted.n_read.tolist() == [2] * 240
