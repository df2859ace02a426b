"""An event of a run as reports name it."""

from __future__ import annotations

from attio_harness.inputs.event import SourceEvent
from attio_harness.rejection import EventRef

__all__ = ["ref_of_event"]


def ref_of_event(item: SourceEvent) -> EventRef:
    """The event's place, message ID and type."""
    message_id, kind = item.message_id, item.kind
    return EventRef(
        file=item.file,
        line=item.line,
        index=item.index,
        message_id=message_id if isinstance(message_id, str) else None,
        type=kind if isinstance(kind, str) else None,
    )
