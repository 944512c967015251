"""Two optics groups of different pixel size, trained together, against one group of as many images.

    python benchmarks/mixed_groups.py [--n 4000] [--box 64] [--box-px 48] [--recipe fixed-poses] [--snr 0.1] [--set KEY=VALUE]

The antibody is simulated at 3.0 and at 3.6 A, and both stacks are joined in one STAR file, particle by particle in
turn. Beside the joined set are trained: as many images at 3.0 A alone, half as many (what leaving the other group out
would cost), and the joined set with all pixels taken for 3.0 A (what not telling them apart would cost). Maps are of
ten particles, in the frame of the true poses, so a recipe must have known poses.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from cryofire.analysis.latent_space import score_latents
from cryofire.core.log import log_to_terminal
from cryofire.core.types import Optics
from cryofire.evaluation.map_error import map_error
from cryofire.io.mrc import write_stack
from cryofire.io.optics import ReadOptions
from cryofire.io.relion.read import read_star
from cryofire.io.run_store import RunStore
from cryofire.models.volumes import make_volume
from cryofire.physics.rotations import matrix_to_euler
from cryofire.pipeline.build import make_model
from cryofire.pipeline.run import read_config, train
from cryofire.pipeline.run_config import build_config
from cryofire.simulation.density import state_density
from cryofire.simulation.ensemble import Ensemble
from cryofire.simulation.molecules import load_ensemble
from cryofire.simulation.simulate import SimulatedStack, SimulationSettings, simulate
from cryofire.training.published import checkpoint

N_MAPS = 10


def write_set(folder: Path, parts: list[SimulatedStack], pixel_sizes_A: list[float]) -> Path:
    """Stacks and one STAR file with poses; rows of the parts in turn.

    Args:
        pixel_sizes_A: What the file says of each part.
    """
    folder.mkdir(parents=True)
    box = parts[0].images.shape[-1]
    lines = ["data_optics", "loop_", "_rlnOpticsGroup", "_rlnOpticsGroupName", "_rlnVoltage", "_rlnSphericalAberration"]
    lines += ["_rlnAmplitudeContrast", "_rlnImagePixelSize", "_rlnImageSize"]
    rows = []
    for group, (part, size_A) in enumerate(zip(parts, pixel_sizes_A, strict=True), start=1):
        write_stack(folder / f"group{group}.mrcs", part.images.numpy(), size_A)
        o: Optics = part.optics
        lines.append(f"{group} g{group} {o.voltage_kV[0]:g} {o.cs_mm[0]:g} {o.amplitude_contrast[0]:g} {size_A:g} {box}")
        angles = matrix_to_euler(part.poses.rotations.double())
        origins_A = -part.poses.shifts_px * size_A
        columns = torch.cat([angles, origins_A, torch.stack([o.defocus_u_A, o.defocus_v_A, o.defocus_angle_deg], dim=1)], dim=1)
        rows.append([f"{i + 1}@group{group}.mrcs {group} " + " ".join(f"{v:.4f}" for v in row) for i, row in enumerate(columns.tolist())])
    lines += ["", "data_particles", "loop_", "_rlnImageName", "_rlnOpticsGroup", "_rlnAngleRot", "_rlnAngleTilt", "_rlnAnglePsi"]
    lines += ["_rlnOriginXAngst", "_rlnOriginYAngst", "_rlnDefocusU", "_rlnDefocusV", "_rlnDefocusAngle"]
    lines += [row for together in zip(*rows, strict=True) for row in together]
    (folder / "particles.star").write_text("\n".join(lines) + "\n")
    return folder / "particles.star"


def score(star: Path, run: Path, states: np.ndarray, ensemble: Ensemble, sigma_A: float, a: argparse.Namespace) -> str:
    """Train, and say how near latents and maps are, and where the particles are said to be."""
    options = [f"data.box_px={a.box_px}", "device=cpu", *a.set]
    train(build_config(a.recipe, None, options, {"data": {"particles": str(star)}, "outdir": str(run), "seed": 0}))
    folder = RunStore(run)
    z = np.load(folder.latents)
    config = read_config(folder)
    model = make_model(config, a.box_px)
    checkpoint.load_weights(folder.latest_checkpoint(), model)
    pixel_A = config.data.map_pixel_size_A
    areas = []
    for i in np.random.default_rng(7).choice(len(z), N_MAPS, replace=False):
        volume = make_volume(model.decoder, torch.from_numpy(z[i]).float(), a.box_px, 1.0, a.box_px // 2).cpu()
        areas.append(map_error(volume, state_density(ensemble, int(states[i]), a.box_px, pixel_A, sigma_A), pixel_A).auc_fsc)
    latents = score_latents(z, ensemble.coordinates[states], ensemble.is_discrete)
    table = read_star(folder.particles, ReadOptions(needs_images=False))
    before = read_star(star, ReadOptions(needs_images=False))
    moved_px = float((table.poses.shifts_px - before.poses.shifts_px).abs().max())
    return f"{', '.join(f'{v:.3f}' for v in latents.knn_r2)} | {np.mean(areas):.4f} | {pixel_A:.3f} | {moved_px:.4f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, default=4000, help="images in all")
    parser.add_argument("--box", type=int, default=64)
    parser.add_argument("--box-px", type=int, default=48)
    parser.add_argument("--snr", type=float, default=0.1)
    parser.add_argument("--recipe", default="fixed-poses")
    parser.add_argument("--set", action="append", default=[])
    a = parser.parse_args()
    log_to_terminal()
    ensemble = load_ensemble("antibody")
    base = SimulationSettings(n_particles=a.n, box_px=a.box, pixel_size_A=3.0, snr=a.snr, sigma_A=4.0)
    fine = simulate(ensemble, base)
    half = simulate(ensemble, replace(base, n_particles=a.n // 2, seed=1))
    coarse = simulate(ensemble, replace(base, n_particles=a.n // 2, pixel_size_A=3.6, seed=2))
    both = np.stack([half.truth.state, coarse.truth.state], axis=1).ravel()
    sets = {
        f"3.0 A alone, {a.n:,}": ([fine], [3.0], fine.truth.state),
        f"3.0 A alone, {a.n // 2:,}": ([half], [3.0], half.truth.state),
        f"3.0 and 3.6 A, {a.n // 2:,} each": ([half, coarse], [3.0, 3.6], both),
        "the same, all taken for 3.0 A": ([half, coarse], [3.0, 3.0], both),
    }
    rows = []
    with tempfile.TemporaryDirectory() as work:
        for i, (name, (parts, sizes_A, states)) in enumerate(sets.items()):
            star = write_set(Path(work) / f"set{i}", parts, sizes_A)
            rows.append(f"| {name} | {score(star, Path(work) / f'run{i}', states, ensemble, 4.0, a)} |")
            print(rows[-1], flush=True)
    print("\n| set | latent kNN R2 | map AUC | map pixel (A) | poses given and written differ by (px on disk) |")
    print("| --- | --- | --- | --- | --- |")
    print("\n".join(rows))


if __name__ == "__main__":
    main()
