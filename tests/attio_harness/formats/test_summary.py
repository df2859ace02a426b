"""A run in a line each."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from attio_harness.formats import summary
from attio_harness.report import Outcome

from .report_cases import report_of


@pytest.mark.parametrize(
    ("sizes", "told"),
    [
        ({}, ""),
        ({5: 0}, ""),
        ({1: 1}, "1 of 1 event"),
        ({2: 6}, "6 of 2 events"),
        ({1: 1, 2: 1}, "2 of 1 to 2 events, median 1"),
        ({1000: 200, 1: 10, 12: 2}, "212 of 1 to 1,000 events, median 1,000"),
        ({1000: 10, 1: 1, 12: 1201}, "1,212 of 1 to 1,000 events, median 12"),
    ],
)
def test_batches_in_one_line(sizes: Mapping[int, int], told: str) -> None:
    assert summary.batches(report_of(batches=sizes)) == told


def test_the_outcome_is_masked_where_a_subscription_is_called_after_a_person() -> None:
    report = report_of(
        outcome=Outcome(passed=False, why=("1 lost", "the trigger of 'jane@acme.com' can never be true"))
    )
    assert summary.outcome(report, show_values=True) == (
        "Failed: 1 lost; the trigger of 'jane@acme.com' can never be true."
    )
    assert summary.outcome(report) == "Failed: 1 lost; the trigger of 'j•••@a•••.com' can never be true."


def test_records_that_were_taken_as_there_are_told_apart() -> None:
    report = report_of(records={"users": {"created": 1200, "updated": 0, "assumed": 2}, "people": {"assumed": 1}})
    told = "people 0 created, 0 updated, 1 presumed to exist; users 1,200 created, 0 updated, 2 presumed to exist"
    assert summary.records(report) == told
