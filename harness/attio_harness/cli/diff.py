"""`diff`: compares an old and a new mapping on the same events."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Annotated

import typer

from attio_harness.cli.base import Base, Old, old_of
from attio_harness.cli.configured_keys import CONFIGURED
from attio_harness.cli.options import (
    Action,
    Assume,
    BatchWait,
    Destination,
    Existing,
    Filters,
    From,
    IgnoreIntegrations,
    MaxVanished,
    OrderOf,
    Out,
    RunMode,
    WorkspaceOfRun,
    formats,
    one_standard_input,
    show_values_of,
)
from attio_harness.cli.output import FINDINGS, FINE, show, with_words
from attio_harness.cli.places import places
from attio_harness.cli.progress import watched_events
from attio_harness.cli.run_input import run_settings
from attio_harness.errors import InputError, UsageError, one_of
from attio_harness.inputs.filters import read_filters
from attio_harness.inputs.mappings import read_mappings
from attio_harness.inputs.selection import no_destination
from attio_harness.inputs.states import schema_and_state
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.inputs.timeline import ORDERS
from attio_harness.run.outcome import Limit
from attio_harness.terminal.interrupts import Interrupts
from attio_harness.verdicts import MODES

__all__ = ["diff"]


def diff(
    context: typer.Context,
    events: Annotated[
        list[str] | None,
        typer.Argument(
            help="The old mapping, the new mapping (files or presets) and the events; with --base only the new mapping and the events.",
            metavar="[OLD] NEW EVENTS...",
        ),
    ] = None,
    base: Base = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "-m",
            "--mapping",
            help="The new mapping, instead of NEW. May be repeated.",
            metavar="MAPPING",
        ),
    ] = None,
    workspace: WorkspaceOfRun = None,
    start: From = None,
    filters: Filters = None,
    ignore_integrations: IgnoreIntegrations = False,
    mode: RunMode = "auto",
    format: Annotated[list[str] | None, formats("diff")] = None,
    output: Out = None,
    show_values: Annotated[bool, show_values_of("diff")] = False,
    existing: Existing = "unknown",
    order: OrderOf = "received",
    batch_wait: BatchWait = None,
    max_vanished: MaxVanished = None,
    action: Action = None,
    destination: Destination = None,
    assume: Assume = None,
) -> int:
    """Exit code 1 if the new mapping does not write an event that the old one wrote, or a line of it writes nothing any more."""
    one_of(mode, MODES, "--mode")
    sides = _sides(context, events or [], mapping or [], base)
    every = [*sides.old, *sides.new, *sides.events, *(filters or ()), workspace, start]
    targets = places("diff", format, output, beside=every, events=sides.events)
    one_standard_input(*every)
    settings = run_settings(
        existing=existing, ignore_integrations=ignore_integrations, assume=assume, batch_wait=batch_wait
    )
    by = one_of(order, ORDERS, "--order")
    most_vanished = None if max_vanished is None else Limit.parse(max_vanished, "--max-vanished")
    with _in_order(*sides.old, *sides.new, *sides.events):
        if base is not None:
            past = old_of(base, sides.new, workspace, filters or [], action=action, destination=destination)
            after = read_mappings(sides.new, action=action, destination=destination, may_name_none=bool(filters))
        else:
            before, after = _read(sides.old, sides.new, action, destination)
            past = Old(sources=before)
    known, begun = schema_and_state(workspace, start)
    given = read_filters(filters or [], [*past.sources, *after])
    with _in_order(*sides.old, *sides.new, *sides.events), Interrupts() as interrupts:
        from attio_harness.compare.mappings import (
            compare_mappings,  # both engines, 0.1 s that --help and a wrong option do not need
        )

        compared = compare_mappings(
            past.sources,
            after,
            known,
            watched_events(sides.events, interrupts, by),
            mode=mode,  # type: ignore[arg-type]
            filters=given,
            old_workspace=past.workspace,
            old_filters=past.filters if base is not None else None,
            notes=past.notes,
            max_vanished=most_vanished,
            **settings,
            start=begun,
            complete=lambda: interrupts.caught is None,
        )
        show(
            "diff", targets, replace(compared, new=with_words(compared.new, mapping=sides.new)), show_values=show_values
        )
    return interrupts.exit_code or (FINE if compared.ok else FINDINGS)


@contextmanager
def _in_order(*names: str) -> Iterator[None]:
    """Add the right order of mappings and events to an error, if one of these names seems to be in the wrong place."""
    try:
        yield
    except InputError as error:
        if error.kind == "workspace" and error.file in names[:2]:
            problem = (
                "is a workspace file, which is given with -w; to compare two of them: attio-harness schema diff OLD NEW"
            )
            raise InputError(problem, file=error.file, line=error.line, kind=error.kind) from None
        what = {"events": "holds events", "mapping": "is a saved mapping"}.get(error.kind or "")
        if what is None or error.file not in names:
            raise
        problem = f"{what}; the order is: attio-harness diff OLD NEW EVENTS…, two mappings and what both are tried on"
        raise InputError(problem, file=error.file, line=error.line, kind=error.kind) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sides:
    """The names of mappings and events; `old` is empty if git supplies the old mapping."""

    old: list[str]
    new: list[str]
    events: list[str]


def _sides(context: typer.Context, events: list[str], mapping: list[str], base: str | None) -> _Sides:
    """Which argument is what: those of the command line in order, the rest from the configuration.

    Raises:
        UsageError: one is missing.
    """
    default = context.default_map or {}
    said = events if _is_said(context, "events") else []
    new = mapping if _is_said(context, "mapping") else []
    left = {"events": default.get("events") or [], "mapping": default.get("mapping") or []}
    old = [] if base is not None else said[:1]
    said = said[len(old) :]
    # with a mapping in the configuration, a single argument names the events
    if not new and said and not (len(said) == 1 and left["mapping"] and not left["events"]):
        new, said = said[:1], said[1:]
    sides = _Sides(old=old, new=new or left["mapping"], events=said or left["events"])
    missing = [
        *(["OLD"] if base is None and not sides.old else []),
        *(["NEW"] if not sides.new else []),
        *(["EVENTS..."] if not sides.events else []),
    ]
    if missing:
        usage = (
            "diff --base REF MAPPING EVENTS..."
            if base is not None
            else "diff OLD NEW EVENTS..., or diff --base REF NEW EVENTS..."
        )
        meant = ""
        if len(said := [*sides.old, *sides.new]) == 2 and all(one.endswith((".yaml", ".yml")) for one in said):
            meant = f"; to compare two workspace files: attio-harness schema diff {shlex.join(said)}"
        raise UsageError(f"{missing[0]} is missing; expected {usage}{meant}")
    return sides


def _is_said(context: typer.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _read(
    old: list[str], new: list[str], action: str | None, destination: str | None
) -> tuple[list[LocatedSubscription], list[LocatedSubscription]]:
    """Both mappings. A mapping that names no destination, such as a preset, goes with any chosen destination of the other."""
    before, after = (
        read_mappings(names, action=action, destination=destination, may_name_none=True) for names in (old, new)
    )
    # OLD is always typed, so a destination chosen in the configuration gives way
    chosen = destination if "destination" not in CONFIGURED.get() else None
    if chosen is not None and not any(one.destination for one in (*before, *after)):
        raise UsageError(no_destination(chosen))
    return before, after
