"""The row of a report that one delivery becomes, where it is not written: the explanation with all that goes with it.

Joins `losses`, `filter_losses` and `unresolved`; whether there is a row is decided by whoever asks.
"""

from __future__ import annotations

from dataclasses import replace

from attio_emulator import Emulator

from attio_harness.inputs.event import SourceEvent
from attio_harness.rejection import EventRef, Rejection
from attio_harness.run.delivered import Delivered
from attio_harness.run.filter_losses import with_filters
from attio_harness.run.losses import explain_loss
from attio_harness.run.pipeline import PassedEvent
from attio_harness.run.unresolved import with_needs

__all__ = ["ref_of_event", "row_of"]


def row_of(delivered: Delivered, one: PassedEvent, emulator: Emulator, *, start: str = "--from") -> Rejection:
    """The row of an event that is lost or unresolved; to be asked at once, as advice looks at the records as they are now.

    `start` is the option by which whoever is told begins with a state.
    """
    row = explain_loss(delivered, one.event, ref_of_event(one.item), emulator)
    if one.taken:
        row = with_filters(row, delivered.runnable, one.item.event, one.taken)
    if delivered.verdict == "unconfirmed":
        return replace(row, hint=_NOTHING_LOST)
    return with_needs(row, delivered.needs, start) if delivered.verdict == "unresolved" else row


_NOTHING_LOST = (
    "Nothing is lost: the records were written before the answer failed. To send the event again would only write the same values "
    "once more."
)


def ref_of_event(item: SourceEvent) -> EventRef:
    """An event as reports name it."""
    message_id, kind = item.message_id, item.kind
    return EventRef(
        file=item.file,
        line=item.line,
        index=item.index,
        message_id=message_id if isinstance(message_id, str) else None,
        type=kind if isinstance(kind, str) else None,
    )
