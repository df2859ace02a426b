"""Globs: the table of Segment's page, neighbours, and their time."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from segment_actions.filter_fql.globs import compile_glob, fault_of


@pytest.mark.parametrize(
    ("text", "pattern", "expected"),
    [
        # documentation
        ("abcd", "a*d", True),
        ("", "*", True),
        ("abc", "ab", False),
        ("abcd", "a??d", True),
        ("abcd", "*d", True),
        ("ab*d", "ab\\*d", True),
        ("abCd", "ab[cC]d", True),
        ("abcd", "ab[a-z]d", True),
        ("abcd", "ab[A-Z]d", False),
        # neighbours
        ("abxd", "ab\\*d", False),
        ("", "", True),
        ("a", "", False),
        ("", "?", False),
        ("", "a*", False),
        ("a/b\nc", "a*c", True),
        ("a/b", "a?b", True),
        ("😀", "?", True),
        ("aXb", "a[^X]b", False),
        ("aYb", "a[^X]b", True),
        ("a^b", "a[X^]b", True),
        ("a!b", "a[!X]b", True),
        ("a-b", "a[\\-]b", True),
        ("a]b", "a[\\]]b", True),
        ("a[b", "a[[]b", True),
        ("a*b", "a[*?]b", True),
        ("axb", "a[*?]b", False),
        ("a5b", "a[0-9a-f]b", True),
        ("agb", "a[0-9a-f]b", False),
        ("amb", "a[z-a]b", False),
        ("amb", "a[^z-a]b", True),
        ("a.b", "a.b", True),
        ("axb", "a.b", False),
        ("a$", "a$", True),
        ("a\n", "a", False),
        ("aab", "*ab", True),
        ("abab", "*ab", True),
        ("abab", "ab*ab", True),
        ("ab", "ab*ab", False),
        ("aba", "ab*ba", False),
        ("a", "a**", True),
        ("abcabc", "*b*b*", True),
        ("abc", "*b*b*", False),
        ("x.jane@acme.io", "*@acme.io", True),
        ("jane@acme.io.evil", "*@acme.io", False),
        ("a\\b", "a\\\\b", True),
        ("É", "[À-Ö]", True),
    ],
)
def test_a_glob_is_for_the_whole_text(text: str, pattern: str, expected: bool) -> None:
    assert compile_glob(pattern)(text) is expected


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        ("a[", (1, "a [ that is never closed")),
        ("a[b", (1, "a [ that is never closed")),
        ("[]", (0, "brackets that are empty or hold a bare - or ]")),
        ("[^]", (0, "brackets that are empty or hold a bare - or ]")),
        ("[a-]", (0, "brackets that are empty or hold a bare - or ]")),
        ("[-a]", (0, "brackets that are empty or hold a bare - or ]")),
        ("ab\\", (2, "a backslash at the end")),
        ("[a]]", None),
        ("]", None),
    ],
)
def test_a_broken_glob_matches_nothing(pattern: str, fault: tuple[int, str] | None) -> None:
    assert fault_of(pattern) == fault
    if fault is not None:
        assert not any(compile_glob(pattern)(text) for text in ("", pattern, "a", "ab"))


def slow(pattern: str, text: str) -> bool:
    """Globs of stars, question marks and plain characters, tried in every way."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return slow(pattern[1:], text) or (bool(text) and slow(pattern, text[1:]))
    return bool(text) and pattern[0] in ("?", text[0]) and slow(pattern[1:], text[1:])


@given(st.text("ab*?", max_size=7), st.text("ab", max_size=8))
def test_a_glob_finds_what_trying_everything_finds(pattern: str, text: str) -> None:
    assert compile_glob(pattern)(text) is slow(pattern, text)


@pytest.mark.parametrize(
    "pattern", ["*a" * 1000 + "*b", "*a*a*a*a*a*a*a*a*a*a*c*b", "*" * 5000 + "b", "*?" * 500 + "b"]
)
def test_many_stars_before_a_long_text_take_no_time(pattern: str) -> None:
    text = "a" * 100_000
    started = time.perf_counter()
    assert compile_glob(pattern)(text) is False
    assert time.perf_counter() - started < 1
