"""Lines that are handed to others, piece by piece, and come back in their order with what those say of them.

Who they are and what they do with a line is not known here (`run.processes`). There are never more pieces under way than they take.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any, Protocol, TypeAlias

from attio_harness.inputs.lines import LongLine

__all__ = ["Others", "Said", "handed_over"]

Said: TypeAlias = "tuple[Any, Any, int | None, str | None, bool, bool, str | None, bytes] | None"
"""Of a line that is an event its type, its `messageId`, `inputs.times.Times`, whether a number is rounded, a key that comes twice, and
its row; None of any other line, and where nobody has looked at it."""

_LINES, _BYTES = 1_000, 1 << 20
"""A piece has so many lines at most, and ends with the one by which it has so many bytes."""

_Piece: TypeAlias = "list[tuple[int, bytes | LongLine]]"


class Others(Protocol):
    """Whoever takes pieces; what was given is taken back in the same order."""

    def begin(self, file: str) -> None:
        """The lines that follow are of this file."""

    def are_worth(self, size: int) -> bool:
        """Whether they are to be given something, after so many more bytes."""

    @property
    def are_free(self) -> bool:
        """Whether one of them has nothing to do."""

    def give(self, lines: list[tuple[int, bytes]]) -> None:
        """A piece, each line with its number, for one that is free."""

    def take(self) -> list[Said]:
        """What is said of the lines of the piece that was given first."""

    def forget(self) -> None:
        """What was given and not taken is not wanted any more."""


def handed_over(
    numbered: Iterable[tuple[int, bytes | LongLine]], others: Others
) -> Iterator[tuple[int, bytes | LongLine, Said]]:
    """The lines, in their order, each with what is said of it. Raises what reading the lines raises, after the last line before."""
    lines = iter(numbered)
    # one by one: of a pipe nothing is waited for that is not needed
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
            # before what came back is worked through, so that nobody waits
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
    # nobody of the others is left
    for number, line in lines:
        yield number, line, None


def _size(row: tuple[int, bytes | LongLine]) -> int:
    return len(row[1]) if isinstance(row[1], bytes) else 0


def _piece(lines: Iterator[tuple[int, bytes | LongLine]]) -> tuple[_Piece, OSError | None]:
    """The next lines, and what kept more of them from being read."""
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
