"""The demo: simulate, train, evaluate, draw."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import numpy as np
import torch

from cryofire.analysis.pictures import picture_of_landscape
from cryofire.analysis.runs import read_latents
from cryofire.analysis.volumes import MapOptions, write_maps
from cryofire.core.errors import RunError
from cryofire.core.log import logger
from cryofire.evaluation.evaluate import Evaluation, evaluate, read_run
from cryofire.evaluation.map_error import in_true_frame
from cryofire.evaluation.pose_error import compare_poses
from cryofire.evaluation.truth_set import TruthSet, read_truth_set
from cryofire.io.mrc import open_stack, read_volume
from cryofire.pipeline.run import train
from cryofire.pipeline.run_config import build_config
from cryofire.simulation.molecules import antibody
from cryofire.simulation.simulate import SimulationSettings
from cryofire.simulation.simulated_set import simulate_to

STACK, RUN = "stack", "run"
N_MAPS = 6
SNR = 0.3


def run_demo(outdir: Path, n_particles: int, box_px: int, seed: int) -> Evaluation:
    """Everything, from atoms to scores; leaves `stack/`, `run/` and `demo.png` in the folder.

    Raises:
        RunError: If the folder holds something that is no earlier demo.
    """
    stack, run = outdir / STACK, outdir / RUN
    others = [path.name for path in outdir.glob("*") if path.name not in (STACK, RUN, "demo.png")] if outdir.exists() else []
    if others:
        raise RunError(f"{outdir}: holds {others[0]!r}, which no demo made.", "choose another folder with -o")
    for folder in (stack, run):
        shutil.rmtree(folder, ignore_errors=True)
    logger().info(f"simulating {n_particles:,} images of an antibody whose Fab arm turns about its hinge ({box_px} px, SNR {SNR:g})")
    truth = simulate_to(stack, antibody(), SimulationSettings(n_particles=n_particles, box_px=box_px, snr=SNR, max_shift_px=2.0, seed=seed))
    files = {"particles": str(stack / "particles.star")}
    train(build_config("quick", overrides={"data": files, "outdir": str(run), "seed": seed}))
    known = read_truth_set(stack, None)
    z = read_latents(run)
    # One particle at each of six evenly spaced angles of the arm.
    picked = [int(np.argmin(np.abs(truth.state - j * len(known.labels) // N_MAPS))) for j in range(N_MAPS)]
    with tempfile.TemporaryDirectory() as temporary:
        volumes = Path(temporary)
        write_maps(run, volumes, z[picked], MapOptions())
        result = evaluate(run, stack, volumes=volumes, picked=picked)
        maps = _maps_in_true_frame(volumes, run, known, picked)
    true_maps = np.stack([known.true_map(int(truth.state[i])).numpy() for i in picked])
    images = np.array(open_stack(stack / "particles.mrcs").open_images()[:4], np.float32)
    angle_deg = truth.state * (360 / len(known.labels))
    picture_of_landscape(
        outdir / "demo.png",
        images,
        z,
        angle_deg,
        "angle of the Fab, degrees",
        maps,
        true_maps,
        "An antibody that moves, from noisy images with unknown poses",
    )
    return result


def _maps_in_true_frame(volumes: Path, run: Path, known: TruthSet, picked: list[int]) -> np.ndarray:
    """(m, box, box, box) `vol_000.mrc ...` turned, moved and mirrored as the true maps are: the frame of a reconstruction is free."""
    result = read_run(run, known)
    groups = known.labels.groups[known.truth.state]
    comparison = compare_poses(result.poses, known.poses[torch.from_numpy(result.rows)], groups[result.rows])
    maps = []
    for j, particle in enumerate(picked):
        found = torch.from_numpy(read_volume(volumes / f"vol_{j:03d}.mrc").values)
        maps.append(in_true_frame(found, comparison.frames[int(groups[particle])], comparison.errors.is_mirrored).numpy())
    return np.stack(maps)
