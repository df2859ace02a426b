"""Values in words: as JSON, cut, and never more of it made than is shown."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attio_emulator.errors import pointer_token, shortened


@pytest.mark.parametrize(
    "value",
    [
        1,
        2.5,
        None,
        True,
        [],
        {},
        [1, "a", {"b": [None, {}], "c": {}}],
        {"a": [[], [1]], "é": 3},
        [[[1]], [2]],
        (1, [2]),
    ],
    ids=repr,
)
def test_a_short_value_is_as_json_writes_it(value: Any) -> None:
    assert shortened(value) == json.dumps(value, ensure_ascii=False)


def test_a_text_is_in_quotes() -> None:
    assert (shortened("x"), shortened(["x\ny"]), shortened({2: None})) == ("'x'", '["x\\ny"]', '{"2": null}')


@pytest.mark.parametrize("value", ["x" * 100, [1] * 100, {"a": "x" * 100}, [{"a": [n]} for n in range(50)]])
def test_a_long_value_is_cut(value: Any) -> None:
    whole = repr(value) if isinstance(value, str) else json.dumps(value)
    assert shortened(value) == whole[:77] + "..."
    assert shortened(value, 20) == whole[:17] + "..."


def test_neither_depth_nor_repetition_costs_anything() -> None:
    deep: list[Any] = []
    wide: list[Any] = ["x"]
    for _ in range(10_000):
        deep, wide = [deep], [wide] * 100
    assert (shortened(deep), shortened(wide)) == ("[" * 77 + "...", "[" * 77 + "...")


def test_a_token_of_a_pointer_is_escaped() -> None:
    assert pointer_token("a/b~c") == "/a~1b~0c"
