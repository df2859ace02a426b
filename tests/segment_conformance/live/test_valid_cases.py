"""What may become of a case while it shrinks: every generated case is valid, and what the packages cannot be asked is not."""

from __future__ import annotations

from typing import Any

import pytest
from segment_conformance.live import generate
from segment_conformance.live.valid_cases import is_valid

VALIDATE: dict[str, Any] = {"kind": "validate", "mode": "single", "payload": {}}
DELIVERY: dict[str, Any] = {"kind": "attio_single", "event": {}, "settings": {}}


def test_every_generated_case_is_valid() -> None:
    assert [case["id"] for case in generate(7, 3000) if case["kind"] != "mapping" and not is_valid(case)] == []


@pytest.mark.parametrize(
    "case",
    [
        {"kind": "mapping", "mapping": {}},
        {"kind": "fql", "fql": None, "events": []},
        {"kind": "fql", "fql": "", "events": [1]},
        VALIDATE,
        {**VALIDATE, "action": "nope"},
        {**VALIDATE, "fields": {}, "mode": "all"},
        {**VALIDATE, "fields": {"a": {"type": "text", "required": {"conditions": []}}}},
        {**VALIDATE, "fields": {"a": {"type": "text", "required": {"conditions": [{"operator": "is", "fieldKey": "a."}]}}}},
        {**VALIDATE, "fields": {"a": {"type": "string", "choices": []}}},
        {**VALIDATE, "fields": {"a": {"type": "string", "format": "nope"}}},
        {**VALIDATE, "fields": {"a": {"type": "object", "properties": {"b": {}}}}},
        {**DELIVERY, "event": None},
        {**DELIVERY, "settings": {"subscription": []}},
        {**DELIVERY, "settings": {"subscriptions": {}}},
        {**DELIVERY, "responses": [{"status": 199}]},
        {**DELIVERY, "responses": [{"status": 200, "headers": 5}]},
        {"kind": "attio_batch", "settings": {}},
        {"kind": "runtime", "event": None},
        {"kind": "runtime", "responses": [{"status": "200"}]},
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_asked_is_no_case(case: dict[str, Any]) -> None:
    assert not is_valid(case)
