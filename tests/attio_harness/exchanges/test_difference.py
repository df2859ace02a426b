"""Every kind of difference of two values, and what is none."""

from __future__ import annotations

from typing import Any

import pytest
from attio_harness.exchanges.difference import ABSENT, differences, learned
from attio_harness.exchanges.ids import IdMap

A, B = "0b1c77ca-9b81-47ba-8d2e-490c74901031", "9fd01e3c-e84c-4c8c-a429-78cde4d01947"
X, Y = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
NINE = "2026-05-16T01:32:54.223000000Z"


def told(left: Any, right: Any, *, counts: Any = None, ordered: bool = True) -> list[tuple[Any, ...]]:
    ids = IdMap()
    learned(left, right, ids)
    return [
        (one.kind, one.pointer, one.left, one.right)
        for one in differences(left, right, ids, counts=counts, ordered=ordered)
    ]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ({"a": 1}, {"a": 1.0}),
        ({"id": A}, {"id": X}),
        ({"at": NINE}, {"at": "2020-01-01T00:00:00.000000000Z"}),
        ({"message": f"No {A}.", "id": A}, {"message": f"No {X}.", "id": X}),
        ({"message": f"No {A}."}, {"message": f"No {X}."}),
        ({"secret": "abc"}, {"secret": "def"}),
        (
            {"id": {"record_id": A}, "web_url": f"https://app.attio.com/acme/person/{A}"},
            {"id": {"record_id": X}, "web_url": f"https://app.attio.com/other/person/{X}"},
        ),
        ([{"value": A}], [{"value": X}]),
        ({"a": None}, {"a": None}),
    ],
)
def test_what_is_no_difference(left: Any, right: Any) -> None:
    counts = None if "at" not in left else lambda value: False
    assert told(left, right, counts=counts) == []


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ({"a/b": 1, "c": 2}, {"c": 2}, ("missing", "/a~1b", 1, ABSENT)),
        ({"c": 2}, {"c": 2, "d": 3}, ("extra", "/d", ABSENT, 3)),
        ({"a": "1"}, {"a": 1}, ("type", "/a", "1", 1)),
        ({"a": True}, {"a": 1}, ("type", "/a", True, 1)),
        ({"a": {}}, {"a": []}, ("type", "/a", {}, [])),
        ({"a": NINE}, {"a": "2026-05-16T01:32:54.223Z"}, ("form", "/a", NINE, "2026-05-16T01:32:54.223Z")),
        ({"a": NINE}, {"a": "yesterday"}, ("form", "/a", NINE, "yesterday")),
        ({"a": "x"}, {"a": "y"}, ("value", "/a", "x", "y")),
        ({"a": NINE}, {"a": NINE.replace("01", "02")}, ("value", "/a", NINE, NINE.replace("01", "02"))),
        ({"a": 1}, {"a": 2}, ("value", "/a", 1, 2)),
        ({"a": None}, {"a": "y"}, ("value", "/a", None, "y")),
        ({"a": True}, {"a": False}, ("value", "/a", True, False)),
        ({"message": "No."}, {"message": "Yes."}, ("message", "/message", "No.", "Yes.")),
        ({"a": A, "b": A}, {"a": X, "b": Y}, ("id", "/b", A, Y)),
        ({"a": A, "b": B}, {"a": X, "b": X}, ("id", "/b", B, X)),
        ({"a": A}, {"a": "none"}, ("id", "/a", A, "none")),
        ({"l": [1, 2]}, {"l": [1]}, ("fewer", "/l/1", 2, ABSENT)),
        ({"l": [1]}, {"l": [1, 2]}, ("more", "/l/1", ABSENT, 2)),
        ({"l": [1, 2]}, {"l": [2, 1]}, ("order", "/l", [0, 1], [1, 0])),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, ("order", "", ["a", "b"], ["b", "a"])),
        (
            {"web_url": f"https://app.attio.com/acme/deals/record/{A}"},
            {"web_url": f"https://app.attio.com/acme/deal/{A}"},
            (
                "value",
                "/web_url",
                f"https://app.attio.com/acme/deals/record/{A}",
                f"https://app.attio.com/acme/deal/{A}",
            ),
        ),
    ],
)
def test_each_kind(left: Any, right: Any, expected: tuple[Any, ...]) -> None:
    assert told(left, right) == [expected]


def test_a_value_counts_where_it_is_asked_for() -> None:
    left = {"title": "a", "n": 1, "at": NINE, "x": "sent", "none": None, "flag": True, "type": "text", "api_slug": "a"}
    right = {
        "title": "b", "n": 2, "at": NINE.replace("01", "02"), "x": "other", "none": "sent", "flag": False, "type": "date",
        "api_slug": "b",
    }  # fmt: skip
    assert [one[1] for one in told(left, right, counts=lambda value: value == "sent")] == [
        "/x", "/none", "/flag", "/type", "/api_slug",
    ]  # fmt: skip
    assert [one[1] for one in told(left, right)] == [f"/{name}" for name in left]


def test_the_order_of_things_may_be_left_out() -> None:
    left = {"data": [{"id": A, "api_slug": "a"}, {"id": B, "api_slug": "b"}], "tags": ["a", "b"]}
    right = {"data": [{"id": Y, "api_slug": "b"}, {"id": X, "api_slug": "a"}], "tags": ["b", "a"]}
    assert [(one[0], one[1]) for one in told(left, right)] == [("order", "/data"), ("order", "/tags")]
    assert [(one[0], one[1]) for one in told(left, right, ordered=False)] == [("order", "/tags")]


def test_places_are_those_of_the_left_and_of_the_right_for_what_only_that_has() -> None:
    left = {"data": [{"title": "a", "x": 1}, {"title": "b"}]}
    right = {"data": [{"title": "c"}, {"title": "b", "y": 1}, {"title": "a"}]}
    assert [(one[0], one[1]) for one in told(left, right)] == [
        ("missing", "/data/0/x"),
        ("extra", "/data/1/y"),
        ("more", "/data/0"),
        ("order", "/data"),
    ]
