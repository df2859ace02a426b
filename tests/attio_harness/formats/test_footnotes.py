"""Lines about what is no loss: what lint finds, and values of events in notes."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from attio_harness.formats.footnotes import footnotes

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
