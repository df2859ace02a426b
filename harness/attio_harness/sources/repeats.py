"""Events that come again: the same `messageId`, each named with its place and the place of the first.

Segment removes most repeats within 24 hours; what is read here came from logs, where up to one in a hundred stays. Only
counting happens here, nothing is taken away.
"""

from __future__ import annotations

from collections.abc import Iterator

from attio_harness.sources.events import Note, SourceEvent

__all__ = ["Repeats"]


class Repeats:
    """`see` every event in order, then take the `notes`: one a file that has repeats, with the count and the first."""

    def __init__(self) -> None:
        self._first: dict[str, tuple[str, int]] = {}
        self._found: dict[str, list[tuple[int, str]]] = {}

    def see(self, item: SourceEvent) -> bool:
        """Whether an event with this `messageId` was seen before."""
        key = item.event.get("messageId")
        if not isinstance(key, str) or not key:
            return False
        place = (item.file, item.line)
        if self._first.setdefault(key, place) is place:
            return False
        self._found.setdefault(item.file, []).append((item.line, key))
        return True

    @property
    def count(self) -> int:
        """How many events repeat an earlier one."""
        return sum(map(len, self._found.values()))

    def notes(self) -> Iterator[Note]:
        for file, rows in self._found.items():
            line, key = rows[0]
            first_file, first_line = self._first[key]
            where = f"line {first_line}" if first_file == file else f"{first_file}:{first_line}"
            what = (
                f"{len(rows)} event(s) repeat a messageId (the first: {key}, also at {where}); Segment removes most "
                "repeats, here each is delivered"
            )
            yield Note(file=file, line=line, what=what)
