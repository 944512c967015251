"""`cryofire report`: one page that opens anywhere, every number of it in a file beside it."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from cryofire import Run
from cryofire.analysis.report.contents import gather_contents
from cryofire.analysis.report.pdf import text_of

PNG = b"\x89PNG\r\n\x1a\n"


class Read(HTMLParser):
    """Numbers, pictures and addresses of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.numbers: list[tuple[str, str, str]] = []
        self.pictures: list[bytes] = []
        self.addresses: list[str] = []
        self.tags: list[str] = []
        self.text = ""
        self._open: tuple[str, str] | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        if values.get("class") == "n":
            self._open = (values["data-n"], values["data-f"])
        for name in ("src", "href"):
            if values.get(name, "").startswith("data:image/png;base64,"):
                self.pictures.append(base64.b64decode(values[name].partition(",")[2]))
            elif name in values:
                self.addresses.append(values[name])

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._open is not None:
            self.numbers.append((*self._open, data))
            self._open = None


def wrong_numbers(page: Read, numbers: dict[str, Any]) -> list[str]:
    """Those of the page that the file does not have."""
    wrong = []
    for path, form, shown in page.numbers:
        value: Any = numbers
        for name in path.split("."):
            if isinstance(value, dict) and name not in value:  # a number may have a point in its name
                name = next((key for key in value if path.endswith(key)), name)
                value = value.get(name)
                break
            value = value[int(name)] if isinstance(value, list) else value[name]
        expected = "not known" if value is None else format(value, form)
        if expected != shown:
            wrong.append(f"{path}: {shown}, and the file has {expected}")
    return wrong


@pytest.fixture(scope="module", autouse=True)
def coarse_pictures() -> Iterator[None]:
    """Surfaces from a grid that is drawn in a tenth of the time; how they look is tested elsewhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cryofire.analysis.render.SMALLEST_GRID", 48)
        yield


@pytest.fixture(scope="module")
def reported(cryofire, tiny_run, tmp_path_factory) -> tuple[Path, Read, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("report")
    assert cryofire("state", tiny_run, "-o", folder / "state", "--particle", 3, "--widths", 2).code == 0
    finished = cryofire("report", tiny_run, "-o", folder / "page.html", "--state", folder / "state")
    assert finished.code == 0, finished.err
    assert finished.out == f"report: {folder / 'page.html'}\n"
    return folder, Read((folder / "page.html").read_text()), json.loads((folder / "page.json").read_text())


def test_every_number_of_the_page_stands_in_the_file(reported):
    _, page, numbers = reported
    assert len(page.numbers) > 25
    assert wrong_numbers(page, numbers) == []
    assert ("particles", ",", "48") in page.numbers
    assert sum(numbers["state_particles"]) == 48
    # A number that was changed is seen.
    assert len(wrong_numbers(page, {**numbers, "particles": 47, "state_particles": [0] * 10})) > 2


def test_the_page_needs_nothing_else(reported, tiny_run):
    _, page, _ = reported
    assert page.addresses == []
    assert not {"script", "link", "iframe"} & set(page.tags)
    assert len(page.pictures) > 10 * 3
    assert all(picture.startswith(PNG) for picture in page.pictures)
    verdict = json.loads((tiny_run / "verdict.json").read_text())
    assert verdict["verdict"] in page.text
    for reason in verdict["reasons"]:
        assert reason["text"] in page.text


def test_numbers_of_a_state_are_its_own(reported):
    folder, page, numbers = reported
    state = json.loads((folder / "state" / "state.json").read_text())
    assert numbers["states"]["state"]["resolution_0.143_A"] == state["resolution_0.143_A"]
    shown = {path: text for path, _, text in page.numbers}
    assert shown["states.state.resolution_0.143_A"] == f"{state['resolution_0.143_A']:.2f}"
    assert "optimistic" in page.text


def test_report_lies_in_the_run_folder_by_default_and_can_be_made_again(cryofire, rigid_run):
    for _ in range(2):
        assert cryofire("report", rigid_run.path).code == 0
    page = (rigid_run.path / "report.html").read_text()
    assert "Landscape" not in page
    assert wrong_numbers(Read(page), json.loads((rigid_run.path / "report.json").read_text())) == []
    assert re.search(r"cryofire .*train", page)


def test_a_pdf_has_the_verdict_all_numbers_and_a_sheet_for_each_picture(cryofire, tiny_run, tmp_path):
    assert cryofire("report", tiny_run, "-o", tmp_path / "report.pdf").code == 0
    document = (tmp_path / "report.pdf").read_bytes()
    assert document.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type /Page\b", document)) >= 1 + 2 + 5
    contents = gather_contents(Run(tiny_run), [])
    text = "\n".join(text_of(contents))
    assert f"verdict: {contents.verdict.verdict.value}" in text
    assert "particles: 48" in text
    assert json.loads((tmp_path / "report.json").read_text())["particles"] == 48


def test_what_cannot_be_reported_is_said(cryofire, tiny_run, tmp_path):
    assert "is a page of HTML or a PDF" in cryofire("report", tiny_run, "-o", tmp_path / "page.txt").err
    assert "has no state.json" in cryofire("report", tiny_run, "-o", tmp_path / "page.html", "--state", tmp_path).err
    assert "no run folder" in cryofire("report", tmp_path / "none").err
    assert list(tmp_path.iterdir()) == []
