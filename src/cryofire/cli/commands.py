"""The table of commands: a new one is one file and one line here."""

from __future__ import annotations

import typer

from cryofire.cli import (
    analyze,
    check,
    compare,
    dashboard,
    demo,
    downsample,
    evaluate,
    export,
    fsc,
    infer,
    parse,
    report,
    select,
    simulate,
    slurm,
    state,
    train,
    volumes,
)


def register(app: typer.Typer) -> None:
    """Add every command to the program, in the order the help shows them."""
    app.command("demo")(demo.demo)
    app.command("train")(train.train)
    app.command("infer")(infer.infer)
    app.command("volumes")(volumes.volumes)
    app.command("analyze")(analyze.analyze)
    app.command("dashboard")(dashboard.dashboard)
    app.command("report")(report.report)
    app.command("state")(state.state)
    app.command("fsc")(fsc.fsc)
    app.command("compare")(compare.compare)
    app.command("evaluate")(evaluate.evaluate)
    app.command("export")(export.export)
    app.command("select")(select.select)
    app.command("slurm")(slurm.slurm)
    app.command("simulate")(simulate.simulate)
    app.command("check")(check.check)
    app.command("downsample")(downsample.downsample)
    app.command("parse-ctf-star")(parse.parse_ctf_star)
    app.command("parse-ctf-csparc")(parse.parse_ctf_csparc)
    app.command("parse-pose-star")(parse.parse_pose_star)
    app.command("parse-pose-csparc")(parse.parse_pose_csparc)
