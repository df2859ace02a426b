"""Starts a run from a saved state, whose records existed before every event. Notes events that are older than the state, and where the
schema of the run differs from that of the state.

Attio stamps a value with the time of its writing. An event older than the state is written at the time of the state, so that no value
ends before it began.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attio_emulator import Emulator, Workspace
from attio_emulator.clock import iso

from attio_harness.inputs.event import Note, SourceEvent
from attio_harness.inputs.states import SavedState
from attio_harness.schema_changes import OF_SERVERS, beside_state
from attio_harness.text.words import counted, listed

__all__ = ["Start"]


class Start:
    """Puts a state into an emulator and watches the times of events. Without a state, no event is too old."""

    def __init__(
        self, emulator: Emulator, state: SavedState | None, schema: Workspace, *, wait: float, keep: bool = False
    ) -> None:
        """`schema` is that of the run. `wait` is how long a batch waits, in seconds: the clock of the state may be so far ahead of its
        last event. `keep`: note which records are there, for `both_began_with`."""
        self._file, self._older = "", 0
        self._schema = schema
        # of the state, which may be large, only what has to do with its schema
        self._before: dict[str, Any] = {}
        self._first: SourceEvent | None = None
        self._at = self._limit = 0
        if state is not None:
            state.put_into(emulator)
            self._file, self._at = state.file, emulator.clock()
            self._limit = self._at - round(wait * 1000)
            lists = state.values.get("documents", {}).get("lists", {})
            self._before = {"workspace": state.values["workspace"], "documents": {"lists": lists}}
        self._state, self._records = state if keep else None, schema.records if state is None else {}
        each = (emulator.core.store.each(slug) for slug in (emulator.counts() if keep else ()))
        self._ids = frozenset(record.id for records in each for record in records)

    def both_began_with(self, other: Start) -> frozenset[str]:
        """The IDs of the records from which this run and another began, if that is one state or the same records of a workspace file."""
        # IDs are counted, so they tell a record only where all that is counted before it is the same
        is_same = self._state is other._state and self._records == other._records
        return self._ids & other._ids if is_same else frozenset()

    def see(self, item: SourceEvent) -> None:
        if item.at is not None and item.at < self._limit:
            self._first = self._first or item
            self._older += 1

    @property
    def of_schema(self) -> tuple[Note, ...]:
        """That the schema of the run differs from that of the state, if it does."""
        names = [one for one in self._differences() if one not in OF_SERVERS]
        if not names:
            return ()
        said = (
            f"the schema of {self._schema.file} is in force, which differs from that of the state in {listed(names, 5)}"
        )
        return (Note(file=self._file, what=said),)

    def notes(self) -> Iterator[Note]:
        yield from self.of_schema
        if self._first is not None:
            verb = "is" if self._older == 1 else "are"
            what = (
                f"{counted(self._older, 'event')} {verb} older than the state {self._file} of {iso(self._at)[:19]}Z, first this one: "
                f"{'it is' if self._older == 1 else 'they are'} written at the time of the state"
            )
            yield Note(file=self._first.file, line=self._first.line, what=what)

    def _differences(self) -> list[str]:
        """The names of what the schema of the run has otherwise than that of the state."""
        if not self._before:
            return []
        own = Workspace.from_dict(self._before["workspace"])
        return beside_state(self._before, own, self._schema)
