"""The batch script: what the scheduler reads, and what a job does at its beginning and end; run with programs that only note it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from cryofire.core.errors import ConfigError
from cryofire.pipeline.batch_script import Job, batch_script, minutes_of

ARGUMENTS = ["my particles.star", "-o", "RUN", "--set", "model.z_dim=4"]


def run(script: str, folder: Path, code: int = 0, **variables: str) -> tuple[int, list[str]]:
    """Run a script where `srun` and `scontrol` note their arguments; its exit code, and what they noted."""
    programs = folder / "bin"
    programs.mkdir(exist_ok=True)
    for name, answer in (("srun", f"exit {code}"), ("scontrol", '[ "$1" = show ] && printf "node7\\nnode8\\n"')):
        program = programs / name
        program.write_text(f'#!/bin/bash\n[ "$1" = show ] || (printf "%s" {name}; printf "|%s" "$@"; echo) >> {folder}/noted\n{answer}\n')
        program.chmod(0o755)
    (folder / "noted").unlink(missing_ok=True)
    (folder / "job.sh").write_text(script)
    of_job = {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "SLURM_JOB_ID": "17", "SLURM_JOB_NODELIST": "node[7-8]"}
    ended = subprocess.run(["bash", "job.sh"], cwd=folder, env=of_job | variables, capture_output=True, text=True, check=False)
    assert ended.stderr == ""
    return ended.returncode, (folder / "noted").read_text().splitlines()


def test_fields_left_empty_are_left_out():
    lines = batch_script(Job(partition="gpu", time="2:00:00", gpus_per_node=4), 4, ARGUMENTS, "RUN").splitlines()
    directives = [line for line in lines if line.startswith("#SBATCH")]
    assert directives == [
        f"#SBATCH --{text}" for text in ("partition=gpu", "time=2:00:00", "gpus-per-node=4", "ntasks-per-node=1", "requeue")
    ]


def test_a_first_job_trains_with_what_was_given_and_stops_before_its_time_is_up(tmp_path):
    code, noted = run(batch_script(Job(time="2:00:00"), 4, ARGUMENTS, "RUN"), tmp_path)
    words = noted[0].split("|")
    assert code == 0 and len(noted) == 1
    assert words[:2] == ["srun", "torchrun"] and "--nproc-per-node=4" in words and "--standalone" in words
    assert words[words.index("-m") :] == ["-m", "cryofire", "train", *ARGUMENTS, "--stop-after", "105"]


def test_a_job_that_was_requeued_goes_on_with_its_run(tmp_path):
    (tmp_path / "RUN").mkdir()
    (tmp_path / "RUN" / "config.yaml").touch()
    _, noted = run(batch_script(Job(), 1, ARGUMENTS, "RUN"), tmp_path)
    assert noted[0].split("|")[-5:] == ["cryofire", "train", "-o", "RUN", "--resume"]


@pytest.mark.parametrize(("was_stopped", "code", "n_noted"), [(True, 0, 2), (False, 3, 1)])
def test_a_run_that_stopped_is_requeued_and_one_that_failed_is_not(tmp_path, was_stopped, code, n_noted):
    (tmp_path / "RUN").mkdir()
    if was_stopped:
        (tmp_path / "RUN" / "stopped").touch()
    ended, noted = run(batch_script(Job(), 2, ARGUMENTS, "RUN"), tmp_path, code=3)
    assert ended == code and len(noted) == n_noted
    assert noted[1:] == ["scontrol|requeue|17"][: n_noted - 1]


def test_several_machines_meet_at_the_first(tmp_path):
    _, noted = run(batch_script(Job(nodes=2), 8, ARGUMENTS, "RUN"), tmp_path)
    assert {"--nnodes=2", "--nproc-per-node=8", "--rdzv-id=17", "--rdzv-endpoint=node7:29400"} <= set(noted[0].split("|"))


def test_temporary_files_go_to_the_jobs_own_disk(tmp_path):
    script = batch_script(Job(), 1, ARGUMENTS, "RUN") + 'echo "$TMPDIR" >> noted\n'
    for variables, place in (({"SLURM_TMPDIR": "/fast/17", "TMPDIR": "/slow"}, "/fast/17"), ({"TMPDIR": "/slow"}, "/slow"), ({}, "/tmp")):
        _, noted = run(script.replace("exit $code\n", ""), tmp_path, **variables)
        assert noted[-1] == place


@pytest.mark.parametrize(
    ("time", "minutes"),
    [("90", 90), ("10:30", 10.5), ("2:00:00", 120), ("1-0", 1440), ("1-12", 2160), ("2-1:30", 2970), ("1-00:00:30", 1440.5)],
)
def test_time_limits_are_read_as_slurm_reads_them(time, minutes):
    assert minutes_of(time) == pytest.approx(minutes)


@pytest.mark.parametrize("time", ["soon", "1:2:3:4", "1-1:2:3:4", ""])
def test_what_is_no_time_limit_is_refused(time):
    with pytest.raises(ConfigError, match="is no time limit"):
        minutes_of(time)


def test_a_time_limit_that_leaves_no_time_is_refused():
    with pytest.raises(ConfigError, match="nothing is left"):
        batch_script(Job(time="10"), 1, ARGUMENTS, "RUN")
