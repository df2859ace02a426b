"""Keeps accepted events on disk beside the state of the emulator: written before they are acknowledged, deleted once the state holds
what they wrote.

Uses SQLite, because it survives the end of a process at any moment and is one file with one owner. A state says which events it
knows. At a start, these are skipped and the others are delivered in order, so that each takes effect once, however the process
ended. With another Attio, an event is settled as soon as Attio has answered; without an answer, it is sent again.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any

from attio_harness.errors import InputError
from attio_harness.local_segment.intake import Received
from attio_harness.saved_state import ENDED, SETTLED, open_private

__all__ = ["MEMBER", "Kept"]

MEMBER = "local_segment"
"""The member of a state that says which events it knows: all up to `seq` except the `unsettled` ones; `ended` has the verdicts of these,
by number and subscription, as far as known."""

_OTHER_KIND = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR)
"""What SQLite says of a file that is no database, is damaged, or has other tables."""
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
    """The file at `path`, which is made if missing. Close it when the service has ended.

    `state` is the content of the state beside it, empty if there is none. With `at_once`, an event is settled without a saved state.

    Raises:
        InputError: the file cannot be written, is of another kind, or another process uses it.
    """

    def __init__(self, path: str, state: Mapping[str, Any] | None = None, *, at_once: bool = False) -> None:
        self._path, self._at_once = path, at_once
        # between the threads that accept events and the one that settles them
        self._lock = threading.Lock()
        self._settled: list[int] = []
        # event on its way -> its verdicts so far, by subscription
        self._ended: dict[int, dict[str, str]] = {}
        self.cuts = 0
        """How many events were deleted so far."""
        try:
            # private from the start, because events hold personal data
            os.close(open_private(path, os.O_RDWR | os.O_CREAT))
        except OSError as error:
            raise InputError(f"cannot be written: {error.strerror or error}", file=path) from None
        try:
            self._db = sqlite3.connect(path, timeout=0.5, isolation_level=None, check_same_thread=False)
            with contextlib.ExitStack() as failing:
                failing.callback(self._db.close)
                self._begin(state or {})
                failing.pop_all()
        except sqlite3.Error as error:
            raise self._told(error) from None

    def _begin(self, state: Mapping[str, Any]) -> None:
        """Lock the file, make its tables if it is new, and read what is on its way."""
        self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._db.execute("PRAGMA journal_mode = WAL")
        # safe if the process ends at any moment; a loss of power may lose the last writes
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript(_SCHEMA)
        self._leave_out(state)
        self._open = {seq for (seq,) in self._db.execute("SELECT seq FROM events")}
        for seq, subscription, verdict in self._db.execute("SELECT seq, subscription, verdict FROM ended"):
            self._ended.setdefault(seq, {})[subscription] = verdict

    def _leave_out(self, state: Mapping[str, Any]) -> None:
        """Delete what the state knows, which the earlier process did not come to."""
        if not state:
            # without a state, the same events sent again are not repeats: nothing has the first ones
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

    @contextlib.contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except (TypeError, ValueError):
            raise self._other("a row is not as serve --state writes it") from None

    def _other(self, why: object) -> InputError:
        return InputError(
            f"holds no events on their way, or is damaged ({why}): move it away to begin without its events, or give --state another file",
            file=self._path,
        )

    def _told(self, error: sqlite3.Error) -> InputError:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
            return InputError(
                "another process is using this file of events; stop it, or name another file with --state",
                file=self._path,
            )
        if getattr(error, "sqlite_errorcode", None) in _OTHER_KIND:
            return self._other(error)
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
        """The last number given to an event."""
        with self._reading():
            return int(self._db.execute("SELECT seq FROM last").fetchone()[0])

    def events(self) -> list[tuple[int, Received]]:
        """The events that the state does not hold as settled, with their numbers, in order."""
        rows = self._db.execute("SELECT seq, source, received_at, event FROM events ORDER BY seq").fetchall()
        with self._reading():
            return [
                (
                    seq,
                    Received(
                        event=dict(json.loads(event)),
                        source=source,
                        received_at=int(at),
                        ended=dict(self._ended.get(seq, {})),
                    ),
                )
                for seq, source, at, event in rows
            ]

    def seen(self, since: int) -> list[tuple[str, str, int]]:
        """(source, messageId, time) of the events received since this time, in milliseconds, in order. Deletes older ones."""
        with self._lock:
            self._db.execute("DELETE FROM seen WHERE at < ?", (since,))
            rows = self._db.execute("SELECT source, message_id, at FROM seen ORDER BY rowid").fetchall()
        with self._reading():
            return [(source, json.loads(id), int(at)) for source, id, at in rows]

    def append(self, rows: Sequence[tuple[int, Received]]) -> None:
        """Write events with their numbers; they are in the file when this returns.

        Raises:
            InputError: they cannot be written, for instance on a full disk; then none of them is.
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
        """An event is settled; the next saved state holds that."""
        self._settled.append(seq)
        if self._at_once:
            # if it cannot be deleted now, for instance on a full disk, the next one deletes it as well
            with contextlib.suppress(InputError):
                self._cut(len(self._settled))

    def ended(self, seq: int, subscription: str, verdict: str) -> None:
        """An event has ended under one of its subscriptions, but not yet under all."""
        with self._lock:
            self._ended.setdefault(seq, {})[subscription] = verdict
            if self._at_once:
                # if it cannot be written, for instance on a full disk, the state will have it
                with contextlib.suppress(sqlite3.Error):
                    self._db.execute("INSERT INTO ended VALUES (?, ?, ?)", (seq, subscription, verdict))

    def forget(self) -> None:
        """Forget the received messages, so that they are not repeats if they come again."""
        with self._lock:
            self._db.execute("DELETE FROM seen")

    def taken(self) -> tuple[Mapping[str, Any], Callable[[], None]]:
        """Call while a state is taken. Returns what the state says about events, and a function to call once it is saved."""
        with self._lock:
            count = len(self._settled)
            unsettled = sorted(self._open.difference(self._settled))
            known: dict[str, Any] = {"seq": self.last, "unsettled": unsettled}
            ended = {str(seq): dict(self._ended[seq]) for seq in unsettled if seq in self._ended}
            if ended:
                known["ended"] = ended
        # nothing is deleted before, because saving the state may fail
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
        """How many events have been settled so far."""
        return self.cuts + len(self._settled)
