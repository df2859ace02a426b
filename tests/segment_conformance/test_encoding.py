"""How values, errors and answers are written in recordings."""

from __future__ import annotations

import math
from typing import Any

import pytest
from segment_actions import HTTPError, MappingError, Request, Response
from segment_actions.js import MISSING
from segment_actions.mapping import transform
from segment_conformance.encoding import body_of, encoded, error_of, prepared


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (MISSING, {"$undefined": True}),
        (math.nan, {"$number": "NaN"}),
        (math.inf, {"$number": "Infinity"}),
        (-math.inf, {"$number": "-Infinity"}),
        (-0.0, {"$number": "-0"}),
        (0.0, 0.0),
        ({"a": [MISSING, (1, None)]}, {"a": [{"$undefined": True}, [1, None]]}),
        ("\ud83d", "\ud83d"),
        (True, True),
    ],
)
def test_values_that_json_has_not_are_written_by_name(value: Any, written: Any) -> None:
    assert encoded(value) == written
    assert type(encoded(value)) is type(written)


def test_an_error_has_its_name_its_text_and_what_else_it_knows() -> None:
    response = Response(status=404, headers={"content-type": "application/json"}, content=b'{"code":"x"}')
    assert error_of(HTTPError(response)) == {
        "name": "HTTPError",
        "message": "Not Found",
        "response": {"status": 404, "body": {"code": "x"}},
    }
    with pytest.raises(MappingError) as refused:
        transform({"a": {"@nope": 1}, "b": {"@path": 5}}, {})
    assert set(error_of(refused.value)) >= {"name", "messages"}
    assert len(error_of(refused.value)["messages"]) == 2


@pytest.mark.parametrize(
    ("answer", "content", "headers"),
    [
        ({"status": 200}, b"", {}),
        ({"status": 200, "body": "text"}, b"text", {}),
        ({"status": 200, "body": None}, b"null", {"content-type": "application/json"}),
        ({"status": 200, "body": {"a": 1}}, b'{"a":1}', {"content-type": "application/json"}),
        (
            {"status": 200, "body": {}, "headers": {"Content-Type": "text/plain"}},
            b"{}",
            {"Content-Type": "text/plain"},
        ),
    ],
)
def test_an_answer_is_text_as_it_is_and_json_otherwise(
    answer: dict[str, Any], content: bytes, headers: dict[str, str]
) -> None:
    assert prepared(answer) == Response(status=200, headers=headers, content=content)


def test_the_body_of_a_request_is_json_where_its_headers_say_so() -> None:
    url = "https://a.example/"
    typed = {"Content-Type": "application/json"}
    assert body_of(Request(method="POST", url=url, headers=typed, json={"a": [1]})) == {"a": [1]}
    assert body_of(Request(method="POST", url=url, json={"a": [1]})) == '{"a":[1]}'
    assert body_of(Request(method="GET", url=url, headers=typed)) == ""
