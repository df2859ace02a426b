"""What the advice about addresses looks for in a text."""

from __future__ import annotations

import re

import pytest
from attio_harness.advice.contact import _ADDRESS
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
