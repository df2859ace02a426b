"""Requests as they go on the wire."""

from __future__ import annotations

import pytest
from segment_actions import (
    PayloadValidationError,
    Request,
    SegmentError,
    validate,
)

from tests.segment_actions.endless import cyclic, deep


def test_payloads_that_never_end_reach_the_request_and_are_refused_there() -> None:
    fields = {"v": {"type": "object", "label": "V"}, "s": {"type": "string", "label": "S"}}
    payload = {"v": cyclic()}
    assert validate(fields, payload)["v"]["a"] == 1
    with pytest.raises(PayloadValidationError, match="^S must be a string but it was an object.$"):
        validate(fields, {"s": deep(10_000)})
    request = Request(method="PUT", url="https://x.example/", json={"data": payload})
    with pytest.raises(SegmentError, match="^the body of the request is nested too deeply or contains itself$"):
        _ = request.content
