"""Removes repeated events: those with a `messageId` seen from the same source within 24 hours. Segment is documented to remove most of
them; this removes all.

If events are kept on disk, `kept` supplies the messages seen by an earlier process.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from attio_harness.local_segment.intake import Received, Refused

__all__ = ["WINDOW", "Seen"]

WINDOW = 86_400_000
"""24 hours in milliseconds."""


MOST = 1_000_000
"""How many messages are remembered, so that memory does not grow with the events."""


class Seen:
    """The message IDs of the last 24 hours, by source."""

    def __init__(self) -> None:
        self._at: OrderedDict[tuple[str, str], int] = OrderedDict()

    def add(self, source: str, message_id: str, at: int) -> bool:
        """Remember a message; False if it is a repeat. The times of successive calls must not decrease."""
        while self._at and next(iter(self._at.values())) < at - WINDOW:
            self._at.popitem(last=False)
        key = (source, message_id)
        if key in self._at:
            return False
        self._at[key] = at
        if len(self._at) > MOST:
            self._at.popitem(last=False)
        return True

    def forget(self, events: Sequence[Received]) -> None:
        """Forget these events, which were not accepted after all."""
        for one in events:
            self._at.pop((one.source, one.event["messageId"]), None)

    def reset(self) -> None:
        """Forget all messages."""
        self._at.clear()

    def divided(self, events: Sequence[Received]) -> tuple[list[Received], list[Refused]]:
        """The new events, and the repeats, including repeats within `events`."""
        new: list[Received] = []
        repeats: list[Refused] = []
        for one in events:
            message_id = one.event["messageId"]
            if self.add(one.source, message_id, one.received_at):
                new.append(one)
            else:
                why = f"an event with the messageId {message_id!r} was received within the last 24 hours"
                repeats.append(
                    Refused(what=one.event, source=one.source, code="repeat", why=why, received_at=one.received_at)
                )
        return new, repeats
