"""Cuts a spoiled response into pieces, for sending or playing: the length it claims, and the pieces of a slow one."""

from __future__ import annotations

from collections.abc import Iterator

from attio_emulator.http import Response

__all__ = ["PIECES", "said_length", "slow_pieces"]

PIECES = 20
"""Pieces per second of a slow body; fewer if it has fewer bytes per second."""


def said_length(response: Response) -> int:
    """The length claimed for a truncated body; one byte if there is nothing to cut."""
    return max(len(response.body), response.wire.bytes + 1)


def slow_pieces(response: Response) -> Iterator[tuple[float, bytes]]:
    """The pieces of a slow body, each with the seconds before it."""
    size = max(1, int(response.wire.rate / PIECES))
    for start in range(0, len(response.body), size):
        piece = response.body[start : start + size]
        yield len(piece) / response.wire.rate, piece
