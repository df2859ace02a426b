"""Text by UTF-16 code units. The values are those of Node 20."""

from __future__ import annotations

from typing import Any

import pytest
from segment_actions import js
from segment_actions.js import MISSING

HORSE = "🐎"
FRONT, BACK = "\ud83d", "\udc0e"


@pytest.mark.parametrize(
    ("text", "length"), [("", 0), ("ab", 2), ("é", 1), ("a" + HORSE, 3), (FRONT, 1), ("\uffff", 1)]
)
def test_length_counts_code_units(text: str, length: int) -> None:
    assert (js.utf16_length(text), len(list(js.utf16_units(text))), len(js.spread(text))) == (length,) * 3


@pytest.mark.parametrize(
    ("text", "index", "unit"),
    [("ab", 1, "b"), ("ab", 2, MISSING), ("ab", -1, MISSING), ("é", 0, "é"), ("é", 1, MISSING),
     (HORSE, 0, FRONT), (HORSE, 1, BACK), (HORSE + "x", 2, "x"), (HORSE, 2, MISSING), (FRONT, 0, FRONT)],
)  # fmt: skip
def test_a_code_unit_by_its_number(text: str, index: int, unit: Any) -> None:
    assert js.utf16_at(text, index) == unit


def test_halves_that_meet_are_one_character_and_can_be_torn_again() -> None:
    assert js.spread("a" + HORSE) == "a" + FRONT + BACK == "".join(js.utf16_units("a" + HORSE))
    assert js.paired("a" + FRONT + BACK) == "a" + HORSE
    assert js.paired(BACK + FRONT) == BACK + FRONT
    assert js.paired(FRONT + FRONT + BACK) == FRONT + HORSE
    assert [js.is_torn(text) for text in ("a", "é", HORSE, FRONT, "x" + BACK)] == [False, False, False, True, True]


def test_utf8_has_a_replacement_for_half_a_character() -> None:
    assert js.utf8("é\ud83dx🐎") == bytes.fromhex("c3a9efbfbd78f09f908e")
    assert js.utf8(FRONT + BACK) == HORSE.encode()
    assert js.utf8("a") == b"a"


def test_blank_is_what_trim_takes_away() -> None:
    assert len(js.SPACE) == len(set(js.SPACE)) == 25
    assert [char in js.SPACE for char in "\ufeff\xa0\u2029\v"] == [True] * 4
    assert [char in js.SPACE for char in "\u180e\u200b\x1c\x85"] == [False] * 4  # the last two are blank in Python
