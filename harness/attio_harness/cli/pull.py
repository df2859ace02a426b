"""`pull`: the schema of a workspace as a file."""

from __future__ import annotations

from typing import Annotated

import typer

from attio_harness import schema
from attio_harness.cli.options import Out
from attio_harness.cli.output import FINE, say, write

__all__ = ["pull"]


def pull(
    base_url: Annotated[
        str, typer.Option("--base-url", help="Where Attio's API is; an emulator's address works, too.", metavar="URL")
    ] = "https://api.attio.com",
    members: Annotated[
        bool, typer.Option(help="Read the members, too (names and addresses; needs user_management:read).")
    ] = True,
    output: Out = None,
) -> int:
    """The token is $ATTIO_API_KEY; what was left out is told on standard error."""
    notes: list[str] = []
    with schema.connect(base_url=base_url) as client:
        workspace = schema.pull(client, members=members, tell=notes.append)
    write(schema.render_yaml(workspace, notes=notes), output)
    for note in notes:
        say(note, FINE)
    return FINE
