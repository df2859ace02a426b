"""Values in words: their repr, cut, and never more of it made than is shown."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator.errors import pointer_token, shortened


@pytest.mark.parametrize(
    "value",
    ["x", 1, None, True, [], {}, [1, "a", {"b": [None, {}], "c": {}}], {"a": [[], [1]], 2: 3}, [[[1]], [2]], (1, [2])],
    ids=repr,
)
def test_a_short_value_is_its_repr(value: Any) -> None:
    assert shortened(value) == repr(value)


@pytest.mark.parametrize("value", ["x" * 100, [1] * 100, {"a": "x" * 100}, [{"a": [n]} for n in range(50)]])
def test_a_long_value_is_cut(value: Any) -> None:
    assert shortened(value) == repr(value)[:77] + "..."
    assert shortened(value, 20) == repr(value)[:17] + "..."


def test_neither_depth_nor_repetition_costs_anything() -> None:
    deep: list[Any] = []
    wide: list[Any] = ["x"]
    for _ in range(10_000):
        deep, wide = [deep], [wide] * 100
    assert (shortened(deep), shortened(wide)) == ("[" * 77 + "...", "[" * 77 + "...")


def test_a_token_of_a_pointer_is_escaped() -> None:
    assert pointer_token("a/b~c") == "/a~1b~0c"
