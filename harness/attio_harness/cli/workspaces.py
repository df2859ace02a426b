"""`pull` and `schema diff`: the schema of a workspace as a file, and what a change of it breaks."""

from __future__ import annotations

from typing import Annotated

import typer

from attio_harness.cli.words import FINDINGS, FINE, Action, Out, choice, say, workspace_of, write
from attio_harness.formats.table import formats_of, help_of, render

__all__ = ["pull", "schema_diff"]


def pull(
    base_url: Annotated[
        str, typer.Option("--base-url", help="Where Attio's API is; an emulator's address works, too.", metavar="URL")
    ] = "https://api.attio.com",
    members: Annotated[
        bool, typer.Option(help="Read the members, too (names and addresses; needs user_management:read).")
    ] = True,
    output: Out = None,
) -> int:
    """Read a workspace's schema into a workspace file: read-only, and never a record. The token is $ATTIO_API_KEY."""
    from attio_harness.schema import connect, render_yaml
    from attio_harness.schema import pull as read

    notes: list[str] = []
    with connect(base_url=base_url) as client:
        workspace = read(client, members=members, tell=notes.append)
    write(render_yaml(workspace, notes=notes), output)
    for note in notes:
        say(note, FINE)
    return FINE


def schema_diff(
    old: Annotated[str, typer.Argument(help="The workspace file before.", metavar="OLD")],
    new: Annotated[str, typer.Argument(help="The workspace file after.", metavar="NEW")],
    mapping: Annotated[
        list[str] | None,
        typer.Option("-m", "--mapping", help="Mappings whose broken fields are named.", metavar="MAPPING"),
    ] = None,
    format: Annotated[str, typer.Option("--format", help=help_of("schema"))] = "text",
    output: Out = None,
    action: Action = None,
) -> int:
    """Say what changed between two workspace files, and which mappings it breaks. Exit code 1 for what breaks."""
    from attio_harness.inputs.mappings import read_mappings
    from attio_harness.schema import SchemaDiff, broken_by, compare

    choice(format, formats_of("schema"), "--format")
    sources = read_mappings(mapping, action=action) if mapping else []
    changes = compare(workspace_of(old), workspace_of(new))
    broken = broken_by(changes, sources)
    write(render("schema", format, SchemaDiff(changes=changes, broken=broken)), output)
    breaks = bool(broken) if mapping else any(change.breaking for change in changes)
    return FINDINGS if breaks else FINE
