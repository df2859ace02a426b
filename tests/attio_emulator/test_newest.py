"""Rows of which the newest are kept."""

from __future__ import annotations

import pytest
from attio_emulator.newest import Newest


def rows(*sizes: int, most: int = 4, most_bytes: int = 10) -> Newest[int]:
    found: Newest[int] = Newest(lambda row: row, most=most, most_bytes=most_bytes)
    for size in sizes:
        found.append(size)
    return found


@pytest.mark.parametrize(
    ("sizes", "kept", "forgotten"),
    [
        ((), [], 0),
        ((1, 2, 3, 4), [1, 2, 3, 4], 0),
        ((1, 2, 3, 4, 1), [2, 3, 4, 1], 1),
        ((2, 2, 3, 4, 1), [2, 3, 4, 1], 1),
        ((2, 3, 3, 4, 1), [3, 4, 1], 2),  # four rows of 11 bytes are too many as well
        ((0, 0, 0, 0, 0), [0, 0, 0, 0], 1),
        ((5, 5), [5, 5], 0),
        ((5, 5, 1), [5, 1], 1),
        ((11,), [11], 0),
        ((1, 11), [11], 1),
        ((11, 1), [1], 1),
    ],
)
def test_the_oldest_go(sizes: tuple[int, ...], kept: list[int], forgotten: int) -> None:
    found = rows(*sizes)
    assert (list(found), list(reversed(found)), len(found)) == (kept, kept[::-1], len(kept))
    assert (found.forgotten, found.total) == (forgotten, len(sizes))


def test_what_is_taken_away_has_no_bytes_any_more() -> None:
    found = rows(4, 3, 3)
    del found[1:]
    assert (list(found), found.total) == ([4], 1)
    found.append(6)
    assert (list(found), found.forgotten) == ([4, 6], 0)
    found.clear()
    found.append(10)
    assert (list(found), found.forgotten, found.total) == ([10], 0, 1)
    found.replace([9, 9, 1])
    assert (list(found), found.forgotten) == ([9, 1], 1)
    del found[5:]
    assert list(found) == [9, 1]
