"""The commands that the README and the docs show exist, with the options and recipes that they show."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from itertools import pairwise, takewhile
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

from cryofire.core.errors import ConfigError
from cryofire.pipeline.run_config import build_config

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]

FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
SHELLS = ("", "sh", "bash", "console")
INLINE_CODE = re.compile(r"`(cryofire(?: [^`\n]+)?)`")


@dataclass(frozen=True)
class Shown:
    """One command line of a page."""

    page: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.page}: {' '.join(self.words)}"


def shell_blocks(text: str) -> list[str]:
    """The code blocks of a page that hold command lines. All kinds are matched, or the end of one would be taken for a beginning."""
    return [block for language, block in FENCED.findall(text) if language in SHELLS]


def command_lines(text: str) -> list[tuple[str, ...]]:
    """Every `cryofire ...` of a page, in code blocks and in inline code, cut into words."""
    blocks = "\n".join(shell_blocks(text)).replace("\\\n", " ")
    lines = [line.removeprefix("$ ").strip() for line in blocks.splitlines()]
    lines = [line for line in lines if line.startswith("cryofire ")] + INLINE_CODE.findall(FENCED.sub("", text))
    # Two backticked words may stand for a command in general: `cryofire COMMAND --help`.
    return [tuple(shlex.split(line, comments=True)) for line in lines if "COMMAND" not in line]


SHOWN = [Shown(page.relative_to(ROOT).as_posix(), words) for page in PAGES for words in command_lines(page.read_text())]


def complaint(words: tuple[str, ...]) -> str | None:
    """What is wrong with a command line; None if the program would understand it."""
    from cryofire.cli.main import app

    program = typer.main.get_command(app)
    commands = {} if not isinstance(program, TyperGroup) else program.commands
    command, arguments = program, list(words[1:])
    if arguments and not arguments[0].startswith("-"):
        name = arguments.pop(0)
        if name not in commands:
            return f"no command {name!r}"
        command = commands[name]
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)} | {"--help"}
    for word in takewhile(lambda word: word != "--", arguments):  # what follows is another program's
        option = word.split("=")[0]
        if option.startswith("-") and option not in known:
            return f"{command.name} has no option {option}"
    recipe = arguments[arguments.index("--recipe") + 1] if "--recipe" in arguments else None
    assignments = [value for word, value in pairwise(arguments) if word == "--set"]
    try:
        build_config(recipe=recipe, assignments=assignments)
    except ConfigError as error:
        return error.message
    return None


@pytest.mark.parametrize("shown", SHOWN, ids=str)
def test_command_of_a_page_is_understood(shown):
    assert complaint(shown.words) is None


def test_readme_shows_the_main_jobs():
    shown = {line.words[1] for line in SHOWN if line.page == "README.md" and len(line.words) > 1}
    assert {"demo", "train", "volumes", "evaluate", "simulate"} <= shown


@pytest.mark.parametrize(
    "words",
    [
        ("cryofire", "tarin"),
        ("cryofire", "train", "--no-such-option"),
        ("cryofire", "train", "--recipe", "no-such-recipe"),
        ("cryofire", "train", "--set", "model.no_such=1"),
    ],
    ids=["command", "option", "recipe", "setting"],
)
def test_a_planted_mistake_is_seen(words):
    assert complaint(words) is not None


def test_blocks_comments_and_continued_lines_are_read():
    page = "```python\nimport cryofire\n```\n"
    page += "```sh\ncryofire train a.star \\\n  -o RUN  # go\npip list\n```\nor `cryofire demo`, not `cryoem x`.\n"
    assert command_lines(page) == [("cryofire", "train", "a.star", "-o", "RUN"), ("cryofire", "demo")]


LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_of_a_page_lead_somewhere(page):
    missing = [link for link in LINK.findall(page.read_text()) if not (page.parent / link).exists()]
    assert missing == []
