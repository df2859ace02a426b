"""Starts a run from a saved state, whose records existed before every event, and notes events that are older than the state.

Attio stamps a value with the time of its writing. An event older than the state is written at the time of the state, so that no value
ends before it began.
"""

from __future__ import annotations

from collections.abc import Iterator

from attio_emulator import Emulator
from attio_emulator.clock import iso

from attio_harness.inputs.event import Note, SourceEvent
from attio_harness.inputs.states import SavedState
from attio_harness.text.words import counted

__all__ = ["Start"]


class Start:
    """Puts a state into an emulator and watches the times of events. Without a state, no event is too old."""

    def __init__(self, emulator: Emulator, state: SavedState | None, *, wait: int) -> None:
        """`wait` is how long a batch waits, in milliseconds: the clock of the state may be so far ahead of its last event."""
        self._file, self._older = "", 0
        self._first: SourceEvent | None = None
        self._at = self._limit = 0
        if state is not None:
            state.put_into(emulator)
            self._file, self._at = state.file, emulator.clock()
            self._limit = self._at - wait

    def see(self, item: SourceEvent) -> None:
        if item.at is not None and item.at < self._limit:
            self._first = self._first or item
            self._older += 1

    def notes(self) -> Iterator[Note]:
        if self._first is not None:
            verb = "is" if self._older == 1 else "are"
            what = (
                f"{counted(self._older, 'event')} {verb} older than the state {self._file} of {iso(self._at)[:19]}Z, first this one: "
                f"{'it is' if self._older == 1 else 'they are'} written at the time of the state"
            )
            yield Note(file=self._first.file, line=self._first.line, what=what)
