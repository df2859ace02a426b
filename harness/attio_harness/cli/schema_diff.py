"""`schema diff`: reports what changed between two workspace files, and what that breaks."""

from __future__ import annotations

from typing import Annotated

import typer

from attio_harness.cli.configured_keys import CONFIGURED, gives_way
from attio_harness.cli.options import Action, Destination, Out, formats, one_standard_input
from attio_harness.cli.output import FINDINGS, FINE, show
from attio_harness.cli.places import places
from attio_harness.errors import UsageError
from attio_harness.inputs.actions import known_action
from attio_harness.inputs.mappings import read_mappings
from attio_harness.inputs.workspaces import load_workspace
from attio_harness.schema import SchemaDiff, broken_by, compare

__all__ = ["schema_diff"]


def schema_diff(
    old: Annotated[str, typer.Argument(help="The old workspace file.", metavar="OLD")],
    new: Annotated[str, typer.Argument(help="The new workspace file.", metavar="NEW")],
    mapping: Annotated[
        list[str] | None,
        typer.Option("-m", "--mapping", help="Mappings to check for broken fields.", metavar="MAPPING"),
    ] = None,
    format: Annotated[list[str] | None, formats("schema")] = None,
    output: Out = None,
    action: Action = None,
    destination: Destination = None,
) -> int:
    """Exit code 1 if a mapping breaks; without mappings, if a change could break one."""
    targets = places("schema", format, output, beside=[old, new, *(mapping or ())])
    known_action(action, "--action")
    if destination is not None and not mapping and "destination" not in CONFIGURED.get():
        raise UsageError("--destination chooses among destinations of mappings; found no --mapping")
    one_standard_input(old, new, *(mapping or ()))
    nameless = gives_way("destination", beside="mapping")
    sources = read_mappings(mapping, action=action, destination=destination, may_name_none=nameless) if mapping else []
    changes = compare(load_workspace(old), load_workspace(new))
    broken = broken_by(changes, sources)
    show("schema", targets, SchemaDiff(changes=changes, broken=broken, judged=bool(mapping)))
    breaks = bool(broken) if mapping else any(change.breaking for change in changes)
    return FINDINGS if breaks else FINE
