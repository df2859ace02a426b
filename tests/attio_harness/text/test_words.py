"""Words for messages: counts, cuts, and texts that every terminal and file can take."""

from __future__ import annotations

from datetime import date

import pytest
from attio_harness.text.words import clean, closest, counted, cut, listed, meant, one_line, shown, titles_listed


def test_counts() -> None:
    assert [counted(number, "event") for number in (0, 1, 1234)] == ["0 events", "1 event", "1,234 events"]
    assert [counted(number, "loss", "losses") for number in (1, 2)] == ["1 loss", "2 losses"]


def test_lists_and_cuts_say_that_something_is_left_out() -> None:
    assert (listed("abc"), listed("abc", 2), listed([])) == ("a, b, c", "a, b and 1 more", "")
    assert (cut("abc", 3), cut("abcd", 3)) == ("abc", "ab…")


def test_titles_with_a_comma_of_their_own_are_told_apart() -> None:
    assert titles_listed(["Free", "Team"]) == "Free, Team"
    assert titles_listed(["Free", "Team, yearly"]) == "'Free', 'Team, yearly'"
    assert (titles_listed([]), titles_listed([], "none yet")) == ("none", "none yet")


def test_a_text_of_somebody_else_is_one_line_that_a_terminal_can_take() -> None:
    assert one_line(" \n" * 1_000 + "a\r\n\t b \x1b[31m\ud800") == "a b \\x1b[31m\\ud800"
    assert one_line("x" * 1_000_000, 3) == "xx…"


def test_what_was_meant() -> None:
    assert (closest("Peopel", ["people", "users"]), closest("x", ["people"])) == ("people", None)
    assert closest("Peopel", ["people", "u" * 30_000]) == "people"
    assert (meant("peopel", ["people"]), meant("x", ["people"])) == ("Did you mean 'people'? ", "")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("é", '"é"'),
        ("\ud800", '"\\ud800"'),
        (None, "null"),
        ({"a": [1, 2.5, True]}, '{"a": [1, 2.5, true]}'),
        (date(2024, 2, 29), '"2024-02-29"'),
        ("x" * 1_000_000, '"' + "x" * 58 + "…"),
    ],
)
def test_a_value_is_shown_as_json(value: object, text: str) -> None:
    assert shown(value) == text
    assert len(shown(value, 5)) <= 5


def test_every_character_can_be_encoded() -> None:
    assert clean("a\ud800\U0001f600") == "a\\ud800\U0001f600"
