"""`help COMMAND`: the same as `COMMAND --help`."""

from __future__ import annotations

from typing import Annotated

import typer

from attio_harness.cli.commands import COMMANDS
from attio_harness.cli.output import FINE

__all__ = ["help"]


def help(
    context: typer.Context,
    command: Annotated[
        list[str] | None,
        typer.Argument(
            help="The command; without one, all of them are listed.",
            metavar="COMMAND...",
            autocompletion=lambda: list(dict.fromkeys(row.group or row.name for row in COMMANDS)),
        ),
    ] = None,
) -> int:
    """Print the help of a command."""
    program = context.find_root()
    program.command.main([*(command or ()), "--help"], prog_name=program.info_name, standalone_mode=False)
    return FINE
