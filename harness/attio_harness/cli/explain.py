"""`explain`: one event at every stage."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from attio_harness.cli.options import (
    Action,
    Assume,
    BatchWait,
    Destination,
    Existing,
    Filters,
    From,
    IgnoreIntegrations,
    Mappings,
    OrderOf,
    Out,
    WorkspaceOfRun,
    assumed,
    choice,
    one_standard_input,
)
from attio_harness.cli.output import FINDINGS, FINE, show
from attio_harness.cli.progress import watched_events
from attio_harness.errors import InputError
from attio_harness.formats.table import formats_of, help_of
from attio_harness.inputs.event import EventSource, SourceEvent, Unreadable
from attio_harness.inputs.events import read_events
from attio_harness.inputs.files import size_of
from attio_harness.inputs.filters import read_filters
from attio_harness.inputs.mappings import read_mappings
from attio_harness.inputs.states import schema_and_state
from attio_harness.inputs.timeline import ORDERS, in_order
from attio_harness.report import EXISTING, MODES
from attio_harness.terminal.interrupts import Interrupts

__all__ = ["explain"]


def explain(
    event: Annotated[
        str,
        typer.Argument(
            help="An event file with one event, FILE:LINE, FILE:LINE[INDEX] in an array, EVENTS:MESSAGE_ID with a file or folder, or - for standard input.",
            metavar="EVENT",
        ),
    ],
    mapping: Mappings,
    workspace: WorkspaceOfRun = None,
    start: From = None,
    filters: Filters = None,
    ignore_integrations: IgnoreIntegrations = False,
    mode: Annotated[str, typer.Option(help="auto, single or batch.", metavar="MODE")] = "auto",
    after: Annotated[
        list[str] | None,
        typer.Option(
            help="More events of the run, beside those of the file of the event: what they write is there.",
            metavar="EVENTS",
        ),
    ] = None,
    existing: Existing = "unknown",
    order: OrderOf = "received",
    batch_wait: BatchWait = None,
    format: Annotated[str, typer.Option("--format", help=help_of("explain"))] = "text",
    output: Out = None,
    action: Action = None,
    destination: Destination = None,
    assume: Assume = None,
) -> int:
    """The events that come before it in the run are delivered first. Exit code 1 if the event is lost."""
    choice(mode, MODES, "--mode")
    choice(existing, EXISTING, "--existing")
    choice(order, ORDERS, "--order")
    choice(format, formats_of("explain"), "--format")
    one_standard_input(event, *(after or ()), *mapping, *(filters or ()), workspace, start)
    settings = assumed(assume, batch_wait)
    chosen, own, once = _one_event(event)
    sources = read_mappings(mapping, action=action, destination=destination, may_name_none=bool(filters))
    known, begun = schema_and_state(workspace, start)
    from attio_harness.run.trace import explain_event  # both engines, 0.1 s that --help and a wrong option do not need

    with Interrupts() as interrupts:
        others = [name for name in after or () if name != own]
        history = (
            watched_events([*others, own], interrupts, order)  # type: ignore[arg-type]
            if once is None
            else in_order(interrupts.until(chain(read_events(others), once)), order)  # type: ignore[arg-type]
        )
        explanation = explain_event(
            chosen,
            sources,
            known,
            history=history,
            mode=mode,
            filters=read_filters(filters or [], sources, destination=destination),
            integrations=not ignore_integrations,
            assumptions=settings,
            existing=existing,
            start=begun,
        )
        show("explain", format, explanation, output)
    return interrupts.exit_code or (FINE if explanation.ok else FINDINGS)


# `events.json:12` or, in an array, `events.json:12[3]`
_PLACE = re.compile(r"(?P<file>.+?):(?P<line>\d+)(?:\[(?P<index>\d+)\])?")


_Found = tuple[SourceEvent, str, list[EventSource] | None]
"""The event, the file or folder it stands in, and what was read of that where it can be read once only."""


def _one_event(name: str) -> _Found:
    """The event a name leads to, as reports write it: FILE, FILE:LINE, in an array FILE:LINE[INDEX], or EVENTS:MESSAGE_ID."""
    # a file may have a colon in its name
    place = None if Path(name).exists() else _PLACE.fullmatch(name)
    if place and Path(place["file"]).exists():
        try:
            return _at(place["file"], int(place["line"]), int(place["index"]) if place["index"] else None)
        except InputError:
            # a messageId may be digits; what can be read once only was read
            message_id = name.removeprefix(f"{place['file']}:")
            found = _by_message_id(place["file"], message_id) if size_of([place["file"]]) is not None else None
            if found is None:
                raise
            return found
    # the file may have a colon in its name, and so may the messageId
    cuts = [at for at, sign in enumerate(name) if sign == ":"] if not Path(name).exists() else []
    for at in reversed(cuts):
        files, message_id = name[:at], name[at + 1 :]
        if Path(files).exists():
            found = _by_message_id(files, message_id)
            if found is None:
                problem = f"there is no event with the messageId {message_id!r}, and no line of this number"
                raise InputError(problem, file=files)
            return found
    return _at(place["file"], int(place["line"]), None) if place else _at(name, None, None)


def _by_message_id(files: str, message_id: str) -> _Found | None:
    items, once = _read(files)
    for item in items:
        # the first: what repeats it is the same event once more
        if isinstance(item, SourceEvent) and item.event.get("messageId") == message_id:
            return item, files, once
    return None


def _read(name: str) -> tuple[Iterable[EventSource], list[EventSource] | None]:
    once = list(read_events([name])) if size_of([name]) is None else None
    return (read_events([name]) if once is None else once), once


def _at(file: str, line: int | None, index: int | None) -> _Found:
    def meant(item: EventSource) -> bool:
        # None is "any"
        return isinstance(item, SourceEvent | Unreadable) and line in (None, item.line) and index in (None, item.index)

    all_items, once = _read(file)
    items = [item for item in all_items if meant(item)]
    found = [item for item in items if isinstance(item, SourceEvent)]
    if len(found) == 1:
        return found[0], file, once
    if not found and items:
        bad = items[0]
        raise InputError(getattr(bad, "why", ""), file=bad.file, line=bad.line)
    if not found:
        raise InputError(
            "there is no event here" if index is not None else "there is no event on this line", file=file, line=line
        )
    more = f"{file}:{line or 'LINE'}" + ("[INDEX]" if found[0].index is not None else "")
    raise InputError(f"holds {len(found)} events; say which with {more}", file=file, line=line)
