"""The order of keys. The values are those of Node 20."""

from __future__ import annotations

import pytest
from segment_actions import js

KEYS = ["b", "10", "2", "a", "01", "4294967294", "4294967295", "-1", "0", "1.5", "٣"]


def test_indexes_come_first_and_ascending_then_the_others_as_they_came() -> None:
    ordered = ["0", "2", "10", "4294967294", "b", "a", "01", "4294967295", "-1", "1.5", "٣"]
    assert js.ascending_keys(KEYS) == ordered
    assert js.ascending_keys(iter(KEYS)) == ordered
    assert js.ascending_keys(["b", "a"]) == ["b", "a"]
    assert js.items({"b": 1, "1": 2, "0": 3}) == [("0", 3), ("1", 2), ("b", 1)]


@pytest.mark.parametrize(
    ("key", "index"),
    [("0", True), ("7", True), ("4294967294", True), ("4294967295", False), ("00", False), ("", False), ("1 ", False), ("٣", False)],
)  # fmt: skip
def test_what_an_index_is(key: str, index: bool) -> None:
    assert js.is_index(key) is index
