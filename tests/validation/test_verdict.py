"""The verdict: which evidence allows which."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from cryofire.core.errors import RunError
from cryofire.io.run_store import RunStore
from cryofire.validation.evidence import Evidence
from cryofire.validation.verdict import Verdict, judge, judge_run

CONVERGED = Evidence(
    n_particles=3000,
    n_used=2000,
    shell=16,
    gain_nats=437.3,
    rigid_gain_nats=384.0,
    scrambled_gain_nats=51.8,
    gap_nats=332.2,
    gap_error_nats=3.2,
    junk_share=0.0,
    worst_ctf_share=0.9,
    signal_shells=(3, 4, 5),
    explained=(0.98, 0.97, 0.95),
    half_correlation=(0.9, 1.0, 1.0, 1.0, 0.99, 0.99),
    fidelity=0.95,
    resolution_0143_A=18.0,
    resolution_05_A=20.0,
    density_skewness=5.1,
    core_density=2.3,
    view_coverage=1.0,
    largest_view_share=0.018,
    shift_border_share=0.0,
    z_dim=4,
    informative_z=3.8,
)
"""Of a simulated antibody with a median pose error of 3 degrees."""


def test_a_converged_run_is_good_and_says_so_in_one_line() -> None:
    judgement = judge(CONVERGED)
    assert judgement.verdict is Verdict.GOOD
    assert judgement.line() == (
        "verdict: good - the volumes explain 95% of the signal that their noise allows, in images they have not seen; "
        "332 nats/image over scrambled poses; halves agree to 18 A (optimistic)"
    )


@pytest.mark.parametrize(
    ("changes", "verdict", "name"),
    [
        # Measured: wrong ab initio solutions, poses 104, 80 and 18 degrees off, and a search in noise.
        ({"fidelity": 0.77}, Verdict.FAILED, "fidelity"),
        ({"fidelity": 0.84}, Verdict.DOUBTFUL, "fidelity"),
        ({"fidelity": 0.86}, Verdict.DOUBTFUL, "fidelity"),
        # Realistic IgG: half of the poses random, poses 40 degrees off, symmetric apoferritin.
        ({"fidelity": 1.06, "posed_apart": 0.47, "contradicted": 0.36}, Verdict.FAILED, "poses"),
        ({"fidelity": 1.07, "posed_apart": 0.11, "contradicted": 0.34}, Verdict.FAILED, "poses"),
        ({"fidelity": 1.07, "posed_apart": 0.55, "contradicted": 0.03}, Verdict.DOUBTFUL, "poses"),
        ({"fidelity": 1.07, "posed_apart": 0.73, "contradicted": 0.08}, Verdict.DOUBTFUL, "poses"),
        ({"fidelity": None, "gap_nats": 7.9, "gap_error_nats": 0.1}, Verdict.FAILED, "signal"),
        ({"gap_nats": 7.9, "gap_error_nats": 0.1}, Verdict.FAILED, "signal"),
        ({"gap_nats": 30.0, "gap_error_nats": 4.0}, Verdict.FAILED, "signal"),
        ({"fidelity": 0.6, "z_dim": 0, "informative_z": None}, Verdict.DOUBTFUL, "fidelity"),
        ({"worst_ctf_share": -0.43}, Verdict.DOUBTFUL, "ctf"),
        ({"density_skewness": -5.1}, Verdict.FAILED, "contrast"),
        ({"density_skewness": 0.1}, Verdict.DOUBTFUL, "flat"),
        ({"core_density": -0.2}, Verdict.DOUBTFUL, "hollow"),
        ({"view_coverage": 0.05}, Verdict.DOUBTFUL, "views"),
        ({"shift_border_share": 0.28}, Verdict.DOUBTFUL, "shifts"),
        ({"junk_share": 0.6}, Verdict.DOUBTFUL, "junk"),
        ({"restart_agreement": 0.45, "view_coverage": 0.55}, Verdict.DOUBTFUL, "restarts"),
    ],
)
def test_each_fault_takes_the_verdict_down_by_its_own_reason(changes: dict[str, object], verdict: Verdict, name: str) -> None:
    judgement = judge(replace(CONVERGED, **changes))  # type: ignore[arg-type]
    assert judgement.verdict is verdict
    assert judgement.reasons[0].name == name
    assert judgement.reasons[0].advice != ""


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"view_coverage": 0.36}, "views"),
        ({"junk_share": 0.3}, "junk"),
        ({"n_particles": 300}, "few"),
        ({"informative_z": 0.1}, "motion"),
        ({"mean_confidence": 0.8}, "confidence"),
        ({"restart_agreement": 0.45}, "restarts"),
        ({"posed_apart": 0.96, "contradicted": 0.0, "share_apart": 0.18}, "kinds"),
    ],
)
def test_a_remark_does_not_take_the_verdict_down(changes: dict[str, object], name: str) -> None:
    judgement = judge(replace(CONVERGED, **changes))  # type: ignore[arg-type]
    assert judgement.verdict is Verdict.GOOD
    assert [reason.name for reason in judgement.reasons if reason.name != "poses"] == ["fidelity", name]


def test_the_gravest_reason_is_the_one_printed() -> None:
    judgement = judge(replace(CONVERGED, fidelity=0.85, density_skewness=-3.0))
    assert judgement.verdict is Verdict.FAILED
    assert [reason.name for reason in judgement.reasons] == ["contrast", "fidelity"]


def test_without_evidence_the_verdict_is_doubtful_and_says_why() -> None:
    assert judge(None).line() == "verdict: doubtful - nothing was measured: fewer than 20 particles (use more particles)"


def test_a_run_is_judged_by_its_evidence_and_the_verdict_written(tmp_path: Path) -> None:
    run = RunStore(tmp_path)
    run.write_evidence(CONVERGED.to_dict())
    judgement = judge_run(tmp_path)
    written = json.loads(run.verdict.read_text())
    assert judgement.verdict is Verdict.GOOD
    assert written["version"] == 1
    assert written["verdict"] == "good"
    assert written["reasons"][0]["points_to"] == "good"
    assert Evidence.from_dict(written["evidence"]) == CONVERGED


def test_a_run_that_has_not_ended_has_no_verdict(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"evidence\.json: not there"):
        judge_run(tmp_path)


LOST = ((0.5, 300, 0.9), (0.3, 180, 0.85), (0.2, 120, 0.02))


@pytest.mark.parametrize(
    ("states", "is_told"),
    [
        (LOST, True),
        (LOST[:2], False),
        (((0.5, 300, 0.9), (0.3, 180, 0.85), (0.2, 120, 0.6)), False),  # harder, not lost
        (((0.6, 360, 0.9), (0.37, 222, 0.85), (0.03, 60, 0.0)), False),  # few
        (((0.5, 300, 0.9), (0.3, 180, 0.85), (0.2, 12, 0.0)), False),  # hardly looked at
        (((1.0, 600, 0.1),), False),  # nothing to compare with
        ((), False),
        (None, False),
    ],
)
def test_a_kind_of_particle_whose_poses_are_not_found_again_is_told(states, is_told) -> None:
    judgement = judge(replace(CONVERGED, posed_apart=0.72, contradicted=0.02, states=states))
    assert ("state" in {reason.name for reason in judgement.reasons}) == is_told
    assert judgement.verdict is (Verdict.DOUBTFUL if is_told else Verdict.GOOD)
    if is_told:
        assert "20% of the particles" in next(reason.text for reason in judgement.reasons if reason.name == "state")
