"""The number that a text means."""

from __future__ import annotations

import pytest
from attio_harness.advice.amounts import number_meant


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", "12"), (" 1.5 ", "1.5"), ("1e3", "1000"), ("+5", "5"), ("$1,200.50", "1200.5"), ("1.234.567,50", "1234567.5"), ("-$12", "-12"),
        ("$-12", "-12"), ("12 EUR", "12"), ("EUR 12", "12"), ("40 seats", "40"), ("1 000", "1000"), ("1'200", "1200"), ("12%", "12"),
        # of these the digits alone say another number
        ("10k", None), ("1.2M", None), ("5 million", None), ("3 of 5", None), ("Q3 2024", None), ("0x10", None), ("2024-04-03", None),
        ("(12)", None), ("12-", None), ("1.2.3", None), ("none", None), ("", None), (12, None), ("9" * 1_000_000, None),
    ],
)  # fmt: skip
def test_the_number_that_a_text_means(text: object, number: str | None) -> None:
    assert number_meant(text) == number
