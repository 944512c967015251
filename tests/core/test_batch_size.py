"""How many images are worked on at once: the sizes at each box, and what the largest tensor then takes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

from cryofire.core import batch_size
from cryofire.core.batch_size import CPU_BYTES, images_at_once
from cryofire.core.errors import RunError
from cryofire.core.types import Poses
from cryofire.inference.global_search import PoseSearch
from cryofire.inference.goodness_of_fit import goodness_of_fit
from cryofire.inference.linear_subspace import latents_given_poses
from cryofire.inference.local_refinement import refine
from cryofire.inference.place_config import PlaceConfig
from cryofire.inference.volume_sums import VolumeSums
from cryofire.physics.lattice import Lattice
from cryofire.search.config import SearchConfig
from cryofire.search.plan import find
from cryofire.search.state import SearchState
from planted import Planted, grid_of, planted

CPU = torch.device("cpu")


def bytes_of_an_image(box_px: int, n_components: int) -> int:
    """In the M-step: what `VolumeSums.add` counts with."""
    n_columns = 2 * (n_components + 1) + (n_components + 1) * (n_components + 2) // 2
    return len(Lattice.create(box_px)) * (250 + 16 * n_columns)


@pytest.mark.parametrize(("box_px", "expected"), [(64, 500), (128, 239), (256, 59)])
def test_images_at_once_are_as_many_as_are_fastest_until_they_take_more_than_a_batch_may(box_px, expected):
    n = images_at_once(CPU, 500, bytes_of_an_image(box_px, 4))
    assert n == pytest.approx(expected, rel=0.02)
    assert n * bytes_of_an_image(box_px, 4) <= CPU_BYTES
    # The index of the eight voxels around each sample is the largest tensor.
    assert n * len(Lattice.create(box_px)) * 8 * 8 < 0.2e9


def test_one_image_is_worked_on_however_large_it_is():
    assert images_at_once(CPU, 500, 1e12) == 1


class Largest(TorchDispatchMode):
    """Remembers the bytes of the largest tensor that is made."""

    n_bytes = 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        found = function(*args, **(kwargs or {}))
        for value in found if isinstance(found, tuple | list) else (found,):
            if isinstance(value, Tensor) and value.layout == torch.strided:
                self.n_bytes = max(self.n_bytes, value.untyped_storage().nbytes())
        return found


def add_to_sums(data: Planted) -> None:
    VolumeSums(grid_of(data.whitened, 1.0), 2).add(data.whitened, data.truth)


def find_latents(data: Planted) -> None:
    grid = grid_of(data.whitened, 1.0)
    latents_given_poses(data.whitened, data.truth, grid, data.atoms.on(grid))


def take_local_steps(data: Planted) -> None:
    grid = grid_of(data.whitened, 1.0)
    refine(data.whitened, data.truth, grid, data.atoms.on(grid), 1)


def judge_fits(data: Planted) -> None:
    grid = grid_of(data.whitened, 1.0)
    goodness_of_fit(data.whitened, data.truth, data.atoms.on(grid), grid)


@pytest.mark.parametrize(("step", "most"), [(add_to_sums, 1.5e6), (find_latents, 3e6), (take_local_steps, 3e6), (judge_fits, 3e6)])
def test_no_tensor_of_a_step_is_larger_than_a_batch_may_take(step: Callable[[Planted], None], most: float, monkeypatch):
    data = planted(500, box_px=24, n_components=2)
    monkeypatch.setattr(batch_size, "CPU_BYTES", most)
    with Largest() as largest:
        step(data)
    assert most / 8 < largest.n_bytes < most
    monkeypatch.setattr(batch_size, "CPU_BYTES", 1e9)
    with Largest() as without:
        step(data)
    assert without.n_bytes > most


def test_candidates_are_refined_in_parts_that_a_batch_may_take(monkeypatch):
    data = planted(12)
    grid = grid_of(data.whitened, 1.5)
    place = PlaceConfig(grid_shell=4, first_shell=5, last_shell=6, direction_order=0, n_in_plane=8, n_candidates=4)
    search = PoseSearch(data.whitened, data.atoms.on(grid), grid, place)
    candidates, sizes, inside = search.candidates(data.whitened), [], PoseSearch._refine_candidates
    monkeypatch.setattr(PoseSearch, "_refine_candidates", lambda self, some, theirs: sizes.append(len(some)) or inside(self, some, theirs))
    n_first = data.whitened.lattice.n_upto(5)
    monkeypatch.setattr(batch_size, "CPU_BYTES", 5 * (24 * 4 * n_first + 12 * len(data.whitened.lattice)))
    search.refine_candidates(data.whitened, candidates)
    assert sizes == [5, 5, 2]


# ---- what does not fit all the same ---------------------------------------------------------------------------------


@pytest.fixture
def unhalved(monkeypatch):
    monkeypatch.setattr(batch_size, "_halvings", 0)


@pytest.mark.parametrize(
    "error", [torch.cuda.OutOfMemoryError("CUDA out of memory"), RuntimeError("DefaultCPUAllocator: can't allocate memory")]
)
def test_work_that_runs_out_of_memory_is_done_again_with_smaller_batches(unhalved, caplog, error):
    caplog.set_level("INFO", "cryofire")
    tried, restored = [], []

    def work() -> int:
        at_once = batch_size.images_at_once(CPU, 100, 1.0)
        tried.append(at_once)
        if at_once > 30:
            raise error
        return at_once

    assert batch_size.fitting(work, lambda: restored.append(len(tried))) == 25
    assert tried == [100, 50, 25] and restored == [1, 2]
    assert caplog.text.count("batches are half as large") == 2
    assert batch_size.images_at_once(CPU, 100, 1.0) == 25  # from then on


def test_what_never_fits_ends_with_what_to_do_and_other_errors_stay(unhalved):
    tried = []

    def never() -> None:
        tried.append(1)
        raise torch.cuda.OutOfMemoryError("CUDA out of memory")

    with pytest.raises(RunError, match="out of memory: CUDA out of memory"):
        batch_size.fitting(never)
    assert len(tried) == batch_size.MOST_HALVINGS + 1

    def wrong() -> None:
        raise RuntimeError("shapes differ")

    with pytest.raises(RuntimeError, match="shapes differ"):
        batch_size.fitting(wrong)


def test_a_search_that_runs_out_of_memory_in_a_step_ends_as_one_that_does_not(unhalved, monkeypatch):
    data = planted(200, n_components=1, scale=5.0)
    config = SearchConfig(search_shell=5, motion_shell=4, last_shell=6, max_shift_px=1.0, direction_order=0, n_in_plane=8)
    poses = Poses(data.truth.rotations, data.truth.shifts_px)
    undisturbed = find(data.whitened, 1, config, 1.5, 0, poses)
    grow, fails = SearchState.grow, [True, True]

    def fails_twice(self: SearchState, is_moving: bool = True) -> None:
        grow(self, is_moving)  # memory runs out at its end: all has changed
        if fails:
            fails.pop()
            raise torch.cuda.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(SearchState, "grow", fails_twice)
    found = find(data.whitened, 1, config, 1.5, 0, poses)
    assert fails == [] and batch_size._halvings == 2
    sign = torch.sign((found.posteriors.z * undisturbed.posteriors.z).sum())
    assert torch.allclose(sign * found.posteriors.z, undisturbed.posteriors.z, atol=1e-2)
