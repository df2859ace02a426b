"""Events that come again: the same `messageId`, counted by file, the first of each file named with both places.

Segment removes most repeats within 24 hours; what is read here came from logs, where up to one in a hundred stays. Only
counting happens here, nothing is taken away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from attio_harness.inputs.event import Note, SourceEvent

__all__ = ["Repeats"]


class Repeats:
    """`see` every event in order, then take the `notes`: one a file that has repeats, with the count and the first."""

    def __init__(self) -> None:
        self._places: dict[str, tuple[str, int]] = {}
        self._first: dict[str, tuple[int, str]] = {}
        self._counts: Counter[str] = Counter()

    def see(self, item: SourceEvent) -> bool:
        """Whether an event with this `messageId` was seen before."""
        key = item.event.get("messageId")
        if not isinstance(key, str) or not key:
            return False
        place = (item.file, item.line)
        # one lookup for both: our own tuple comes back only where the key is new; equal places may repeat
        if self._places.setdefault(key, place) is place:
            return False
        self._first.setdefault(item.file, (item.line, key))
        self._counts[item.file] += 1
        return True

    def notes(self) -> Iterator[Note]:
        for file, (line, key) in self._first.items():
            first_file, first_line = self._places[key]
            where = f"line {first_line}" if first_file == file else f"{first_file}:{first_line}"
            count = self._counts[file]
            what = (
                f"{count} {'event repeats' if count == 1 else 'events repeat'} a messageId (this one that of {where}); "
                "Segment removes most repeats, here each is delivered"
            )
            yield Note(file=file, line=line, what=what)
