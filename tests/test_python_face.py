"""The examples of docs/python.md and the cells of the notebook run, in their order, on a small set."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import matplotlib
import matplotlib.pyplot
import numpy as np
import pytest

from cryofire.io.mrc import read_volume
from runs import QUICK_SEARCH

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = ROOT / "notebooks" / "template.ipynb"
PYTHON_BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


def test_examples_of_the_python_page_run(tiny_run, tiny_stack, tmp_path, monkeypatch):
    """In one namespace, beside the tiny stack and its finished run; training itself is left out, its options are checked."""
    shutil.copytree(tiny_run, tmp_path / "RUN")
    for name in ("particles.star", "new.star"):
        shutil.copy(tiny_stack.star, tmp_path / name)
    shutil.copy(tiny_stack.mrcs, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("cryofire.analysis.train.run_training", lambda config, is_resuming, console: True)
    blocks = PYTHON_BLOCK.findall((ROOT / "docs" / "python.md").read_text())
    names: dict[str, Any] = {}
    assert len(blocks) == 6
    for block in blocks:
        exec(compile(block, "docs/python.md", "exec"), names)
    assert names["volume"].shape == names["smooth"].shape == (16, 16, 16)
    assert (names["rotations"].shape, names["z"].shape, names["walk"].volumes.shape) == ((48, 3, 3), (48, 2), (5, 16, 16, 16))
    assert np.square(names["residual"]).mean() < 0.5 * np.square(names["images"]).mean()
    assert len(names["sure"]) == 20
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == ["NEW", "OUT", "RUN", "maps"]
    assert len(names["found"]) == 48
    for block in PYTHON_BLOCK.findall((ROOT / "README.md").read_text()):
        exec(compile(block, "README.md", "exec"), names)
    assert names["residual"].shape == (2, 16, 16)


def code_cells(notebook: dict, values: dict[str, Any]) -> list[str]:
    """Sources of the code cells in order, with other values in the cell tagged `parameters`."""
    sources = []
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if "parameters" in cell["metadata"].get("tags", []):
            for name, value in values.items():
                source, n = re.subn(rf"^{name} = .*$", f"{name} = {value!r}", source, flags=re.MULTILINE)
                assert n == 1, f"the parameters cell sets no {name}"
        if cell["cell_type"] == "code":
            sources.append(source)
    return sources


@pytest.mark.long
def test_notebook_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(matplotlib.pyplot, "show", lambda: None)
    pairs = [option.split("=", 1) for option in QUICK_SEARCH]
    options = {name: json.loads(value) for name, value in pairs} | {"seed": 0, "z_dim": 2, "device": "cpu"}
    values = {"OUTDIR": "here", "N_PARTICLES": 200, "BOX_PX": 24, "OPTIONS": options}
    sources = code_cells(json.loads(NOTEBOOK.read_text()), values)
    names: dict[str, Any] = {"__name__": "notebook"}
    with matplotlib.rc_context({"backend": "Agg"}):
        for n, source in enumerate(sources):
            exec(compile(source, f"code cell {n}", "exec"), names)
        assert len(matplotlib.pyplot.get_fignums()) == 3
        matplotlib.pyplot.close("all")
    assert names["points"].shape == (200, 2)
    assert names["images"].shape == names["predicted"].shape == (4, 24, 24)
    maps = sorted((tmp_path / "here" / "maps").glob("vol_*.mrc"))
    assert [read_volume(path).values.shape for path in maps] == [(24, 24, 24)] * 4
    assert (tmp_path / "here" / "export" / "particles.star").exists()


def test_committed_notebook_has_no_outputs():
    cells = [cell for cell in json.loads(NOTEBOOK.read_text())["cells"] if cell["cell_type"] == "code"]
    assert [cell["outputs"] for cell in cells] == [[]] * len(cells)
    assert [cell["execution_count"] for cell in cells] == [None] * len(cells)


def test_a_parameter_that_the_notebook_does_not_set_is_told():
    with pytest.raises(AssertionError, match="the parameters cell sets no N_PARTICLE"):
        code_cells(json.loads(NOTEBOOK.read_text()), {"N_PARTICLE": 3})
