"""The names of the destination in an event's `integrations`, and similar names that do not count.

`filters` decides whether an event is kept from the destination.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attio_harness.inputs.event import Note, SourceEvent
from attio_harness.text.alike import alike, words_of
from attio_harness.text.remembered import remembered
from attio_harness.text.words import more_such, shown

__all__ = ["INTEGRATION_NAMES", "Misnamed", "misnamed"]

INTEGRATION_NAMES = ("Attio (Actions)", "Actions Attio")
"""The names of the destination in an event's `integrations`."""
_MOST = 20
"""The most names that are reported."""


def misnamed(event: Mapping[str, Any]) -> str | None:
    """A name that was probably meant as the destination's, if the event does not have the right one; names are case-sensitive."""
    named = event.get("integrations")
    if not named or not isinstance(named, Mapping) or any(name in named for name in INTEGRATION_NAMES):
        return None
    return next((name for name in named if _is_meant(name)), None)


@remembered(answers=1_000, longest=200, length=str.__len__)  # asked of every event, and there are few names
def _is_meant(name: str) -> bool:
    return "attio" in words_of(name) or any(alike(name, one) for one in ("Attio", *INTEGRATION_NAMES))


class Misnamed:
    """`see` every event with such a name in order, then take the `notes`: one for each name, with the count and the first event.

    Without `are_told` there are no notes: for a run that ignores integrations.
    """

    def __init__(self, *, are_told: bool) -> None:
        self._are_told = are_told
        self._first: dict[str, SourceEvent] = {}
        self._counts: dict[str, int] = {}

    def see(self, item: SourceEvent, name: str) -> None:
        if name in self._first or len(self._first) < _MOST:
            self._first.setdefault(name, item)
            self._counts[name] = self._counts.get(name, 0) + 1

    def notes(self) -> Iterator[Note]:
        for name, item in self._first.items() if self._are_told else ():
            what = (
                f"integrations has {shown(name)}, which is not Segment's name for this destination: write "
                f'"{INTEGRATION_NAMES[0]}"'
            )
            yield Note(file=item.file, line=item.line, what=what + more_such(self._counts[name], "event"))
