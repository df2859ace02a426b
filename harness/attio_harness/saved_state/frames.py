"""Frames of a log as bytes: what is written in one step, with sums that distinguish partial frames from whole ones. `changes` decides
on the content.

A killed process leaves at most the beginning of its last frame: that frame is torn, and was never acknowledged. Any other mismatch is
damage, and is never skipped.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

__all__ = ["Damaged", "Frame", "Torn", "framed", "frames", "may_begin"]

_MAGIC = b"AHL1"
_HEAD = struct.Struct("<4sIQI")  # magic, bytes of the row, bytes of the body, sum of both
_SUM = struct.Struct("<I")  # sum of the head
_SIZE = _HEAD.size + _SUM.size


class Damaged(ValueError):
    """A frame that differs from what was written; `at` is where it begins."""

    def __init__(self, at: int) -> None:
        super().__init__(f"the bytes from {at} on are not what was written")
        self.at = at


@dataclass(frozen=True, slots=True)
class Frame:
    """A row of JSON and a body, and where they begin in the file."""

    at: int
    row: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class Torn:
    """The last frame was not written completely: where it begins."""

    at: int


def may_begin(content: bytes) -> bool:
    """Whether a file of frames can begin like this: with a head, a part of one, or the zeros that a loss of power leaves."""
    start = content[: len(_MAGIC)]
    return _MAGIC.startswith(start) or not start.strip(b"\0")


def framed(row: bytes, bodies: Sequence[bytes] = ()) -> list[bytes]:
    """The pieces of a frame, to be written one after the other."""
    size, found = 0, crc32(row)
    for body in bodies:
        size += len(body)
        found = crc32(body, found)
    head = _HEAD.pack(_MAGIC, len(row), size, found)
    return [head + _SUM.pack(crc32(head)) + row, *bodies]


def frames(content: bytes) -> Iterator[Frame | Torn]:
    """The frames of a file, in order; a torn frame comes last.

    Raises:
        Damaged: a frame other than the last is wrong.
    """
    at, size = 0, len(content)
    while at < size:
        lengths = _lengths(content, at)
        if lengths is None:
            if size - at >= _SIZE and _follows(content, at + 1):
                raise Damaged(at)
            yield Torn(at)
            return
        row, body, expected = lengths
        middle, end = at + _SIZE + row, at + _SIZE + row + body
        if end > size or crc32(content[at + _SIZE : end]) != expected:
            if end < size:
                raise Damaged(at)
            yield Torn(at)
            return
        yield Frame(at, content[at + _SIZE : middle], content[middle:end])
        at = end


def _lengths(content: bytes, at: int) -> tuple[int, int, int] | None:
    """Bytes of row and body, and their sum; None if no head begins here."""
    head = content[at : at + _HEAD.size]
    found = content[at + _HEAD.size : at + _SIZE]
    if len(found) < _SUM.size or head[:4] != _MAGIC or _SUM.unpack(found)[0] != crc32(head):
        return None
    _, row, body, expected = _HEAD.unpack(head)
    return row, body, expected


def _follows(content: bytes, at: int) -> bool:
    """Whether a frame begins anywhere from here on."""
    while (at := content.find(_MAGIC, at)) >= 0:
        if _lengths(content, at) is not None:
            return True
        at += 1
    return False
