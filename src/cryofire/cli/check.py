"""`cryofire check`: a dry run on the inputs, with advice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from cryofire.checks.check_set import CheckReport, Summary
    from cryofire.checks.findings import Finding


def check(
    particles: Annotated[Path, typer.Argument(help="Particle images: .star, .cs, .mrcs or .txt (a list of stacks).")],
    ctf: Annotated[Path | None, typer.Option(help="CTF parameters in cryoDRGN's layout (.pkl).")] = None,
    pose: Annotated[Path | None, typer.Option(help="Known poses in cryoDRGN's layout (.pkl).")] = None,
    ind: Annotated[Path | None, typer.Option(help="Rows to use, from 0 (.pkl, .npy, .txt).")] = None,
    datadir: Annotated[Path | None, typer.Option(help="Folder of the stacks, where the particle file's paths do not lead there.")] = None,
    strip_prefix: Annotated[str | None, typer.Option(help="Beginning to leave out of the particle file's paths to its stacks.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Look at the pixels of 2,000 images rather than of all.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    write_ind: Annotated[Path | None, typer.Option("--write-ind", help="Write the rows whose images are good, for --ind (.txt).")] = None,
) -> None:
    """Find everything that is wrong with a set, or looks so, before an hour is lost.

    Errors are what train would stop at, and make the exit code 1; with warnings it would run, and the result may be
    wrong. Rows are counted from 0, as --ind files count.
    """
    from cryofire.checks.check_set import check_set
    from cryofire.checks.findings import Severity
    from cryofire.core.errors import ConfigError
    from cryofire.data.data_config import FilesConfig

    if write_ind is not None and (write_ind.suffix.lower() != ".txt" or not write_ind.absolute().parent.is_dir()):
        raise ConfigError(f"--write-ind {write_ind}: cannot be made.", "a .txt in a folder that is there")
    report = check_set(FilesConfig(particles=particles, ctf=ctf, pose=pose, ind=ind, datadir=datadir, strip_prefix=strip_prefix), quick)
    findings = report.findings
    if as_json:
        typer.echo(json.dumps(_as_values(report, findings), indent=2))
    else:
        _print(report.summary, findings)
    if write_ind is not None:
        write_ind.write_text("".join(f"{row}\n" for row in report.good_rows()))
        typer.echo(f"{len(report.good_rows()):,} of {len(report.rows):,} rows in {write_ind}", err=as_json)
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise typer.Exit(1)


def _print(summary: Summary, findings: list[Finding]) -> None:
    from rich.console import Console
    from rich.text import Text

    from cryofire.checks.findings import Severity

    console = Console(soft_wrap=True, highlight=False)
    console.print(Text(f"{summary.particles}: {_in_words(summary)}"))
    colours = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
    for finding in findings:
        line = Text(f"{finding.severity.value:<8} ", style=colours[finding.severity])
        line.append(
            f"{len(finding.rows):,} particle{'' if len(finding.rows) == 1 else 's'}: " if len(finding.rows) else "", style="default"
        )
        line.append(finding.message, style="default")
        if len(finding.rows):
            more = ", ..." if len(finding.rows) > len(finding.examples) else ""
            line.append(f" [rows {', '.join(map(str, finding.examples))}{more}]", style="dim")
        console.print(line)
        if finding.advice:
            console.print(Text(f"         {finding.advice}", style="dim"))
    counts = [(sum(finding.severity is severity for finding in findings), severity.value) for severity in Severity]
    told = ", ".join(f"{n} {name}{'' if n == 1 else 's'}" for n, name in counts)
    console.print(Text(f"{told}: train would {'stop' if counts[0][0] else 'run'}"))


def _in_words(summary: Summary) -> str:
    parts = [f"{summary.n_particles:,} particles"]
    if summary.box_px is not None:
        parts.append(f"{summary.box_px} px")
    for values, unit, factor in (
        (summary.pixel_size_A, "A/px", 1.0),
        (summary.voltage_kV, "kV", 1.0),
        (summary.defocus_A, "um defocus", 1e-4),
    ):
        if values is not None:
            low, high = (f"{value * factor:.4g}" for value in values)
            parts.append(f"{low} {unit}" if low == high else f"{low} to {high} {unit}")
    parts.append(f"{summary.n_optics_groups} optics group{'' if summary.n_optics_groups == 1 else 's'}")
    parts.append("with poses" if summary.has_poses else "no poses")
    if summary.contrast is not None:
        parts.append(f"protein {summary.contrast}")
    if summary.snr is not None:
        parts.append(f"SNR about {summary.snr:.2g}" if summary.snr >= 0.01 else "SNR below 0.01")
    parts.append(f"{summary.images_GB:.2g} GB in memory")
    if summary.n_images_read < summary.n_particles:
        parts.append(f"{summary.n_images_read:,} images looked at")
    return ", ".join(parts)


def _as_values(report: CheckReport, findings: list[Finding]) -> dict[str, object]:
    from dataclasses import asdict

    from cryofire.checks.findings import Severity

    told = [
        {"severity": f.severity.value, "code": f.code, "count": len(f.rows), "rows": f.examples, "message": f.message, "advice": f.advice}
        for f in findings
    ]
    would_stop = any(finding.severity is Severity.ERROR for finding in findings)
    return {**asdict(report.summary), "particles": str(report.summary.particles), "train_would_stop": would_stop, "findings": told}
