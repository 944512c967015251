"""`cryofire evaluate`: a run against the truth of a simulation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cryofire.core.errors import DataError

if TYPE_CHECKING:
    from cryofire.evaluation.evaluate import Evaluation


def evaluate(
    run: Annotated[Path, typer.Argument(help="Run folder.")],
    truth: Annotated[Path, typer.Option(help="Folder of the simulated set (truth.npz).")],
    ensemble: Annotated[Path | None, typer.Option(help="The molecule (.npz), for sets that do not bring it.")] = None,
    maps: Annotated[int, typer.Option(min=0, help="How many particles' maps to score; 0 for none.")] = 10,
    volumes: Annotated[Path | None, typer.Option(help="Folder of maps made already: vol_000.mrc ... of --picked.")] = None,
    picked: Annotated[Path | None, typer.Option(help="Numbers (from 0) of the particles that --volumes are of, one a line.")] = None,
    bound: Annotated[bool, typer.Option(help="Also reconstruct with the true poses and states: what maps could reach.")] = True,
    symmetry: Annotated[
        str | None, typer.Option(help="Point group of the molecule, in the run's frame; by default what the run was searched with.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Pose, latent and map errors of a run on simulated particles, beside the bound."""
    import tempfile

    from cryofire.analysis.runs import read_image_numbers, read_latents
    from cryofire.analysis.volumes import MapOptions, write_maps
    from cryofire.evaluation.evaluate import evaluate as score
    from cryofire.evaluation.evaluate import pick_particles
    from cryofire.physics.point_groups import PointGroup

    group = None if symmetry is None else PointGroup.named(symmetry)
    if volumes is not None:
        numbers = read_numbers(picked) if picked is not None else None
        result = score(run, truth, ensemble, volumes, numbers, bound, group)
    elif maps == 0:
        result = score(run, truth, ensemble, symmetry=group)
    else:
        rows = read_image_numbers(run)
        chosen = pick_particles(len(rows), maps)
        with tempfile.TemporaryDirectory() as folder:
            write_maps(run, Path(folder), read_latents(run)[chosen], MapOptions())
            result = score(run, truth, ensemble, Path(folder), [int(i) for i in rows[chosen]], bound, group)
    typer.echo(result.to_json() if as_json else table(result))


def read_numbers(path: Path) -> list[int]:
    """Numbers of particles, from 0, one a line.

    Raises:
        DataError: If the file is missing, or holds anything else.
    """
    if not path.is_file():
        raise DataError(f"--picked {path}: no such file.", "check the path")
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if line.strip() and not line.strip().isdecimal():
            raise DataError(f"--picked {path}: line {number} is {line.strip()!r}, not a whole number from 0.", "one number a line")
    return [int(word) for word in path.read_text().split()]


def table(result: Evaluation) -> str:
    """Scores as lines for people."""
    poses = result.poses
    hand = "mirrored" if poses.is_mirrored else "as the truth"
    lines = [f"poses ({poses.n_particles:,} particles, hand {hand})"]
    for name, spread in (("within like states", poses.per_group), ("one frame for all", poses.global_)):
        lines.append(
            f"  rotation, {name}: median {spread.median_deg:.2f} deg, mean {spread.mean_deg:.2f}, "
            f"90 % under {spread.p90_deg:.2f}, {spread.under_10_deg:.1%} under 10 deg"
        )
    lines.append(f"  view direction: median {poses.view_direction_median_deg:.2f} deg; shift: median {poses.shift_median_px:.3f} px")
    if result.latents is not None:
        r2, accuracy = result.latents.knn_r2, result.latents.knn_accuracy
        text = f"R2 {', '.join(f'{v:.3f}' for v in r2)}" if r2 is not None else f"accuracy {accuracy:.3f}"
        lines.append(f"latents: state from the nearest neighbours' states: {text}")
    if result.volumes is not None:
        maps = result.volumes
        lines.append(
            f"maps ({maps.n_volumes}): AUC-FSC {maps.auc_fsc_mean:.4f} of at most 0.5; "
            f"FSC 0.5 at {maps.resolution_median_A:.2f} A (Nyquist {maps.nyquist_A:.2f})"
        )
    if result.bound is not None:
        assert result.volumes is not None
        share = result.volumes.auc_fsc_mean / result.bound.score.auc_fsc_mean
        images = "of each state" if result.bound.share_of_states == 0 else f"of the nearest {result.bound.share_of_states:.0%} of states"
        lines.append(
            f"  bound (back-projection with true poses and states, images {images}): "
            f"AUC-FSC {result.bound.score.auc_fsc_mean:.4f}; reached: {share:.1%}"
        )
    return "\n".join(lines)
