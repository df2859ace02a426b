"""`pull`: the schema of a workspace as a file; where somebody asks for it, the unique values of its records as a state."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from attio_emulator import Workspace

from attio_harness import schema
from attio_harness.cli.options import Out, written_state
from attio_harness.cli.output import FINE, say, write
from attio_harness.cli.progress import counted
from attio_harness.errors import UsageError
from attio_harness.output_file import write_file

__all__ = ["pull"]


def pull(
    base_url: Annotated[
        str, typer.Option("--base-url", help="Where Attio's API is; an emulator's address works, too.", metavar="URL")
    ] = "https://api.attio.com",
    members: Annotated[
        bool, typer.Option(help="Read the members, too (names and addresses; needs user_management:read).")
    ] = True,
    output: Out = None,
    records: Annotated[
        list[str] | None,
        typer.Option(
            help="Read the records of this object, too, and keep their IDs and unique values in --state: identifiers of "
            "persons, such as email addresses, and nothing else of them (needs record_permission:read). May be repeated.",
            metavar="OBJECT",
        ),
    ] = None,
    state: Annotated[
        str | None,
        typer.Option(
            help="The file for what --records reads; check --from starts from it.",
            metavar="FILE",
            callback=written_state,
        ),
    ] = None,
) -> int:
    """The token is $ATTIO_API_KEY; what was left out is told on standard error."""
    _go_together(records, state, output)
    notes: list[str] = []
    of_records: list[str] = []
    with schema.connect(base_url=base_url) as client:
        workspace = schema.pull(client, members=members, tell=notes.append)
        if records and state is not None:
            own = Workspace.from_dict(workspace)
            read = schema.pull_records(client, schema.objects_named(own, records), tell=of_records.append)
            write_file(schema.state_of_records(own, counted(read, "records")), state, private=True)
    write(schema.render_yaml(workspace, notes=notes), output)
    for note in (*notes, *of_records):
        say(note, FINE)
    return FINE


def _go_together(records: list[str] | None, state: str | None, output: str | None) -> None:
    if records and state is None:
        raise UsageError(
            "--records reads identifiers of persons, which are never printed: say with --state FILE where they go"
        )
    if state is not None and not records:
        raise UsageError("--state keeps the records that --records OBJECT asks for; found no --records")
    if state is not None and output is not None and Path(state).absolute() == Path(output).absolute():
        raise UsageError(f"-o and --state both name {state}; the schema and the records go into two files")
