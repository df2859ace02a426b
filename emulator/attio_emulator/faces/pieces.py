"""A spoiled answer in pieces, for whoever sends or plays it: how long it says it is, and how a slow one is cut."""

from __future__ import annotations

from collections.abc import Iterator

from attio_emulator.http import Response

__all__ = ["PIECES", "said_length", "slow_pieces"]

PIECES = 20
"""Of a slow body, a second; fewer where a second has fewer bytes."""


def said_length(response: Response) -> int:
    """The length that is told of a body that ends before; one byte where there is nothing to cut."""
    return max(len(response.body), response.wire.bytes + 1)


def slow_pieces(response: Response) -> Iterator[tuple[float, bytes]]:
    """The pieces of a slow body, each with the seconds before it."""
    size = max(1, int(response.wire.rate / PIECES))
    for start in range(0, len(response.body), size):
        piece = response.body[start : start + size]
        yield len(piece) / response.wire.rate, piece
