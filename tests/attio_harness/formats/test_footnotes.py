"""Lines about what is no loss: what lint finds, and values of events in notes."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from attio_harness.formats.footnotes import footnotes
from attio_harness.report import Unread

from .report_cases import report_of


@pytest.mark.parametrize(
    ("counts", "file", "told"),
    [
        ({}, "m.json", []),
        ({"errors": 0, "warnings": 3}, "m.json", []),
        ({"errors": 1, "warnings": 0}, "m.json", ["lint finds 1 error in the mappings: attio-harness lint m.json -w WORKSPACE"]),
        ({"errors": 2, "warnings": 3}, "m.json", ["lint finds 2 errors and 3 warnings in the mappings: attio-harness lint m.json -w WORKSPACE"]),
        ({"errors": 2, "warnings": 3}, "<python>", ["lint finds 2 errors and 3 warnings in the mappings"]),
    ],
)  # fmt: skip
def test_errors_of_lint_are_told_with_the_command_where_there_is_a_file(
    counts: Mapping[str, int], file: str, told: list[str]
) -> None:
    assert footnotes(report_of(lint=counts, subscriptions=({"file": file},) * 2)).notes == told


def test_values_in_a_note_are_masked_each_by_itself() -> None:
    numbers = ("9876543210", "98765432101")
    note = {"file": None, "line": None, "what": "found 98765432101 after 9876543210", "values": numbers}
    assert footnotes(report_of(notes=(note,)), show_values=True).notes == [note["what"]]
    (masked,) = footnotes(report_of(notes=(note,))).notes
    assert (masked.startswith("found "), any(digit in masked for digit in "0123456789")) == (True, False)


@pytest.mark.parametrize(
    ("pointer", "field"),
    [
        ("plan", "plan"),
        ("emails/1", "emails[1]"),
        ("emails/1/@if/@path", "emails[1]"),
        ("a/2/b~1c/0/10", "b/c[0][10]"),
    ],
)
def test_a_field_that_no_event_filled_is_named_with_its_place_in_a_list(pointer: str, field: str) -> None:
    unread = Unread(
        mapping_file="m.json", mapping_line=3, mapping_pointer=f"/subscriptions/0/mapping/attributes/{pointer}",
        subscription="S", path="$.traits.x", events=2, found=0,
    )  # fmt: skip
    assert footnotes(report_of(unread=(unread,)), show_values=True).unread == [
        f"m.json:3: S reads $.traits.x for {field}, which none of 2 events has"
    ]
