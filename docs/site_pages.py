"""What the site shows beside the pages of this folder: pages that lie elsewhere in the project, and one of all commands.

`mkdocs` calls `on_files` and `on_page_markdown` while it builds (see mkdocs.yml).
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

import click
import typer.main
from mkdocs.structure.files import File, Files

from cryofire.cli.main import app

PROJECT = Path(__file__).resolve().parent.parent
ELSEWHERE = {
    "README.md": "first_minute.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changes.md",
    "benchmarks/RESULTS.md": "results.md",
    "benchmarks/NOTES.md": "notes.md",
}
"""Pages of the project outside `docs`, and what they are called on the site."""
LINK = re.compile(r"(\]\()([^)#\s]+)(#[^)]*)?(\))")


def on_files(files: Files, config: Any) -> Files:
    """Add the pages that are not in the folder."""
    for path, name in ELSEWHERE.items():
        files.append(File.generated(config, name, abs_src_path=str(PROJECT / path)))
    files.append(File.generated(config, "commands.md", content=commands_page()))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Lead links to where the pages lie on the site."""
    own = next((path for path, name in ELSEWHERE.items() if name == page.file.src_uri), f"docs/{page.file.src_uri}")
    folder = posixpath.dirname(own)
    return LINK.sub(lambda found: found[1] + _on_site(found[2], folder) + (found[3] or "") + found[4], markdown)


def _on_site(target: str, folder: str) -> str:
    """A link of a page in a folder of the project, as it is on the site."""
    if "://" in target or target.startswith("mailto:"):
        return target
    meant = posixpath.normpath(posixpath.join(folder, target))
    if meant.startswith("docs/"):
        return meant.removeprefix("docs/")
    # A file of the project that is no page has none to lead to; a page that is not there is left for the build to complain of.
    return ELSEWHERE.get(meant, "index.md" if (PROJECT / meant).exists() else target)


def commands_page() -> str:
    """Every command with its arguments and options, as its own help has them."""
    group = typer.main.get_command(app)
    context = click.Context(group, info_name="cryofire")
    parts = ["# Commands\n", "What `cryofire COMMAND --help` says.\n"]
    for name in group.list_commands(context):  # type: ignore[attr-defined]
        command = group.get_command(context, name)  # type: ignore[attr-defined]
        parts.append(f"## cryofire {name}\n\n{' '.join((command.help or '').split())}\n")
        rows = [_row(each) for each in command.params if each.name != "help"]
        parts.append("| option | | default |\n| --- | --- | --- |\n" + "\n".join(rows) + "\n")
    return "\n".join(parts)


def _row(parameter: Any) -> str:
    names = ", ".join(parameter.opts) if parameter.param_type_name == "option" else (parameter.metavar or parameter.name.upper())
    default = parameter.default
    shown = (
        "" if default is None or callable(default) or default is False or default == [] or "Sentinel" in repr(default) else f"`{default}`"
    )
    help_text = " ".join((getattr(parameter, "help", None) or "").split()).replace("|", "\\|")
    return f"| `{names}` | {help_text} | {shown} |"
