"""Accepted events on disk, beside the state of the emulator: written before they are acknowledged, taken out once the state holds
what they wrote.

SQLite, as it survives the end of a process at any moment and is one file with one owner. What is in it at a start is delivered
again, in the order in which it came: assertions written twice leave what they left once.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Callable, Sequence
from types import TracebackType

from attio_harness.errors import InputError
from attio_harness.local_segment.intake import Received

__all__ = ["Kept"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS events (
  seq INTEGER PRIMARY KEY, source TEXT NOT NULL, received_at INTEGER NOT NULL, event TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS seen (source TEXT NOT NULL, message_id TEXT NOT NULL, at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS last (seq INTEGER NOT NULL);
INSERT INTO last SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM last);
"""


class Kept:
    """The file at `path`; it is made where there is none. Close it when the service has ended.

    Raises:
        InputError: the file cannot be written, is none of this kind, or another process has it.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        # whoever accepts events, and the thread that settles them
        self._lock = threading.Lock()
        self._settled: list[int] = []
        self.cuts = 0
        """How many events were taken out so far."""
        try:
            # its own from the start: events hold what people told a company
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            raise InputError(f"cannot be written: {error.strerror}", file=path) from None
        try:
            self._db = sqlite3.connect(path, timeout=0.5, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._db.execute("PRAGMA journal_mode = WAL")
            # on disk for the end of a process at any moment; the last writes before a loss of power may be gone
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.executescript(_SCHEMA)
        except sqlite3.Error as error:
            raise self._told(error) from None

    def _told(self, error: sqlite3.Error) -> InputError:
        if "locked" in str(error):
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
            (seq, Received(event=json.loads(event), source=source, received_at=at)) for seq, source, at, event in rows
        ]

    def seen(self, since: int) -> list[tuple[str, str, int]]:
        """(source, messageId, moment) of the events received since a moment in milliseconds, in their order; older ones go."""
        with self._lock:
            self._db.execute("DELETE FROM seen WHERE at < ?", (since,))
            return self._db.execute("SELECT source, message_id, at FROM seen ORDER BY rowid").fetchall()

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
            except sqlite3.Error as error:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise self._told(error) from None

    def settled(self, seq: int) -> None:
        """It is known what became of an event; the next state that is saved holds it."""
        self._settled.append(seq)

    def taken(self) -> Callable[[], None]:
        """To be asked while a state is taken: what to do once it is saved."""
        count = len(self._settled)

        def cut() -> None:
            ended = self._settled[:count]
            with self._lock:
                self._db.execute("BEGIN")
                self._db.executemany("DELETE FROM events WHERE seq = ?", [(seq,) for seq in ended])
                self._db.execute("COMMIT")
            # kept until now: a state that cannot be saved takes nothing out
            del self._settled[:count]
            self.cuts += count

        return cut

    @property
    def changes(self) -> int:
        """How many events were settled so far."""
        return self.cuts + len(self._settled)
