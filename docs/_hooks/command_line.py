"""The reference of the command line: every command from its own help, including those in groups and those loaded when called."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from attio_harness.cli import COMMANDS, app
from typer.cli import get_docs_for_click
from typer.main import get_command

__all__ = ["command_line"]

_HELP_OPTION = "* `-h, --help`: Show this message and exit.\n"


def command_line() -> str:
    """Markdown, with a heading of the second level for each command, in the order of the help."""
    return "\n".join(_commands())


def _commands() -> Iterator[str]:
    root: Any = get_command(app)
    context = root.make_context("attio-harness", [], resilient_parsing=True)
    for row in COMMANDS:
        group, above, words = root, context, "attio-harness"
        if row.group:
            group, words = root.commands[row.group], f"attio-harness {row.group}"
            above = group.make_context(row.group, [], parent=context, resilient_parsing=True)
        _, command, _ = group.resolve_command(above, [row.name])
        inner = command.make_context(row.name, [], parent=above, resilient_parsing=True)
        yield _as_page(get_docs_for_click(obj=command, ctx=inner, name=row.name, call_prefix=words, indent=1))


def _as_page(told: str) -> str:
    """What typer says about a command, in the form of the other pages: the usage is not a session, the example is code."""
    told = told.replace("```console\n$ ", "```text\n").replace(_HELP_OPTION, "")
    told = told.replace("**Options**:\n\n\n", "")
    return re.sub(r"^Example: (.*)$", r"**Example**:\n\n```text\n\1\n```", told, flags=re.MULTILINE)
