"""Notes events that Segment would refuse on ingest, before any destination. The run delivers them anyway.

`inputs.event_rules` says what Segment refuses. An event with a time of receipt was accepted.
"""

from __future__ import annotations

from collections.abc import Iterator

from attio_harness.inputs.event import Note, SourceEvent
from attio_harness.inputs.event_rules import Problem
from attio_harness.text.words import more_such

__all__ = ["Ingest"]


class Ingest:
    """`see` every such event in order, then take the `notes`: one for each rule, with the count and the first event."""

    def __init__(self) -> None:
        self._first: dict[str, tuple[SourceEvent, str]] = {}
        self._counts: dict[str, int] = {}

    def see(self, item: SourceEvent, problem: Problem) -> None:
        code, why = problem
        self._first.setdefault(code, (item, why))
        self._counts[code] = self._counts.get(code, 0) + 1

    def notes(self) -> Iterator[Note]:
        for code, (item, why) in self._first.items():
            what = f"Segment refuses such an event on ingest ({code}: {why}): no destination would see it, but this run delivers it"
            yield Note(file=item.file, line=item.line, what=what + more_such(self._counts[code], "event"))
