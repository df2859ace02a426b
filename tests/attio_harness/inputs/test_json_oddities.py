"""What a JSON text says and its value does not keep: the quick look finds what the long one finds."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import orjson
import pytest
from attio_harness.inputs import json_oddities
from attio_harness.inputs.json_oddities import Looked, looked_at, survey
from attio_harness.limits import InputLimits
from attio_harness.text.json import doubled_key, loads
from hypothesis import given
from hypothesis import strategies as st

LIMITS = InputLimits()
VALUES = st.recursive(
    st.none() | st.booleans() | st.text(max_size=3) | st.floats(allow_nan=False) | st.integers(-(2**70), 2**70),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=2), inner, max_size=4),
    max_leaves=12,
)


def the_long_way(value: Any, text: bytes, limits: InputLimits = LIMITS) -> Looked:
    found = survey(value)
    return Looked(found.passes(limits) is None, found.rounded, doubled_key(text))


@given(VALUES, st.booleans(), st.integers(0, 12))
def test_the_quick_look_says_the_same(value: Any, compact: bool, most: int) -> None:
    text = json.dumps(value, separators=(",", ":") if compact else None, ensure_ascii=not compact)
    line = text.encode("utf-8", "surrogatepass")
    limits = replace(LIMITS, event_keys=most, event_items=most, event_depth=most)
    for one in (LIMITS, limits):
        assert looked_at(value, line, one) == the_long_way(value, line, one)


@pytest.mark.parametrize(
    "text",
    [
        b'{"a":1,"a":2}',
        b'{"a":{"b":1,"c":2,"b":3}}',
        b'{"a":9007199254740992}',
        b'{"a":9007199254740993}',
        b'{"a":-9007199254740993,"b":"1234567890123456"}',
        b'{"a":"1234567890123456"}',
        b'{"a":1e400}',
        b'{"a":1.0,"b":1e3,"c":0.1}',
        b'{"a":"\\u0041\\ud83d"}',
        b'{ "a" : [1, 2] }',
        b"[[[[[1]]]]]",
        b"7",
    ],
)
def test_what_is_odd(text: bytes) -> None:
    value = loads(text)
    assert looked_at(value, text, LIMITS) == the_long_way(value, text)


def test_what_is_usual_is_not_walked_through(monkeypatch: pytest.MonkeyPatch) -> None:
    def walked(value: Any) -> Any:
        raise AssertionError(value)

    monkeypatch.setattr(json_oddities, "survey", walked)
    event = {"type": "identify", "traits": {"email": "jane@acme.com", "seats": 15, "tags": ["a", "ä"]}}
    assert looked_at(event, orjson.dumps(event), LIMITS) == Looked(True, False, None)
