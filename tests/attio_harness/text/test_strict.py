"""JSON for any reader: what Python alone would read stands in none."""

from __future__ import annotations

import json
from math import inf, nan

import pytest
from attio_harness.text.ndjson import ndjson_line
from attio_harness.text.strict import COMPACT, strict

VALUE = {"a": [inf, (-inf, 1.5)], "half": "\ud800", "none": None}


def test_infinite_numbers_are_null_as_in_javascript() -> None:
    assert (
        strict(VALUE | {"n": nan}, separators=COMPACT)
        == '{"a":[null,[null,1.5]],"half":"\\ud800","none":null,"n":null}'
    )


@pytest.mark.parametrize("written", [strict(VALUE, again=True), ndjson_line(VALUE).decode(), ndjson_line(VALUE | {"half": ""}).decode()])  # fmt: skip
def test_what_is_read_again_has_them_again(written: str) -> None:
    assert "Infinity" not in written
    read = json.loads(written, parse_int=float)
    assert read["a"] == [inf, [-inf, 1.5]]
    assert read["none"] is None


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ({"a": None, "b": "é"}, '{"a":null,"b":"é"}\n'),
        ({"a": "null", "b": 1.5}, '{"a":"null","b":1.5}\n'),
    ],
)
def test_a_line_with_null_is_written_as_any_other(value: dict[str, object], line: str) -> None:
    assert ndjson_line(value).decode() == line
