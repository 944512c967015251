"""What each process of a team does and checks, started by `torchrun` from `test_team.py`; the first writes what all found.

Every number is worked out twice: by the team, and by this process alone.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor

from cryofire.core.launcher import rank
from cryofire.core.stop import StopRequest
from cryofire.core.team import alone, assembled, team
from cryofire.core.types import tensors_of
from cryofire.inference.contrast import contrasts_given_poses
from cryofire.inference.global_search import search_globally
from cryofire.inference.goodness_of_fit import goodness_of_fit
from cryofire.inference.grid_assignment import assign_best_poses
from cryofire.inference.kernel_sums import volumes_by_width
from cryofire.inference.linear_subspace import latents_and_residual_power, solve_volumes
from cryofire.inference.local_refinement import refine
from cryofire.inference.place_config import PlaceConfig
from cryofire.inference.pose_grid import PoseGrid
from cryofire.inference.pose_samples import add_sampled
from cryofire.inference.volume_sums import VolumeSums
from cryofire.physics.pose_grids import rotation_grid, shift_grid
from cryofire.search.ab_initio import AbInitioConfig, find_volume
from cryofire.search.annealing import expect_among, expect_and_keep
from cryofire.training.update import update
from planted import grid_of, planted

N = 101  # no multiple of the processes


def difference(found: object, alone_found: object) -> float:
    """Largest difference of two results, relative to the largest value."""
    pairs = zip(_tensors(found), _tensors(alone_found), strict=True)
    return max(float((a - b).abs().max() / b.abs().max().clamp_min(1e-6)) for a, b in pairs if a.numel() > 0)


def _tensors(found: object) -> list[Tensor]:
    if isinstance(found, Tensor):
        return [found]
    if isinstance(found, float):
        return [torch.tensor(found)]
    if isinstance(found, (tuple, list)):
        return [tensor for part in found for tensor in _tensors(part)]
    return list(tensors_of(found).values())


def tasks() -> dict[str, Callable[[], object]]:
    """What is shared, by name; each makes its result from the same start."""
    data = planted(N, n_components=2, scale=6.0)
    whitened, grid = data.whitened, grid_of(data.whitened, 1.5)
    volumes = data.atoms.on(grid)
    poses = PoseGrid.create(rotation_grid(0, 8, grid.device), shift_grid(1.0, 1.0, grid.device), whitened, grid)
    place = PlaceConfig(grid_shell=5, first_shell=6, last_shell=7, direction_order=0, n_in_plane=8, n_candidates=4, max_shift_px=1.0)

    def refined() -> object:
        posteriors = data.truth.copy()
        return refine(whitened, posteriors, grid, volumes, 1), posteriors

    def conformations() -> object:
        posteriors = data.truth.copy()
        return latents_and_residual_power(whitened, posteriors, grid, volumes), posteriors

    def assigned() -> object:
        posteriors = data.truth.with_no_components()
        assign_best_poses(whitened, posteriors, poses, volumes[:, :1])
        return posteriors.rotations, posteriors.shifts_px

    def sampled() -> object:
        sums = VolumeSums(grid, 2)
        add_sampled(sums, whitened, data.truth.copy(), volumes, seed=3)
        return sums.values

    def annealed() -> object:
        slices = poses.slices(volumes[:, :1])
        found, left = expect_and_keep(whitened, poses, slices)
        return found, expect_among(whitened, poses, slices, left)

    def started() -> object:
        config = AbInitioConfig(
            n_starts=4,
            march_shells=(4,),
            march_batches=(2,),
            march_after=2,
            wide_batches=4,
            batches=6,
            batch_size=20,
            anneal_below=0.0,
        )
        volume, records = find_volume(whitened, poses, config, 5, seed=1)
        return volume, [record.held_out_nats for record in records]

    def kernels() -> object:
        q = data.truth.z.square().sum(dim=1)
        read = lambda rows: (whitened.take(rows), data.truth.take(rows))  # noqa: E731
        return list(volumes_by_width(torch.arange(N), q, torch.tensor([1.0, 4.0]), read, grid))

    def updated() -> object:
        layer = torch.nn.Linear(3, 1, bias=False)
        with torch.no_grad():
            layer.weight.fill_(0.5)
        optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
        inputs = torch.randn(N, 3, generator=torch.Generator().manual_seed(0))
        own = inputs[team().share_of(N)]
        update(optimizer, layer(own).square().mean(), "here", share=len(own) / N)
        return layer.weight.detach()

    def contrast() -> object:
        found = contrasts_given_poses(whitened, data.truth, grid, volumes)
        return found.values, found.sd

    return {
        "refine": refined,
        "latents": conformations,
        "volumes": lambda: solve_volumes(whitened, data.truth, grid, None),
        "sampled": sampled,
        "contrast": contrast,
        "fit": lambda: goodness_of_fit(whitened, data.truth, volumes, grid),
        "assigned": assigned,
        "searched": lambda: search_globally(whitened, volumes, grid, place),
        "annealed": annealed,
        "started": started,
        "kernels": kernels,
        "updated": updated,
    }


def main(folder: Path) -> None:
    torch.set_num_threads(1)
    with assembled() as members:
        found: dict[str, float] = {}
        for name, task in tasks().items():
            together = task()
            with alone():
                by_one = task()
            found[name] = difference(together, by_one)
        shares = [len(members.own_rows(n)) for n in (0, 1, 2, N)]
        stop = StopRequest()
        if not members.is_first:
            stop.ask()  # another than the first: all go on
        said = {"differences": found, "shares": shares, "is_asked": stop.is_asked, "agreed": members.agreed(members.rank + 7)}
        members.wait()
    again = []
    for _ in range(6):  # `train` and then `infer` in one program
        with assembled() as members:
            total = torch.tensor([members.rank + 1.0])
            members.add_up(total)
            again.append(float(total))
            members.wait()
    (folder / f"{rank()}.json").write_text(json.dumps({**said, "again": again}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
