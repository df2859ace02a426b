"""What the advice about values looks for in a text."""

from __future__ import annotations

import re

import pytest
from attio_harness.advice.amounts import number_meant
from attio_harness.advice.values import _ADDRESS
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples

PLAIN = re.compile(r"[^@\s<>\"(),;:]+@[^@\s<>\"(),;:]+\.[^@\s<>\"(),;:]+")


@settings(max_examples=examples(200, 20_000), deadline=None)
@given(st.text('ab@@.. <>",;:', max_size=20))
def test_an_address_is_found_where_the_plain_pattern_finds_it(text: str) -> None:
    assert [one.span() for one in _ADDRESS.finditer(text)] == [one.span() for one in PLAIN.finditer(text)]


@pytest.mark.parametrize("text", ["a" * 1_000_000, "a." * 500_000, "a@" * 500_000, "<a" * 500_000])
def test_a_long_text_is_gone_through_once(text: str) -> None:
    """A pattern that begins anew at each letter takes an hour."""
    assert _ADDRESS.search(text) is None


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
