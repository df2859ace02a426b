"""The number that a text means."""

from __future__ import annotations

import pytest
from attio_harness.advice.amounts import number_meant, rounded


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", "12"), (" 1.5 ", "1.5"), ("1e3", "1000"), ("+5", "5"), ("$1,200.50", "1200.5"), ("1.234.567,50", "1234567.5"), ("-$12", "-12"),
        ("$-12", "-12"), ("12 EUR", "12"), ("EUR 12", "12"), ("40 seats", "40"), ("About 20", "20"), ("approx. 20", "20"), ("1 000", "1000"), ("1'200", "1200"), ("12%", "12"),
        # a sign before, and decimals without a number before them
        ("\u22125", "-5"), ("- 5", "-5"), (".5", "0.5"), ("$.50", "0.5"), ("-.5", "-0.5"), ("Rs.500", "500"), ("No. 5", "5"), ("5.", "5"), ("12,", "12"),
        # a comma parts thousands where three digits follow each, and no zero stands before
        ("1,200", "1200"), ("12,34,567", "1234567"), ("1,234,567.5", "1234567.5"), ("0,125 kg", "0.125"), ("1,2345", "1.2345"), ("1234,567", "1234.567"),
        ("1\u202f200,50", "1200.5"), ("1.234.567", "1234567"), ("0.125 kg", "0.125"), ("1234.567 EUR", "1234.567"), ("1.250", "1.25"),
        # all digits of a whole number
        ("1234567890123456", "1234567890123456"), ("1,234,567,890,123,456", "1234567890123456"), ("0.30000000000000004", "0.3"),
        ("1.250 kg", None), ("\u20ac1.250", None), ("1,2,3", None), ("1.2,3.4", None), ("1,20,3", None), ("\u0663", None), ("5\u00b2", None), ("\uff11\uff12", None),
        # of these the digits alone say another number
        ("10k", None), ("1.2M", None), ("5 million", None), ("3 of 5", None), ("Q3 2024", None), ("0x10", None), ("2024-04-03", None),
        ("(12)", None), ("12-", None), ("1.2.3", None), ("none", None), ("", None), (12, None), ("9" * 1_000_000, None),
    ],
)  # fmt: skip
def test_the_number_that_a_text_means(text: object, number: str | None) -> None:
    assert number_meant(text) == number


@pytest.mark.parametrize(
    ("value", "becomes"),
    [
        ("9007199254740993", 9007199254740992), (" 12345678901234567890 ", 12345678901234567168), (9007199254740993, 9007199254740992), (-(2**53) - 1, -(2**53)),
        ("9007199254740992", None), ("1234567890123456", None), (2**60, None), ("9007199254740993.5", None), (True, None), (None, None), (10**400, None), ("9" * 1_000_000, None),
    ],
)  # fmt: skip
def test_what_a_number_with_too_many_digits_becomes(value: object, becomes: int | None) -> None:
    assert rounded(value) == becomes
