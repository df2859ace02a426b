"""Notes names that are written with their parts the wrong way round: `Jane Doe, PhD`, or a template with the first name before the comma.

Attio reads every text with a comma as `Last, First`. Only names of persons are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from attio_emulator import Workspace

from attio_harness.advice.contact import first_before_last
from attio_harness.advice.fitting import filled
from attio_harness.inputs.event import SourceEvent
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.run.runnable import RunnableSubscription
from attio_harness.text.names import misread
from attio_harness.text.words import more_such, shown

__all__ = ["TurnedNames"]


@dataclass(slots=True)
class _Name:
    """A field with the name of a person, and what is before the comma in its template though it is the first name."""

    holder: str
    key: str
    first: str | None
    text: str = ""
    place: str = ""
    count: int = 0


class TurnedNames:
    """Sees every written payload, and reports each field whose names are misread once, with the first event."""

    def __init__(self, runnables: Sequence[RunnableSubscription], workspace: Workspace) -> None:
        self._sources = [one.source for one in runnables]
        self._names = [list(_names_of(one, workspace)) for one in self._sources]

    def see(self, order: int, payload: Mapping[str, Any], item: SourceEvent) -> None:
        """A payload that was written, of the subscription with index `order`."""
        for one in self._names[order]:
            values = payload.get(one.holder)
            text = values.get(one.key) if type(values) is dict else None
            if type(text) is not str or "," not in text or not (one.first or misread(text)):
                continue
            if not one.count:
                one.text, one.place = text, f"{item.file}:{item.line}"
            one.count += 1

    def notes(self) -> Iterator[Mapping[str, Any]]:
        """Rows of `file`, `line`, `what` and `values`."""
        for source, names in zip(self._sources, self._names, strict=True):
            for one in names:
                if one.count:
                    yield _note(source, one)


def _note(source: LocatedSubscription, one: _Name) -> Mapping[str, Any]:
    # others may have another name
    more = more_such(one.count)
    first = (
        f"{{{{{one.first}}}}} is before the comma"
        if one.first
        else f"{shown(misread(one.text))} becomes the first name"
    )
    what = f"is {shown(one.text)} at {one.place}{more}: Attio reads 'Last, First', and {first}"
    return source.note_on((one.holder, one.key), what) | {"values": [shown(one.text)]}


def _names_of(source: LocatedSubscription, workspace: Workspace) -> Iterator[_Name]:
    """The fields of a mapping that fill the name of a person."""
    for holder, members in source.mapping.items():
        for key, node in members.items() if isinstance(members, Mapping) else ():
            there = filled(workspace, source.action, source.mapping, (holder, key))
            if any(attribute.type == "personal-name" for _, attribute in there):
                yield _Name(holder, key, first_before_last(node))
