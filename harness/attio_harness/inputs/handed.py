"""Gives lines to other processes, piece by piece, and returns them in order with the results.

`run.processes` knows these processes and what they do. There are never more pieces under way than they take.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any, Protocol, TypeAlias

from attio_harness.inputs.lines import LongLine

__all__ = ["Others", "Said", "handed_over"]

Said: TypeAlias = "tuple[Any, Any, int | None, str | None, bool, bool, str | None, bytes] | None"
"""The result for a line with an event: its type, its `messageId`, `inputs.times.Times`, whether a number is rounded, a key that comes
twice, and its row. None for any other line, and for a line that no process has seen."""

_LINES, _BYTES = 1_000, 1 << 20
"""The most lines of a piece, and the bytes after which it ends with the current line."""

_Piece: TypeAlias = "list[tuple[int, bytes | LongLine]]"


class Others(Protocol):
    """The other processes; results come back in the order in which pieces were given."""

    def begin(self, file: str) -> None:
        """The lines that follow are of this file."""

    def are_worth(self, size: int) -> bool:
        """Whether to use them, after `size` more bytes."""

    @property
    def are_free(self) -> bool:
        """Whether one of them is idle."""

    def give(self, lines: list[tuple[int, bytes]]) -> None:
        """Give a piece, each line with its number, to an idle process."""

    def take(self) -> list[Said]:
        """The results for the lines of the oldest piece."""

    def forget(self) -> None:
        """Drop all pieces that were given and not taken."""


def handed_over(
    numbered: Iterable[tuple[int, bytes | LongLine]], others: Others
) -> Iterator[tuple[int, bytes | LongLine, Said]]:
    """The lines in order, each with its result. Raises what reading the lines raises, after the last line before it."""
    lines = iter(numbered)
    # one by one, so that a pipe is not waited for without need
    for number, line in lines:
        yield number, line, None
        if others.are_worth(_size((number, line))):
            break
    else:
        return
    waiting: deque[_Piece] = deque()
    problem: OSError | None = None
    is_read = False
    try:
        while waiting or not is_read:
            back: _Piece = []
            said: Iterator[Said] = iter(())
            if waiting and (is_read or not others.are_free):
                said, back = iter(others.take()), waiting.popleft()
            # give the next piece before working through the results, so that no process waits
            if not is_read and others.are_free:
                piece, problem = _piece(lines)
                is_read = not piece or problem is not None
                if piece:
                    others.give([(number, line) for number, line in piece if isinstance(line, bytes)])
                    waiting.append(piece)
            elif not back:
                break
            for number, line in back:
                yield number, line, next(said) if isinstance(line, bytes) else None
    finally:
        if waiting:
            others.forget()
    if problem is not None:
        raise problem
    # no other process is left
    for number, line in lines:
        yield number, line, None


def _size(row: tuple[int, bytes | LongLine]) -> int:
    return len(row[1]) if isinstance(row[1], bytes) else 0


def _piece(lines: Iterator[tuple[int, bytes | LongLine]]) -> tuple[_Piece, OSError | None]:
    """The next lines, and the error that kept more of them from being read."""
    piece: _Piece = []
    size = 0
    try:
        for number, line in lines:
            piece.append((number, line))
            size += _size(piece[-1])
            if size >= _BYTES or len(piece) >= _LINES:
                break
    except OSError as error:
        return piece, error
    return piece, None
