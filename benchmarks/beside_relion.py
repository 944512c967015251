"""RELION's search of every pose of a real set from our map at low resolution, beside our poses of the same particles.

    python benchmarks/beside_relion.py RUN -o DIR --stacks FOLDER --diameter 330 [--low-pass 60] [--iterations 15] [--symmetry C1]

RUN is a finished run; FOLDER holds the image stacks that its particle file names. RELION (Debian's package `relion`, 3.1) makes a map at
our poses, takes it to `--low-pass`, and searches all poses for one class, our angles not given. Printed as JSON: how far
its poses are from ours, and how well its map and ours correlate. No truth is known: two programs that search by different routes agree.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import time
from pathlib import Path

import numpy as np
import torch

from cryofire import Run
from cryofire.core.types import Poses
from cryofire.evaluation.pose_error import compare_poses
from cryofire.io.formats import read_particles
from cryofire.io.mrc import read_volume
from cryofire.physics.point_groups import PointGroup
from cryofire.validation.map_fsc import map_fsc


def call(project: Path, *words: object) -> None:
    """Run a command in a folder; what it prints is shown if it fails."""
    done = subprocess.run([str(word) for word in words], cwd=project, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit((done.stdout + done.stderr)[-3000:])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("-o", "--outdir", type=Path, required=True)
    parser.add_argument("--stacks", type=Path, required=True)
    parser.add_argument("--diameter", type=float, required=True, help="of the particle, Angstrom")
    parser.add_argument("--low-pass", type=float, default=60.0, help="of the map that RELION begins with, Angstrom")
    parser.add_argument("--iterations", type=int, default=15)
    parser.add_argument("--offset", type=float, default=6.0, help="how far off the centre particles are looked for, px")
    parser.add_argument("--symmetry", default="C1")
    parser.add_argument("--threads", type=int, default=2)
    a = parser.parse_args()
    out, run = a.outdir.resolve(), Run(a.run)
    run.export(out / "export")
    star, reference = out / "export" / "particles.star", out / "reference.mrc"
    call(a.stacks, "relion_reconstruct", "--i", star, "--o", reference, "--ctf", "--sym", a.symmetry)
    (out / "class").mkdir(exist_ok=True)
    started = time.monotonic()
    model = ("--K", 1, "--ini_high", a.low_pass, "--particle_diameter", a.diameter, "--sym", a.symmetry, "--tau2_fudge", 4, "--pad", 1)
    corrections = ("--ctf", "--ctf_corrected_ref", "--norm", "--scale", "--flatten_solvent", "--zero_mask")
    search = ("--iter", a.iterations, "--healpix_order", 2, "--oversampling", 1, "--offset_range", a.offset, "--offset_step", 2)
    words = ("--i", star, "--ref", reference, "--o", out / "class" / "run", *model, *corrections, *search)
    call(a.stacks, "relion_refine", *words, "--random_seed", 1, "--j", a.threads, "--dont_combine_weights_via_disc")
    seconds, name = time.monotonic() - started, out / "class" / f"run_it{a.iterations:03d}"
    table, mine = read_particles(Path(f"{name}_data.star"), a.stacks), read_particles(star, a.stacks)
    row_of = {image: row for row, image in enumerate(table.particle_ids)}  # RELION sorts particles by their micrographs
    theirs, shown = table.poses, torch.from_numpy(run.shows_molecule)
    assert theirs is not None
    theirs = theirs[torch.tensor([row_of[image] for image in mine.particle_ids])]
    ours = Poses(torch.tensor(run.poses.rotations)[shown], torch.tensor(run.poses.shifts_px)[shown])
    there = Poses(theirs.rotations.double()[shown], theirs.shifts_px.double()[shown])
    compared = compare_poses(ours, there, np.zeros(int(shown.sum()), int), PointGroup.named(a.symmetry))
    halves = [torch.from_numpy(read_volume(path).values) for path in (Path(f"{name}_class001.mrc"), reference)]
    box_px, pixel_size_A = len(halves[0]), run.pixel_size_A
    fsc = map_fsc(halves[0], halves[1], pixel_size_A).unmasked
    print(
        json.dumps(
            {
                "particles": int(shown.sum()),
                "seconds_of_relion": round(seconds),
                "median_deg": round(compared.errors.per_group.median_deg, 2),
                "under_10_deg": round(compared.errors.per_group.under_10_deg, 4),
                "shift_px": round(compared.errors.shift_median_px, 3),
                "correlation_of_maps": {
                    f"{box_px * pixel_size_A / shell:.1f} A": round(float(fsc[shell]), 3) for shell in range(2, box_px // 2, 2)
                },
            }
        )
    )


if __name__ == "__main__":
    main()
