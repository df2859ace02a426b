"""`explain`: one event at every stage."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from attio_harness.cli.options import (
    Action,
    Assume,
    Destination,
    Filters,
    IgnoreIntegrations,
    Mappings,
    Out,
    WorkspaceFile,
    assumed,
    choice,
    one_standard_input,
)
from attio_harness.cli.output import FINDINGS, FINE, show
from attio_harness.errors import InputError
from attio_harness.formats.table import formats_of, help_of
from attio_harness.inputs.event import SourceEvent, Unreadable
from attio_harness.inputs.events import read_events
from attio_harness.inputs.filters import read_filters
from attio_harness.inputs.mappings import read_mappings
from attio_harness.inputs.workspaces import load_workspace
from attio_harness.report import MODES

__all__ = ["explain"]


def explain(
    event: Annotated[
        str,
        typer.Argument(
            help="An event file with one event, FILE:LINE, FILE:LINE[INDEX] in an array, or - for standard input.",
            metavar="EVENT",
        ),
    ],
    mapping: Mappings,
    workspace: WorkspaceFile,
    filters: Filters = None,
    ignore_integrations: IgnoreIntegrations = False,
    mode: Annotated[str, typer.Option(help="auto, single or batch.", metavar="MODE")] = "auto",
    after: Annotated[
        list[str] | None,
        typer.Option(help="Events to deliver first, so that what they write is there.", metavar="EVENTS"),
    ] = None,
    format: Annotated[str, typer.Option("--format", help=help_of("explain"))] = "text",
    output: Out = None,
    action: Action = None,
    destination: Destination = None,
    assume: Assume = None,
) -> int:
    """Exit code 1 if the event is lost."""
    choice(mode, MODES, "--mode")
    choice(format, formats_of("explain"), "--format")
    one_standard_input(event, *(after or ()), *mapping, *(filters or ()), workspace)
    settings = assumed(assume)
    chosen = _one_event(event)
    before = [item for item in read_events(after or []) if isinstance(item, SourceEvent)]
    sources = read_mappings(mapping, action=action, destination=destination, may_name_none=bool(filters))
    from attio_harness.run.trace import explain_event  # both engines, 0.1 s that --help and a wrong option do not need

    explanation = explain_event(
        chosen,
        sources,
        load_workspace(workspace),
        mode=mode,  # type: ignore[arg-type]
        before=before,
        filters=read_filters(filters or [], sources, destination=destination),
        integrations=not ignore_integrations,
        assumptions=settings,
    )
    show("explain", format, explanation, output)
    return FINE if explanation.ok else FINDINGS


# `events.json:12` or, in an array, `events.json:12[3]`
_PLACE = re.compile(r"(?P<file>.+?):(?P<line>\d+)(?:\[(?P<index>\d+)\])?")


def _one_event(name: str) -> SourceEvent:
    """The event a name leads to, as reports write it: FILE, FILE:LINE or, in an array, FILE:LINE[INDEX]."""
    # a file may have a colon in its name
    place = None if Path(name).exists() else _PLACE.fullmatch(name)
    file, line = (place["file"], int(place["line"])) if place else (name, None)
    index = int(place["index"]) if place and place["index"] else None

    def meant(item: SourceEvent | Unreadable) -> bool:
        # None is "any"
        return line in (None, item.line) and index in (None, item.index)

    items = [item for item in read_events([file]) if isinstance(item, SourceEvent | Unreadable) and meant(item)]
    found = [item for item in items if isinstance(item, SourceEvent)]
    if len(found) == 1:
        return found[0]
    if not found and items:
        bad = items[0]
        raise InputError(getattr(bad, "why", ""), file=bad.file, line=bad.line)
    if not found:
        raise InputError(
            "there is no event here" if index is not None else "there is no event on this line", file=file, line=line
        )
    more = f"{file}:{line or 'LINE'}" + ("[INDEX]" if found[0].index is not None else "")
    raise InputError(f"holds {len(found)} events; say which with {more}", file=file, line=line)
