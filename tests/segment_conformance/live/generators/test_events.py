"""Generated events have every type in every place."""

from __future__ import annotations

import math

from tests.segment_conformance.live.generators.conftest import Case, nodes, of_kind

_TOP = (
    "type",
    "userId",
    "traits",
    "properties",
    "context",
    "timestamp",
    "name",
    "groupId",
    "event",
    "messageId",
    "receivedAt",
)
_TRAITS = ("email", "name", "plan", "tags", "rows", "address", "zero", "empty", "nil", "no", "count")
_PROPERTIES = ("total", "flag", "discount", "products", "nested", "json", "items")


def test_events_have_every_type_in_every_place_and_text_of_every_sort(cases: list[Case]) -> None:
    places: dict[str, set[str]] = {}
    for case in of_kind(cases, "mapping"):
        if isinstance(case["event"], dict):
            for key, value in case["event"].items():
                places.setdefault(key, set()).add(type(value).__name__)
                if key in ("traits", "properties") and isinstance(value, dict):
                    for inner, one in value.items():
                        places.setdefault(f"{key}.{inner}", set()).add(type(one).__name__)
    for key in (*_TOP, *(f"traits.{one}" for one in _TRAITS), *(f"properties.{one}" for one in _PROPERTIES)):
        assert places[key] >= {"str", "int", "float", "bool", "NoneType", "list", "dict"}, key
    values = [node for case in of_kind(cases, "mapping") for node in nodes(case["event"])]
    text = [one for one in values if isinstance(one, str)]
    assert any("\ud800" <= char <= "\udfff" for one in text for char in one)
    assert any(char > "\uffff" for one in text for char in one)
    numbers = [one for one in values if isinstance(one, int | float) and not isinstance(one, bool)]
    assert {5e-324, 1.7976931348623157e308, 9007199254740993} <= {*numbers}
    assert not [one for one in numbers if one == 0 and math.copysign(1, one) < 0]
