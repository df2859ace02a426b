"""The notes of a report about filters and about mapping files. Counts nothing itself."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attio_harness.inputs.located_filter import LocatedFilter
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.lint.trigger import Trigger
from attio_harness.rejection import FilterRef
from attio_harness.text.words import counted

__all__ = ["notes_of"]

_MOST = 5
"""How many filters one note names."""


def notes_of(
    filters: Sequence[LocatedFilter], thinned: Mapping[FilterRef, int], sources: Sequence[LocatedSubscription]
) -> Iterator[Mapping[str, Any]]:
    """Rows of `file`, `line` and `what`; `thinned` counts the events from which a filter removed members."""
    for one in filters:
        if one.note:
            yield {"file": one.file, "line": one.line, "what": one.note}
        count = thinned.get(one.ref, 0)
        if one.elsewhere:
            continue
        if not one.enabled:
            unread = f"; it cannot be read: {one.problem.problem}" if one.problem is not None else ""
            yield {"file": one.file, "line": one.line, "what": f"filter {one.title!r}: not enabled{unread}"}
        elif count:
            what = f"filter {one.title!r}: removed members from {counted(count, 'event')}"
            yield {"file": one.file, "line": one.line, "what": what}
    yield from _of_other_destinations([one for one in filters if one.elsewhere])
    for source in sources:
        for pointer, what in source.beside:
            yield {"file": source.file, "line": source.line_of(pointer), "what": what}
        as_text = ", ".join(source.saved_as_text)
        for what in (*source.notes, *((f"saved as text, read by its content: {as_text}",) if as_text else ())):
            yield source.note_at(source.pointer, what)
        if not source.enabled:
            yield source.note_at(source.pointer, "not enabled")
    yield from _doubled([source for source in sources if source.enabled])
    if not any(source.enabled for source in sources):
        yield {"file": None, "line": None, "what": "no subscription is enabled: nothing can match"}


def _doubled(sources: Sequence[LocatedSubscription]) -> Iterator[Mapping[str, Any]]:
    """One row for each subscription that delivers the events of an earlier one again; one with the same ID is not run twice."""
    kept: dict[str, LocatedSubscription] = {}
    for source in sources:
        # in any order of keys, as Segment's editor and Terraform write them
        told = json.dumps([source.action, Trigger(source.trigger).tree, source.mapping], sort_keys=True, default=str)
        first = kept.setdefault(told, source)
        if first is not source:
            where = "" if first.file == source.file else f" of {first.file}"
            what = f"has the trigger, action and mapping of {first.name!r}{where}: all its events are delivered twice; leave one of the two out"
            yield source.note_at(source.pointer, what)


def _of_other_destinations(filters: Sequence[LocatedFilter]) -> Iterator[Mapping[str, Any]]:
    """One row for all filters that were left out; those that cannot be read are named first."""
    told = []
    for one in sorted(filters, key=lambda one: one.problem is None):
        unread = f", which cannot be read: {one.problem.problem}" if one.problem is not None else ""
        told.append(f"{one.title!r} (of {one.elsewhere}{unread})")
    if told:
        first = filters[0]
        count = (
            "1 filter belongs to another destination"
            if len(told) == 1
            else f"{len(told)} filters belong to other destinations"
        )
        more = f" and {len(told) - _MOST} more" if len(told) > _MOST else ""
        what = f"{count}, not applied: {', '.join(told[:_MOST])}{more}"
        yield {"file": first.file, "line": first.line, "what": what}
