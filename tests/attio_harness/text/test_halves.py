"""Halves of characters, wherever they stand."""

from __future__ import annotations

from typing import Any

import pytest
from attio_harness.text.halves import halves


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("a\ud83d", [((), "\ud83d")]),
        ("\udc4d\ud83d", [((), "\udc4d")]),
        ("\ud83d\udc4d and 👍", []),
        ({"a": ["x", "\udc4d"], "b": {"c": "\ud83d"}}, [(("a", "1"), "\udc4d"), (("b", "c"), "\ud83d")]),
        ({"\ud83d": {"x": 1}}, [(("\ud83d",), "\ud83d")]),
        ({"a": None, "b": 1, "c": True}, []),
    ],
)
def test_where_they_are(value: Any, found: list[tuple[tuple[str, ...], str]]) -> None:
    assert list(halves(value)) == found


def test_depth_is_no_matter() -> None:
    value: Any = "\ud83d"
    for _ in range(5_000):
        value = [value]
    assert len(list(halves(value))) == 1
