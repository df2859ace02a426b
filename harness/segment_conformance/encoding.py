"""How recordings write values, errors and responses that JSON cannot express. `replay` compares the results."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from segment_actions import HTTPError, MappingError, Request, Response, SegmentError
from segment_actions.js import MISSING, parse_json, to_json, utf8

__all__ = ["body_of", "encoded", "error_of", "prepared"]

_NUMBERS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf, "-0": -0.0}
_OF_THE_ENGINE = frozenset({"TypeError", "RangeError", "SyntaxError", "ReferenceError"})
"""Names of JavaScript's own errors, whose words are the engine's."""


def encoded(value: Any) -> Any:
    """An engine value as recordings write it."""
    if value is MISSING:
        return {"$undefined": True}
    if isinstance(value, float) and (not math.isfinite(value) or (value == 0 and math.copysign(1, value) < 0)):
        shown = (
            "NaN" if value != value else next(text for text, one in _NUMBERS.items() if one == value and text != "NaN")
        )
        return {"$number": shown}
    if isinstance(value, Mapping):
        return {key: encoded(one) for key, one in value.items()}
    return [encoded(one) for one in value] if isinstance(value, list | tuple) else value


def error_of(error: SegmentError) -> dict[str, Any]:
    """An error as recordings write it: name, message, and its status, code and response if it has them."""
    out: dict[str, Any] = {"name": error.name}
    if isinstance(error, MappingError) and error.aggregate:
        out["messages"] = error.messages
    else:
        out["message"] = str(error)
    if error.status is not None:
        out["status"] = error.status
    if error.code is not None:
        out["code"] = error.code
    if isinstance(error, HTTPError):
        out["response"] = {"status": error.response.status, "body": encoded(error.response.data)}
    if error.name in _OF_THE_ENGINE:
        out["engine_message"] = True
    return out


def prepared(answer: Mapping[str, Any]) -> Response:
    """A scripted response as the recorder returns it: text unchanged, everything else as JSON, including null."""
    status, headers = int(answer["status"]), dict(answer.get("headers") or {})
    body = answer.get("body", "")
    if isinstance(body, str):
        return Response(status=status, headers=headers, content=utf8(body))
    if "content-type" not in {name.lower() for name in headers}:
        headers["content-type"] = "application/json"
    return Response(status=status, headers=headers, content=utf8(str(to_json(body))))


def body_of(request: Request) -> Any:
    """The body of a request as the recorder reads it: a JSON value if the headers say so, else text."""
    text = request.content.decode()
    kind = next((value for name, value in request.headers.items() if name.lower() == "content-type"), "")
    return parse_json(text) if text and kind.startswith("application/json") else text
