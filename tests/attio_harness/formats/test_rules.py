"""The rules behind losses: ids that stay, words for every code."""

from __future__ import annotations

from attio_harness.codes import CODES, in_words
from attio_harness.formats.rules import rule_of

from .report_cases import loss


def test_rule_ids_name_who_refuses_the_code_and_the_type() -> None:
    assert [
        rule_of(one).id
        for one in (
            loss(code="value_not_found", type="select"),
            loss(code="standard_object_disabled", type=None, attribute=None),
            loss(code="PAYLOAD_VALIDATION_FAILED", type=None, verdict="invalid"),
            loss(code="", status=503, type=None, verdict="failed"),
            loss(code="<b>odd code</b>", type="../type"),
        )
    ] == [
        "attio/value_not_found/select",
        "attio/standard_object_disabled",
        "segment/payload_validation_failed",
        "attio/status_503/retried",
        "attio/b_odd_code_b/.._type",
    ]
    assert rule_of(loss(verdict="failed")).level == "warning"
    assert all(title and text.endswith(".") for title, text in CODES.values())


def test_a_code_inside_of_a_sentence() -> None:
    codes = ("MISSING_VALUE", "value_not_found", "payload_validation_failed", "internal_error", "")
    assert [in_words(one) for one in codes] == [
        "a required value is missing",
        "Attio does not know this name",
        "Segment refuses the payload",
        "the answer internal_error",
        "no answer",
    ]
