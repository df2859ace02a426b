"""Events whose `context`, or `context.personas`, is null: Segment's published code fails on them before it sends anything.

It looks for an audience there (`segment_actions.subscription`). Whether Segment's intake lets such an event through is documented nowhere:
the assumption `intake.null_context` decides, and `pipeline` obeys it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attio_harness.inputs.event import Note, SourceEvent
from attio_harness.rejection import Read
from attio_harness.text.words import more_such

__all__ = ["NULL_CONTEXT", "NullContexts", "null_member", "null_reads"]

NULL_CONTEXT = "intake.null_context"
"""The ID of the assumption."""


def null_member(event: Mapping[str, Any]) -> str | None:
    """`context` or `context.personas` if it is null; None if neither is."""
    context = event.get("context", _ABSENT)
    if context is None:
        return "context"
    return "context.personas" if isinstance(context, Mapping) and context.get("personas", _ABSENT) is None else None


_ABSENT = object()


def null_reads(event: Mapping[str, Any]) -> tuple[Read, ...]:
    """The member that is null, as a row of a loss has it; empty for an event that only shared a batch with such an event."""
    member = null_member(event)
    return () if member is None else (Read(path=f"$.{member}", value=None, found=True),)


class NullContexts:
    """`see` every such event that Segment delivers, in order, then take the `notes`: one for each member, with the count and the first event.

    Without `are_told` there are no notes: for a run in which such events are lost.
    """

    def __init__(self, *, are_told: bool = True) -> None:
        self._are_told = are_told
        self._first: dict[str, SourceEvent] = {}
        self._counts: dict[str, int] = {}

    def see(self, item: SourceEvent, member: str) -> None:
        self._first.setdefault(member, item)
        self._counts[member] = self._counts.get(member, 0) + 1

    def notes(self) -> Iterator[Note]:
        for member, item in self._first.items() if self._are_told else ():
            what = (
                f"{member} is null: assumed that Segment leaves it out and delivers the event. Its published code would fail on it and send "
                f"nothing, in a batch for every event of that batch; `--assume {NULL_CONTEXT}=kept` counts that as lost"
            )
            yield Note(file=item.file, line=item.line, what=what + more_such(self._counts[member], "event"))
