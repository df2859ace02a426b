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
