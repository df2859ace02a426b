"""Texts of others with every character seen: every character of Unicode is tried."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator
from itertools import filterfalse
from string import ascii_letters, digits

import pytest
from attio_harness.text.visible import is_hidden, visible, written_out


def every() -> Iterator[str]:
    return map(chr, range(sys.maxunicode + 1))


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a\x1b[31m\r\n\tb", "a\\x1b[31m\\r\\n\\tb"),
        ("\x7f\x9b2J\xa0", "\\x7f\\x9b2J\\xa0"),
        ("\u202egnp.exe\u2066\u200b\u2028\ufeff", "\\u202egnp.exe\\u2066\\u200b\\u2028\\ufeff"),
        ("\ud800 \ufffe \ufdd0", "\\ud800 \\ufffe \\ufdd0"),
        ("\U000e0041\U0010ffff", "\\U000e0041\\U0010ffff"),
        ("\u3164\u115f\u034f\u2800", "\\u3164\\u115f\\u034f\\u2800"),
        ("Zoë 佐藤 \U0001f600 ❤️ <a> `b` \\x1b", "Zoë 佐藤 \U0001f600 ❤️ <a> `b` \\x1b"),
    ],
)
def test_what_is_hidden_is_written_out_as_python_does(text: str, seen: str) -> None:
    assert visible(text) == seen
    assert visible(seen) == seen


def test_kept_characters_stay() -> None:
    assert visible("a\tb\nc\x00", keep="\n\t") == "a\tb\nc\\x00"
    assert visible("a\r\nb", keep="\n") == "a\\r\nb"


def test_no_character_of_unicode_stays_hidden() -> None:
    seen = filterfalse(is_hidden, every())
    # controls, formats such as marks of direction, halves of pairs, nobody's, lines, paragraphs, and spaces but the blank
    assert [one for one in seen if unicodedata.category(one)[0] in "CZ"] == [" "]
    assert all(map(is_hidden, "\u034f\u3164\uffa0\u180b\U000e0100"))
    assert not any(map(is_hidden, ascii_letters + digits))


def test_the_form_tells_the_character() -> None:
    assert all(
        written_out(one).isascii() and written_out(one).isprintable() for one in ("\n", "\x00", "\xad", "\uffff")
    )
    # of those with eight digits some, which run through every digit
    few = {*range(0x11000), *range(0x11000, sys.maxunicode + 1, 257)}
    assert len({written_out(chr(one)) for one in few}) == len(few)
