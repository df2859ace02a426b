"""Writes the log of a state: frames in numbered files; a new file begins with each snapshot.

What cannot be written waits in memory and is tried again, in order: nothing in a file ever follows something missing. If too much
waits, only a snapshot can save the rest. `changes` decides on the content of frames; `keeper` takes snapshots.

Everything but `synchronise` requires the emulator's lock.
"""

from __future__ import annotations

import contextlib
import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from attio_harness.saved_state.frames import framed
from attio_harness.saved_state.places import beside, open_private

__all__ = ["FORMAT", "Log", "Problem"]

FORMAT = 3
_MOST_WAITING = 64 * 1024 * 1024
"""The most bytes that wait in memory while the disk cannot be written."""
_MANY_PIECES = 512
"""The most pieces that one call writes (IOV_MAX is 1,024)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why something is not on disk, and since when (milliseconds since 1970)."""

    since: int
    why: str


@dataclass(slots=True)
class _Segment:
    """One file: `pending` are frames not in it yet; the first is its header."""

    number: int
    path: str
    first: int
    """The number of the first frame in it."""
    pending: deque[list[bytes]] = field(default_factory=deque)
    opened: int | None = None
    end: int = 0
    """Bytes of whole frames in the file."""
    is_cut: bool = False
    """Something is missing at the end of what it has, so nothing may follow."""


class Log:
    """The log `id` of a state. It begins with the file `number` and the frame `first`; `header` is in each file.

    `begun`: the files before it, or the snapshot, exist, so that it may be written. Until then everything waits. `earlier` are files of an
    earlier process; the first snapshot holds all they have.
    """

    def __init__(
        self,
        state: str,
        *,
        id: str,
        number: int,
        first: int,
        header: Mapping[str, Any],
        earlier: Sequence[str] = (),
        begun: bool,
        now: Callable[[], int],
    ) -> None:
        self.state, self.id = state, id
        self._header, self._now = header, now
        self._next, self._earlier = first, list(earlier)
        self._begun, self._unbegun = begun, "no snapshot is written yet"
        self._waiting = 0
        self._group: list[tuple[dict[str, Any], bytes]] | None = None
        self._segments = [self._segment(number)]
        self.frames = 0
        """How many frames there have been so far."""
        self.problem: Problem | None = None
        """Why the latest acknowledged changes are not on disk; None if they are."""

    def _segment(self, number: int) -> _Segment:
        made = _Segment(number, beside(self.state, f"log.{number}"), self._next)
        row = {"format": FORMAT, "log": self.id, "number": number, "first": self._next, **self._header}
        made.pending.append(framed(orjson.dumps(row)))
        return made

    @property
    def number(self) -> int:
        """The number of the current file."""
        return self._segments[-1].number

    # -- writing ---------------------------------------------------------------------------------------------------

    def append(self, row: dict[str, Any], body: bytes = b"") -> None:
        """Log one change; inside `together`, in one step with others."""
        if self._group is not None:
            self._group.append((row, body))
        else:
            self._frame([(row, body)])

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """Write what is appended in the block at its end, all or nothing."""
        if self._group is not None:
            yield
            return
        self._group = []
        try:
            yield
        finally:
            rows, self._group = self._group, None
            if rows:
                self._frame(rows)

    def _frame(self, rows: list[tuple[dict[str, Any], bytes]]) -> None:
        changes = [{**row, "size": len(body)} if body else row for row, body in rows]
        pieces = framed(orjson.dumps({"n": self._next, "changes": changes}), [body for _, body in rows if body])
        self._next += 1
        self.frames += 1
        last = self._segments[-1]
        if not last.is_cut:
            last.pending.append(pieces)
            self._waiting += sum(map(len, pieces))
        self.flush()
        if self._waiting > _MOST_WAITING:
            last.is_cut = True
            self._forget(last)

    def explain(self, why: str) -> None:
        """Say why there is no snapshot yet for this log to follow."""
        self._unbegun = why
        self.flush()

    def flush(self) -> bool:
        """Write what waits; returns whether everything is in the files now."""
        why = None if self._begun else self._unbegun
        for segment in self._segments if self._begun else ():
            try:
                self._write(segment)
            except OSError as error:
                why = f"{segment.path} cannot be written: {error.strerror or error}"
                break
            if segment.is_cut:
                why = f"more than {_MOST_WAITING} bytes waited to be written: the next snapshot will have them"
                break
        if why is None:
            self.problem = None
        elif self.problem is None or self.problem.why != why:
            since = self._now() if self.problem is None else self.problem.since
            self.problem = Problem(since=since, why=why)
        return why is None

    def _write(self, segment: _Segment) -> None:
        if not segment.pending:
            return
        if segment.opened is None:
            # an earlier process may have begun a file with this number, but never used it
            segment.opened = open_private(segment.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        while segment.pending:
            pieces = segment.pending[0]
            size = sum(map(len, pieces))
            try:
                _write_all(segment.opened, pieces)
            except OSError:
                # half a frame would count as damage once something follows it
                with contextlib.suppress(OSError):
                    os.ftruncate(segment.opened, segment.end)
                    os.lseek(segment.opened, segment.end, os.SEEK_SET)
                raise
            segment.pending.popleft()
            segment.end += size
            self._waiting = max(self._waiting - size, 0)

    # -- snapshots -------------------------------------------------------------------------------------------------

    def begin_next(self) -> int:
        """Begin another file when a snapshot of everything so far is taken; returns its number."""
        if self._segments[-1].first == self._next:
            return self.number  # nothing happened since it began
        self._segments.append(self._segment(self.number + 1))
        self.flush()
        return self.number

    def _forget_earlier(self) -> None:
        for path in self._earlier:
            with contextlib.suppress(OSError):
                os.unlink(path)
        self._earlier.clear()

    def _forget(self, segment: _Segment) -> None:
        self._waiting = max(self._waiting - sum(len(one) for pieces in segment.pending for one in pieces), 0)
        segment.pending.clear()

    def snapshot_is_there(self, number: int) -> None:
        """A snapshot on disk has everything before the file of this number: delete the earlier files."""
        self._begun = True
        self._forget_earlier()
        for segment in [one for one in self._segments if one.number < number]:
            self._segments.remove(segment)
            self._forget(segment)
            if segment.opened is not None:
                os.close(segment.opened)
                with contextlib.suppress(OSError):
                    os.unlink(segment.path)
        self.flush()

    def synchronise(self) -> None:
        """Make the system write its buffers to the disk; from any thread."""
        with contextlib.suppress(OSError, IndexError):
            opened = self._segments[-1].opened
            if opened is None:
                return
            copy = os.dup(opened)
            try:
                os.fdatasync(copy)
            finally:
                os.close(copy)

    def end(self, *, remove: bool) -> None:
        """Close the files, and delete them if a snapshot has everything."""
        if remove:
            self._forget_earlier()
        for segment in self._segments:
            if segment.opened is not None:
                os.close(segment.opened)
                segment.opened = None
                if remove:
                    with contextlib.suppress(OSError):
                        os.unlink(segment.path)


def _write_all(opened: int, pieces: list[bytes]) -> None:
    left: deque[memoryview | bytes] = deque(pieces)
    while left:
        written = os.writev(opened, [left[index] for index in range(min(len(left), _MANY_PIECES))])
        while left and written >= len(left[0]):
            written -= len(left.popleft())
        if written:
            left[0] = memoryview(left[0])[written:]
