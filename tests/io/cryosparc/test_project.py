"""Results into a cryoSPARC project. There is no cryoSPARC here: a stand-in takes the call and looks at its arguments."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from cryofire.core.errors import ConfigError, RunError
from cryofire.io.cryosparc.project import check_is_from_cryosparc, parse_parent, push_particles
from cryofire.io.cryosparc.write import with_results


class StandIn:
    """What of cryosparc-tools is called, with its signature; it keeps what it was given."""

    def __init__(self) -> None:
        self.saved: dict[str, object] = {}
        self.error: Exception | None = None

    def save_external_result(self, project_uid, workspace_uid, dataset, type, name=None, slots=None, passthrough=None, title="", desc=""):
        if self.error is not None:
            raise self.error
        self.saved = {"where": (project_uid, workspace_uid), "kind": (type, name), "title": title}
        self.saved |= {"dataset": dict(dataset), "slots": slots, "passthrough": passthrough}
        return "J57"


@pytest.fixture
def cryosparc(monkeypatch) -> StandIn:
    stand_in = StandIn()
    package, tools, dataset = (ModuleType(f"cryosparc{end}") for end in ("", ".tools", ".dataset"))
    tools.CryoSPARC = lambda: stand_in
    dataset.Dataset = list
    for module in (package, tools, dataset):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    return stand_in


@pytest.fixture
def records() -> np.ndarray:
    fields = [("uid", "<u8"), ("blob/path", "S8"), ("ctf/df1_A", "<f4"), ("alignments3D/pose", "<f4", (3,))]
    table = np.zeros(2, fields)
    table["uid"] = [2**63 + 1, 7]
    table["alignments3D/pose"] = [[0, 0, 1], [0, 1, 0]]
    return with_results(table, np.array([[0.5], [1.5]]), None, np.array([3.0, 4.0]), None)


def test_only_what_was_found_is_saved_and_the_rest_passed_through(cryosparc, records):
    assert push_particles("P3", "W1", records, ("J42", "particles"), "CryoFIRE run") == "J57"
    saved = cryosparc.saved
    assert saved["where"] == ("P3", "W1")
    assert saved["kind"] == ("particle", "particles")
    assert saved["passthrough"] == ("J42", "particles")
    assert saved["slots"] == ["alignments3D", {"prefix": "components_mode_0", "dtype": "components", "required": True}]
    dataset = saved["dataset"]
    assert list(dataset) == ["uid", "alignments3D/pose", "components_mode_0/component", "components_mode_0/value"]
    assert dataset["uid"].tolist() == [2**63 + 1, 7]
    assert dataset["alignments3D/pose"].tolist() == [[0, 0, 1], [0, 1, 0]]
    assert all(column.flags.c_contiguous for column in dataset.values())


def test_without_a_parent_job_everything_is_saved_but_what_cryosparc_does_not_know(cryosparc, records):
    push_particles("P3", "W1", records, None, "t")
    assert cryosparc.saved["passthrough"] is None
    assert cryosparc.saved["slots"][:3] == ["blob", "ctf", "alignments3D"]
    assert "blob/path" in cryosparc.saved["dataset"]
    assert not any(name.startswith("cryofire/") for name in cryosparc.saved["dataset"])


def test_a_refusal_of_cryosparc_is_told(cryosparc, records):
    cryosparc.error = RuntimeError("no project P3")
    with pytest.raises(RunError, match="cryoSPARC P3 W1: no project P3"):
        push_particles("P3", "W1", records, None, "t")


def test_without_cryosparc_tools_the_extra_is_named(monkeypatch, records):
    monkeypatch.setitem(sys.modules, "cryosparc", None)
    with pytest.raises(ConfigError, match="cryosparc-tools is not installed") as found:
        push_particles("P3", "W1", records, None, "t")
    assert "cryofire[cryosparc]" in found.value.hint


def test_parent_is_a_job_and_its_output():
    assert parse_parent("J42.particles_selected") == ("J42", "particles_selected")


@pytest.mark.parametrize("text", ["J42", "particles", "42.particles", "J42.", ".particles"])
def test_other_parents_are_refused(text):
    with pytest.raises(ConfigError, match="expected a job and its output"):
        parse_parent(text)


def test_particles_without_cryosparcs_uids_are_refused():
    check_is_from_cryosparc(Path("J1/particles.cs"))
    with pytest.raises(ConfigError, match="uid of its own"):
        check_is_from_cryosparc(Path("particles.star"))
