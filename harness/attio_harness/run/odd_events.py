"""Notes events that are odd as a whole: Segment would refuse them on ingest, they name the destination wrongly, or their context is null.

The run delivers them anyway, unless a setting says otherwise. `inputs.event_rules`, `integrations` and `null_context` find them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attio_harness.inputs.event import Note, SourceEvent
from attio_harness.run.integrations import INTEGRATION_NAMES
from attio_harness.run.null_context import NULL_CONTEXT
from attio_harness.text.words import more_such, shown

__all__ = ["OddEvents", "misnamed_destination", "null_member_left_out", "refused_by_ingest"]

_MOST = 20
"""The most kinds that are reported."""


class OddEvents:
    """`see` every such event in order, then take the `notes`: one for each kind, with the count and the first event.

    `said` makes the text of a note from the kind and what was found in the first event.
    """

    def __init__(self, said: Callable[[str, str], str]) -> None:
        self._said = said
        self._first: dict[str, tuple[SourceEvent, str]] = {}
        self._counts: dict[str, int] = {}

    def see(self, item: SourceEvent, kind: str, found: str = "") -> None:
        if kind in self._first or len(self._first) < _MOST:
            self._first.setdefault(kind, (item, found))
            self._counts[kind] = self._counts.get(kind, 0) + 1

    def notes(self) -> Iterator[Note]:
        for kind, (item, found) in self._first.items():
            what = self._said(kind, found) + more_such(self._counts[kind], "event")
            yield Note(file=item.file, line=item.line, what=what)


def refused_by_ingest(code: str, why: str) -> str:
    """About an event that breaks one of Segment's rules. One with a time of receipt was accepted."""
    return f"Segment refuses such an event on ingest ({code}: {why}): no destination would see it, but this run delivers it"


def misnamed_destination(name: str, found: str) -> str:
    """About an event whose `integrations` have such a name."""
    return f'integrations has {shown(name)}, which is not Segment\'s name for this destination: write "{INTEGRATION_NAMES[0]}"'


def null_member_left_out(member: str, found: str) -> str:
    """About an event that is delivered although this member is null."""
    return (
        f"{member} is null: assumed that Segment leaves it out and delivers the event. Its published code would fail on it and send "
        f"nothing, in a batch for every event of that batch; `--assume {NULL_CONTEXT}=kept` counts that as lost"
    )
