"""`cryofire parse-ctf-star`, `parse-ctf-csparc`, `parse-pose-star`, `parse-pose-csparc`: cryoDRGN's pickles from particle files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cryofire.core.errors import ConfigError

if TYPE_CHECKING:
    from cryofire.io.cryodrgn import CtfTable
    from cryofire.io.parse import PoseTable

StarFile = Annotated[Path, typer.Argument(help="RELION particle file (.star); its images need not be there.")]
CsFile = Annotated[Path, typer.Argument(help="cryoSPARC particle file (.cs); its images need not be there.")]
CtfFile = Annotated[Path, typer.Option("-o", help="CTF file to write (.pkl).")]
PoseFile = Annotated[Path, typer.Option("-o", help="Pose file to write (.pkl).")]
Picture = Annotated[Path | None, typer.Option(help="Also draw the CTF of the first particle (.png).")]
Box = Annotated[int | None, typer.Option("-D", min=2, help="Box of the images, pixels; by default as the file says.")]
PixelSize = Annotated[
    float | None, typer.Option("--Apix", min=1e-3, help="Pixel size of the images, Angstrom; by default as the file says.")
]


def parse_ctf_star(
    star: StarFile,
    output: CtfFile,
    box: Box = None,
    pixel_size: PixelSize = None,
    voltage: Annotated[float | None, typer.Option("--kv", min=1, help="Voltage, kV; by default as the file says.")] = None,
    cs: Annotated[float | None, typer.Option("--cs", help="Spherical aberration, mm; by default as the file says.")] = None,
    amplitude: Annotated[
        float | None, typer.Option("-w", min=0, max=1, help="Amplitude contrast, 0 to 1; by default as the file says.")
    ] = None,
    phase_shift: Annotated[float | None, typer.Option("--ps", help="Phase shift, degrees; by default as the file says, or 0.")] = None,
    png: Picture = None,
) -> None:
    """CTF parameters of a RELION file as cryoDRGN's ctf.pkl."""
    from cryofire.io.optics import OpticsOverrides
    from cryofire.io.parse import star_ctf

    _show_log()
    overrides = OpticsOverrides(pixel_size, voltage, cs, amplitude, phase_shift)
    _write_ctf(output, star_ctf(star, overrides, box), png)


def parse_ctf_csparc(cs: CsFile, output: CtfFile, box: Box = None, pixel_size: PixelSize = None, png: Picture = None) -> None:
    """CTF parameters of a cryoSPARC file as cryoDRGN's ctf.pkl."""
    from cryofire.io.parse import cs_ctf

    _show_log()
    _write_ctf(output, cs_ctf(cs, pixel_size, box), png)


def parse_pose_star(star: StarFile, output: PoseFile, box: Box = None, pixel_size: PixelSize = None) -> None:
    """Poses of a RELION file as cryoDRGN's pose.pkl: rotations, and shifts as fractions of the box."""
    from cryofire.io.optics import OpticsOverrides
    from cryofire.io.parse import star_poses

    _show_log()
    _write_poses(output, star_poses(star, OpticsOverrides(pixel_size_A=pixel_size), box))


def parse_pose_csparc(
    cs: CsFile,
    output: PoseFile,
    box: Annotated[
        int | None, typer.Option("-D", min=2, help="Box of the images that were refined, pixels; by default as the file's pixel sizes say.")
    ] = None,
    abinit: Annotated[bool, typer.Option("--abinit", help="The poses are those of an ab initio reconstruction.")] = False,
    hetrefine: Annotated[
        bool, typer.Option("--hetrefine", help="The poses are those of a heterogeneous refinement: its shifts count for two pixels.")
    ] = False,
) -> None:
    """Poses of a cryoSPARC file as cryoDRGN's pose.pkl: rotations, and shifts as fractions of the box."""
    from cryofire.io.parse import cs_poses

    if abinit and hetrefine:
        raise ConfigError("--abinit and --hetrefine each say which job the poses are from.", "give one of them")
    if hetrefine and box is None:
        raise ConfigError(
            "--hetrefine: of which box?", "-D with the box of the particles, or neither: then the file's pixel sizes are used"
        )
    _show_log()
    _write_poses(output, cs_poses(cs, box, abinit, hetrefine))


def _show_log() -> None:
    from cryofire.core.log import log_to_terminal

    log_to_terminal()


def _write_ctf(output: Path, table: CtfTable, png: Path | None) -> None:
    from cryofire.io.cryodrgn import write_ctf

    _check_output(output)
    write_ctf(output, table.optics, table.box_px)
    if png is not None:
        from cryofire.analysis.ctf_picture import picture_of_ctf

        picture_of_ctf(png, table)
    defocus_um = (table.optics.defocus_u_A + table.optics.defocus_v_A) / 2e4
    typer.echo(
        f"{output}: CTF of {len(table.optics):,} images, {float(table.box_px[0]):g} px of {float(table.optics.pixel_size_A[0]):.4g} A, "
        f"{float(table.optics.voltage_kV[0]):g} kV, defocus {float(defocus_um.min()):.2f} to {float(defocus_um.max()):.2f} um"
    )


def _write_poses(output: Path, table: PoseTable) -> None:
    from cryofire.io.cryodrgn import write_poses

    _check_output(output)
    write_poses(output, table.poses, table.box_px)
    largest = float(table.poses.shifts_px.abs().max())
    typer.echo(f"{output}: poses of {len(table.poses):,} images, shifts up to {largest:.3g} px of {table.box_px[0]:g}")


def _check_output(output: Path) -> None:
    from cryofire.io.output_place import check_file

    if output.suffix.lower() != ".pkl":
        raise ConfigError(f"-o {output}: a pickle is written.", "its name ends in .pkl")
    check_file(output)
