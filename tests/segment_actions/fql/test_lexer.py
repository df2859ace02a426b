"""From the text of a trigger to tokens, with the quirks of Segment's lexer."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pytest
from segment_actions.fql import lexer
from segment_actions.fql.lexer import LexError, tokens_of


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", []),
        ('type = "a"', [("name", "type"), ("operator", "="), ("string", '"a"')]),
        ("traits.a.b != null", [("name", "traits.a.b"), ("operator", "!="), ("null", "null")]),
        ("traits.a\\ b", [("name", "traits.a b")]),
        ("a and b or c", [("name", "a"), ("conditional", "and"), ("name", "b"), ("conditional", "or"), ("name", "c")]),
        ("android = 1", [("name", "android"), ("operator", "="), ("number", "1")]),
        ("n", [("name", "n")]),
        ("nu", [("name", "n")]),
        ("-1.5 <= 2", [("number", "-1.5"), ("operator", "<="), ("number", "2")]),
        ("!contains(a, 'b')", [("operator", "!"), ("name", "contains"), ("(", "("), ("name", "a"), (",", ","), ("string", "'b'"), (")", ")")]),
        ("[1]", [("[", "["), ("number", "1"), ("]", "]")]),
    ],
)  # fmt: skip
def test_tokens(text: str, tokens: list[tuple[str, str]]) -> None:
    found = tokens_of(text)
    assert [(one.kind.value, one.text) for one in found[:-1]] == tokens
    assert (found[-1].kind.value, found[-1].at) == ("end", len(text))


@pytest.mark.parametrize(
    ("text", "message", "at"),
    [
        ("a & b", "unexpected &", 2),
        ("traits& b", "unexpected & after a name", 6),
        ('"open', "a string without its end", 0),
        ("1.2.3", "1.2.3 is no number", 5),
        ("1.", "1. is no number", 2),
        ("b\\", "a backslash with nothing after it", 1),
        ("a 🐎", "unexpected 🐎", 2),
    ],
)
def test_what_cannot_be_cut(text: str, message: str, at: int) -> None:
    with pytest.raises(LexError) as error:
        tokens_of(text)
    assert (str(error.value), error.value.at) == (message, at)


_PARTS = (
    *("a", "o", "n", "an", "and", "and(", "andy", "or", "ore", "nul", "null", "nullo", "no", "name", "traits.a", "_b-1"),
    *(" ", "  ", "\t", "\n", "\r", "\\", "\\.", ".", ",", "(", ")", "[", "]", "=", "==", "!", "!=", "<", "<=", ">", "-", "-1.5", "5"),
    *('"', "'", '"x"', "'x'", '"and \\ or"', "é", "\U0001f600", "&"),
)  # fmt: skip


def _texts() -> Iterator[str]:
    yield from (one + other for one in _PARTS for other in _PARTS)
    draws = random.Random(1)
    for _ in range(5000):
        yield "".join(draws.choices(_PARTS, k=draws.randint(3, 12)))


def _cut(text: str) -> object:
    try:
        return tokens_of.__wrapped__(text)
    except LexError as error:
        return str(error), error.at


def test_plain_tokens_are_those_of_the_long_way(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = {text: _cut(text) for text in _texts()}
    monkeypatch.setattr(lexer, "_PLAIN", re.compile(r"(?!)"))
    assert at_once == {text: _cut(text) for text in at_once}
