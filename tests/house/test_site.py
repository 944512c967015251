"""The documentation as a site: it builds without a warning, a link that leads nowhere is seen, and nothing is fetched from elsewhere."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cryofire.cli.main import app

PROJECT = Path(__file__).resolve().parents[2]
PAGES = ("docs", "benchmarks", "mkdocs.yml", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "notebooks", "LICENSE")


def build(project: Path, out: Path) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "mkdocs", "build", "--strict", "--config-file", project / "mkdocs.yml", "--site-dir", out]
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("site") / "built"
    done = build(PROJECT, out)
    assert done.returncode == 0, done.stdout + done.stderr
    return out


def test_every_page_and_every_command_is_on_the_site(site):
    for page in [*PROJECT.glob("docs/*.md")]:
        assert (site / page.with_suffix(".html").name).is_file(), page.name
    commands = (site / "commands.html").read_text()
    names = [command.name for command in app.registered_commands]
    assert len(names) >= 19
    for name in names:
        assert f">cryofire {name}<" in commands, name
    assert "--halves" in commands and "resolutions that are not optimistic" in commands


def test_pages_lead_to_those_that_lie_elsewhere_in_the_project(site):
    assert 'href="results.html' in (site / "maps.html").read_text()
    assert 'href="conventions.html' in (site / "first_minute.html").read_text()


def test_nothing_is_fetched_from_elsewhere(site):
    for page in site.glob("*.html"):
        fetched = re.findall(r'<(?:link|script|img)[^>]+(?:src|href)="(https?://[^"]+)"', page.read_text())
        assert fetched == [], page.name


def test_a_link_that_leads_nowhere_stops_the_build(tmp_path):
    for name in PAGES:
        source = PROJECT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    page = tmp_path / "docs" / "verdict.md"
    page.write_text(page.read_text() + "\n[away](nowhere.md)\n")
    done = build(tmp_path, tmp_path / "site")
    assert done.returncode != 0
    assert "nowhere.md" in done.stdout + done.stderr
