"""Counts events that repeat a `messageId`, per file, and names the first of each file with both places.

Segment removes most repeats within 24 hours, but in logs up to one in a hundred stays. Repeats are only counted, not removed. The
last 100,000 IDs are remembered, so that memory does not grow with the events.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterator

from attio_harness.inputs.event import Note, SourceEvent
from attio_harness.text.words import counted

__all__ = ["Repeats"]


_Place = tuple[str, int, int | None]
"""File, line, and time in milliseconds."""
_REMEMBERED = 100_000
_WINDOW = 86_400_000
"""24 hours in milliseconds (documentation of Segment's removal of repeats)."""


class Repeats:
    """`see` every event in order, then take the `notes`: one per file with repeats, with the count and the first repeat."""

    def __init__(self) -> None:
        # an OrderedDict finds its first key at once, even after many deletions
        self._seen: OrderedDict[str, _Place] = OrderedDict()
        self._first: dict[str, tuple[int, _Place]] = {}
        self._counts: Counter[str] = Counter()

    def see(self, item: SourceEvent) -> bool:
        """Whether an event with this `messageId` was seen before."""
        key = item.message_id
        if not isinstance(key, str) or not key:
            return False
        place = (item.file, item.line, item.at)
        # one lookup for both: our own tuple comes back only if the key is new
        before = self._seen.setdefault(key, place)
        if before is place:
            if len(self._seen) > _REMEMBERED:
                self._seen.popitem(last=False)
            return False
        if item.at is not None and before[2] is not None and item.at - before[2] > _WINDOW:
            self._seen[key] = place
            return False
        self._first.setdefault(item.file, (item.line, before))
        self._counts[item.file] += 1
        return True

    def notes(self) -> Iterator[Note]:
        for file, (line, (first_file, first_line, _)) in self._first.items():
            where = f"line {first_line}" if first_file == file else f"{first_file}:{first_line}"
            count = self._counts[file]
            what = (
                f"{counted(count, 'event repeats', 'events repeat')} a messageId (this one repeats that of {where}); "
                "Segment removes most repeats, but here each one is delivered"
            )
            yield Note(file=file, line=line, what=what)
