"""The JSON of reports is read by readers that are stricter than Python's."""

from __future__ import annotations

import json
from typing import Any

import orjson
import pytest
from attio_harness import check
from attio_harness.formats.contract import JsonReport
from attio_harness.formats.json import report_pieces, written_json

from .report_cases import WORKSPACE


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("a\ud83d", "a\\ud83d"),
        ("\udc00\ud83d", "\\udc00\\ud83d"),
        ("\ud83d\ud83d\udc4d", "\\ud83d👍"),
        ("👍 \ud83d\udc4d", "👍 👍"),
        ("\\ud83d", "\\ud83d"),
        ("\\\ud83d", "\\\\ud83d"),
        ({"\ud83d": ["\udc4d", float("inf")]}, {"\\ud83d": ["\\udc4d", None]}),
    ],
)
def test_half_a_character_is_written_out(value: Any, read: Any) -> None:
    assert orjson.loads(written_json(value)) == read


def test_a_report_about_half_a_character_is_read_by_strict_readers() -> None:
    event = {"type": "identify", "userId": "u", "traits": {"email": "a@b.co", "plan": "Free \ud83d"}}
    mapping = {
        "partnerAction": "identifyUser",
        "subscribe": 'type = "identify"',
        "mapping": {
            "email_address": {"@path": "$.traits.email"},
            "user_id": {"@path": "$.userId"},
            "user_attributes": {"plan": {"@path": "$.traits.plan"}},
        },
    }
    text = "".join(report_pieces(check([event], mapping, WORKSPACE)))
    assert JsonReport.model_validate_json(text).rejections[0].value == "Free \\ud83d"
    assert orjson.loads(text) == json.loads(text)
