"""The log of a state while it is written: frames in files with numbers, of which a new one begins with each snapshot.

What cannot be written waits in memory and is tried again, in its order: nothing in a file ever follows something that is missing.
Where too much waits, only a snapshot can save the rest. What stands in frames is `changes`'; who takes snapshots is `keeper`.

Everything but `synchronise` is called by whoever holds the lock of the emulator.
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

FORMAT = 2
_MOST_WAITING = 64 * 1024 * 1024
"""Bytes that wait in memory for a disk that takes nothing."""
_MANY_PIECES = 512
"""Pieces that one call writes at most (IOV_MAX is 1,024)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why something is not on disk, and since when (milliseconds since 1970)."""

    since: int
    why: str


@dataclass(slots=True)
class _Segment:
    """One file: `pending` are frames that are not in it yet, the first of which says what it is."""

    number: int
    path: str
    first: int
    """The number of the first frame in it."""
    pending: deque[list[bytes]] = field(default_factory=deque)
    opened: int | None = None
    end: int = 0
    """Bytes of whole frames in the file."""
    is_cut: bool = False
    """Something is missing after what it has: nothing may follow it."""


class Log:
    """The log `id` of a state. It begins with the file `number` and the frame `first`; `header` stands in each file.

    `begun`: the files before it, or the snapshot, are there, so that it may be written. Until then everything waits. `earlier` are
    files of a process before this one, of which the first snapshot has all.
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
        """How many frames there were so far."""
        self.problem: Problem | None = None
        """Why what was acknowledged last is not on disk; None where it is."""

    def _segment(self, number: int) -> _Segment:
        made = _Segment(number, beside(self.state, f"log.{number}"), self._next)
        row = {"format": FORMAT, "log": self.id, "number": number, "first": self._next, **self._header}
        made.pending.append(framed(orjson.dumps(row)))
        return made

    @property
    def number(self) -> int:
        """The file that is written to."""
        return self._segments[-1].number

    # -- writing ---------------------------------------------------------------------------------------------------

    def append(self, row: dict[str, Any], body: bytes = b"") -> None:
        """Write down one change; with others in one step inside `together`."""
        if self._group is not None:
            self._group.append((row, body))
        else:
            self._frame([(row, body)])

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """What is appended in the block is written at its end, all or nothing."""
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
        """Say why there is no snapshot yet that this log could follow."""
        self._unbegun = why
        self.flush()

    def flush(self) -> bool:
        """Write what waits; whether all of it is in the files now."""
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
            # what a process before this one left under this number was not begun to be used
            segment.opened = open_private(segment.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        while segment.pending:
            pieces = segment.pending[0]
            size = sum(map(len, pieces))
            try:
                _write_all(segment.opened, pieces)
            except OSError:
                # half a frame would be taken for damage once something follows it
                with contextlib.suppress(OSError):
                    os.ftruncate(segment.opened, segment.end)
                    os.lseek(segment.opened, segment.end, os.SEEK_SET)
                raise
            segment.pending.popleft()
            segment.end += size
            self._waiting = max(self._waiting - size, 0)

    # -- snapshots -------------------------------------------------------------------------------------------------

    def begin_next(self) -> int:
        """Begin another file, as a snapshot is taken that has all so far; its number."""
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
        """A snapshot is on disk that has everything before the file of this number: what was before goes."""
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
        """Let the disk have what the system holds for it; from any thread."""
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
        """Close the files, and take them away where a snapshot has all of it."""
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
