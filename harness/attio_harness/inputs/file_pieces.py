"""Splits files of events into pieces that different processes can read, and reads the lines of a piece as `lines` does.

A piece has the lines that begin in it, so every line is in exactly one piece. A compressed file, or one that is not on a disk, is one
piece. Does not ask which lines are events.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from attio_harness.inputs.files import files_of
from attio_harness.inputs.lines import BOM, rest_of_line
from attio_harness.inputs.streams import unpacked
from attio_harness.limits import InputLimits

__all__ = ["PIECE", "Piece", "lines_of", "pieces_of"]

PIECE = 64 << 20
"""Bytes of a piece."""
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """The lines of a file that begin from `begin` on and before `end`; `occurrence` counts the files in reading order.

    `path` also works from another current folder; `file` is the name as it was given.
    """

    occurrence: int
    file: str
    path: str
    begin: int = 0
    end: int | None = None


def pieces_of(names: Iterable[str], size: int = PIECE) -> list[Piece]:
    """The pieces of all files under these names, in reading order. A file that cannot be opened has none.

    Raises:
        InputError: a name stands for no file.
    """
    found: list[Piece] = []
    for occurrence, file in enumerate(file for name in names for file in files_of(name)):
        # more than one piece only if the beginning is known to be no gzip
        found += _pieces(occurrence, file, size)
    return found


def _pieces(occurrence: int, file: str, size: int) -> list[Piece]:
    try:
        status = os.stat(file)
        if not stat.S_ISREG(status.st_mode):
            return []
        with open(file, "rb") as stream:
            packed = stream.read(len(_GZIP)) == _GZIP
    except (OSError, ValueError):  # who reads it says why
        return []
    if packed or status.st_size <= size:
        return [Piece(occurrence=occurrence, file=file, path=os.path.abspath(file))]
    begins = range(0, status.st_size, size)
    ends = [*begins[1:], None]
    return [
        Piece(occurrence=occurrence, file=file, path=os.path.abspath(file), begin=begin, end=end)
        for begin, end in zip(begins, ends, strict=True)
    ]


def lines_of(piece: Piece, limits: InputLimits) -> Iterator[bytes | None]:
    """Every line of a piece without its end, including blank ones; None for a line that is longer than the limit.

    Raises:
        InputError: the first bytes show that the file holds no events.
        OSError: it cannot be read.
    """
    with open(piece.path, "rb") as raw:
        if piece.begin:
            # from the byte before: it tells whether a line begins here
            raw.seek(piece.begin - 1)
            source: BinaryIO = raw
        else:
            source = unpacked(raw, piece.file, limits)
        yield from _lines(source, piece.begin, piece.end, limits.line_bytes)


def _lines(source: BinaryIO, begin: int, end: int | None, most: int) -> Iterator[bytes | None]:
    # a line that begins before the first byte belongs to another piece
    at = begin - 1 + rest_of_line(source)[0] if begin else 0
    while end is None or at < end:
        raw = source.readline(most + 1)
        if not raw:
            return
        at += len(raw)
        if len(raw) > most and not raw.endswith(b"\n"):
            at += rest_of_line(source)[0]
            yield None
            continue
        yield raw.removeprefix(BOM).rstrip(b"\r\n")
