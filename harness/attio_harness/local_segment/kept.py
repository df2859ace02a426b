"""Accepted events on disk, beside the state of the emulator: written before they are acknowledged, taken out once the state holds
what they wrote.

SQLite, as it survives the end of a process at any moment and is one file with one owner. A state says which events it knows; at a
start those are left out, and the others are delivered in the order in which they came, so that each has its effect once, however
the process ended. What another Attio holds is settled as soon as it has answered: an event whose answer did not come is sent again.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import threading
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any

from attio_harness.errors import InputError
from attio_harness.local_segment.intake import Received
from attio_harness.saved_state import ENDED, SETTLED, open_private

__all__ = ["MEMBER", "Kept"]

MEMBER = "local_segment"
"""The member of a state that says which events it knows: all up to `seq`, but those that were `unsettled`; of these it knows what
`ended`, where anything did: the verdict by number and subscription."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS events (
  seq INTEGER PRIMARY KEY, source TEXT NOT NULL, received_at INTEGER NOT NULL, event TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS seen (source TEXT NOT NULL, message_id TEXT NOT NULL, at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS ended (seq INTEGER NOT NULL, subscription TEXT NOT NULL, verdict TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS last (seq INTEGER NOT NULL);
INSERT INTO last SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM last);
"""


class Kept:
    """The file at `path`; it is made where there is none. Close it when the service has ended.

    `state` is what the state beside it has, nothing where there is none. `at_once`: what is settled is so without a state.

    Raises:
        InputError: the file cannot be written, is none of this kind, or another process has it.
    """

    def __init__(self, path: str, state: Mapping[str, Any] | None = None, *, at_once: bool = False) -> None:
        self._path, self._at_once = path, at_once
        # whoever accepts events, and the thread that settles them
        self._lock = threading.Lock()
        self._settled: list[int] = []
        # of events on their way: the verdicts under subscriptions where that is over
        self._ended: dict[int, dict[str, str]] = {}
        self.cuts = 0
        """How many events were taken out so far."""
        try:
            # its own from the start: events hold what people told a company
            os.close(open_private(path, os.O_RDWR | os.O_CREAT))
        except OSError as error:
            raise InputError(f"cannot be written: {error.strerror or error}", file=path) from None
        try:
            self._db = sqlite3.connect(path, timeout=0.5, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._db.execute("PRAGMA journal_mode = WAL")
            # on disk for the end of a process at any moment; the last writes before a loss of power may be gone
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.executescript(_SCHEMA)
            self._leave_out(state or {})
            self._open = {seq for (seq,) in self._db.execute("SELECT seq FROM events")}
            for seq, subscription, verdict in self._db.execute("SELECT seq, subscription, verdict FROM ended"):
                self._ended.setdefault(seq, {})[subscription] = verdict
        except sqlite3.Error as error:
            raise self._told(error) from None

    def _leave_out(self, state: Mapping[str, Any]) -> None:
        """What the state knows was to be taken out when the process ended."""
        if not state:
            # begun anew: the same events sent again are no repeats of what nobody has
            self._db.execute("DELETE FROM seen")
        known = state.get(MEMBER, {"seq": 0, "unsettled": []})
        try:
            last, unsettled = int(known["seq"]), {int(seq) for seq in known["unsettled"]}
            since = {int(seq) for seq in state.get(SETTLED, ())}
            for ended in (known.get("ended", {}), state.get(ENDED, {})):
                for seq, verdicts in ended.items():
                    self._ended.setdefault(int(seq), {}).update(verdicts)
        except (AttributeError, KeyError, TypeError, ValueError):
            raise InputError(
                f"is beside a state whose {MEMBER} is damaged: expected seq and unsettled, as serve --state saves them",
                file=self._path,
            ) from None
        rows = self._db.execute("SELECT seq FROM events").fetchall()
        gone = [row for row in rows if row[0] in since or (row[0] <= last and row[0] not in unsettled)]
        self._db.executemany("DELETE FROM events WHERE seq = ?", gone)
        self._db.execute("DELETE FROM ended WHERE seq NOT IN (SELECT seq FROM events)")

    def _told(self, error: sqlite3.Error) -> InputError:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
            return InputError("another process keeps its events here; give --state another file", file=self._path)
        return InputError(f"the events on their way cannot be kept here: {error}", file=self._path)

    def __enter__(self) -> Kept:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._db.close()

    @property
    def last(self) -> int:
        """The last number that was given."""
        return int(self._db.execute("SELECT seq FROM last").fetchone()[0])

    def events(self) -> list[tuple[int, Received]]:
        """The events whose end is not in the state yet, with their numbers, in their order."""
        rows = self._db.execute("SELECT seq, source, received_at, event FROM events ORDER BY seq").fetchall()
        return [
            (
                seq,
                Received(event=json.loads(event), source=source, received_at=at, ended=dict(self._ended.get(seq, {}))),
            )
            for seq, source, at, event in rows
        ]

    def seen(self, since: int) -> list[tuple[str, str, int]]:
        """(source, messageId, moment) of the events received since a moment in milliseconds, in their order; older ones go."""
        with self._lock:
            self._db.execute("DELETE FROM seen WHERE at < ?", (since,))
            rows = self._db.execute("SELECT source, message_id, at FROM seen ORDER BY rowid").fetchall()
        return [(source, json.loads(id), at) for source, id, at in rows]

    def append(self, rows: Sequence[tuple[int, Received]]) -> None:
        """Events with their numbers; they are in the file when it returns.

        Raises:
            InputError: they cannot be written, as on a full disk; none of them is.
        """
        if not rows:
            return
        with self._lock:
            try:
                self._db.execute("BEGIN")
                self._db.executemany(
                    "INSERT INTO events VALUES (?, ?, ?, ?)",
                    [(seq, one.source, one.received_at, json.dumps(one.event)) for seq, one in rows],
                )
                self._db.executemany(
                    "INSERT INTO seen VALUES (?, ?, ?)",
                    [(one.source, json.dumps(one.event["messageId"]), one.received_at) for _, one in rows],
                )
                self._db.execute("UPDATE last SET seq = ?", (rows[-1][0],))
                self._db.execute("COMMIT")
                self._open.update(seq for seq, _ in rows)
            except sqlite3.Error as error:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise self._told(error) from None

    def settled(self, seq: int) -> None:
        """It is known what became of an event; the next state that is saved holds it."""
        self._settled.append(seq)
        if self._at_once:
            # what cannot be taken out now, as on a full disk, is with the next one
            with contextlib.suppress(InputError):
                self._cut(len(self._settled))

    def ended(self, seq: int, subscription: str, verdict: str) -> None:
        """It is known what became of an event under one of its subscriptions, and not yet under all."""
        with self._lock:
            self._ended.setdefault(seq, {})[subscription] = verdict
            if self._at_once:
                # where it cannot be written, as on a full disk, it is in the state
                with contextlib.suppress(sqlite3.Error):
                    self._db.execute("INSERT INTO ended VALUES (?, ?, ?)", (seq, subscription, verdict))

    def forget(self) -> None:
        """The messages that were received may come again."""
        with self._lock:
            self._db.execute("DELETE FROM seen")

    def taken(self) -> tuple[Mapping[str, Any], Callable[[], None]]:
        """To be asked while a state is taken: what that says of the events, and what to do once it is saved."""
        with self._lock:
            count = len(self._settled)
            unsettled = sorted(self._open.difference(self._settled))
            known: dict[str, Any] = {"seq": self.last, "unsettled": unsettled}
            ended = {str(seq): dict(self._ended[seq]) for seq in unsettled if seq in self._ended}
            if ended:
                known["ended"] = ended
        # kept until then: a state that cannot be saved takes nothing out
        return {MEMBER: known}, lambda: self._cut(count)

    def _cut(self, count: int) -> None:
        with self._lock:
            ended = self._settled[:count]
            try:
                self._db.execute("BEGIN")
                self._db.executemany("DELETE FROM events WHERE seq = ?", [(seq,) for seq in ended])
                self._db.executemany("DELETE FROM ended WHERE seq = ?", [(seq,) for seq in ended])
                self._db.execute("COMMIT")
            except sqlite3.Error as error:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise self._told(error) from None
            self._open.difference_update(ended)
            for seq in ended:
                self._ended.pop(seq, None)
            del self._settled[:count]
            self.cuts += len(ended)

    @property
    def changes(self) -> int:
        """How many events were settled so far."""
        return self.cuts + len(self._settled)
