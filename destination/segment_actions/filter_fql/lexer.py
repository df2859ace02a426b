"""Splits the text of a filter's condition into tokens. The parser interprets them.

Rules and their sources

* Characters of names, and the backslash before any other one: documentation.
* Both quotes: documentation, whose examples have single ones, and Segment's editor, which writes double ones.
* A backslash in a text is literal, so that `'ab\\*d'` is a glob with a literal star (documentation); before the
  enclosing quote it escapes the quote (assumption, `filter.string_escapes`).
* Numbers have no exponent (observation of the published lexer, fql-ts 1.10.1).
* The words and, or, in, true, false, null are lower case (documentation shows no other; assumption, `filter.keywords`).
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from typing import Any, NamedTuple

from segment_actions.errors import FqlError
from segment_actions.filter_fql.tree import KEYWORDS, Path, generate, keys_of

__all__ = ["Kind", "Token", "tokens_of", "wrong"]


class Kind(Enum):
    """What a token is."""

    PATH = "a field"
    WORD = "a word"
    STRING = "a text"
    NUMBER = "a number"
    SIGN = "a sign"
    END = "the end"


class Token(NamedTuple):
    """One token: its value is the keys of a path, the value of a text or number, or else the characters themselves."""

    kind: Kind
    value: Any
    at: int
    text: str

    @property
    def told(self) -> str:
        """What messages call it."""
        return "the end" if self.kind is Kind.END else self.text if self.kind is Kind.STRING else f"'{self.text}'"


_SPACE = re.compile(r"[ \t\r\n]*")
_PATH = re.compile(r"(?:[A-Za-z_]|\\.)(?:[A-Za-z0-9_-]|\\.)*(?:\.(?:[A-Za-z0-9_-]|\\.)+)*", re.DOTALL)
_MEMBER = re.compile(r"""\[\s*(['"])([^'"\]]+)\1\s*\]""")
"""A member in brackets, as in JavaScript."""
_NUMBER = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?")
_MOST_DIGITS = 300
"""Longer numbers exceed the range of JSON's numbers."""
_SIGN = re.compile(r"!=|<=|>=|[=<>!()\[\],]")
_STRING = {quote: re.compile(rf"{quote}((?:[^{quote}\\]|\\{quote}|\\(?!{quote}))*){quote}") for quote in "'\""}

_MEANT = {
    "&&": "write and",
    "||": "write or",
    "==": "write =",
    "=>": "write >=",
    "=<": "write <=",
    "<>": "write !=",
    "=~": "write match( field, 'pattern' )",
    "&": "write and",
    "|": "write or",
    "$": "write fields without $, as traits.plan",
    "*": "write a glob in match( field, 'pattern' )",
    "`": "enclose a text in ' or \"",
    **dict.fromkeys("\u201c\u201d\u2018\u2019\u201e\u00ab\u00bb", "enclose a text in straight quotes, ' or \""),
}
"""Corrections for what other languages, or word processors, write."""


def wrong(at: int, found: str, expected: str, hint: str = "") -> FqlError:
    """The error for anything unreadable: column, what was found, what was expected."""
    message = f"column {at + 1}: found {found}, expected {expected}"
    return FqlError(f"{message}; {hint}" if hint else message, at)


def tokens_of(text: str) -> list[Token]:
    """All tokens, ending with the end marker.

    Raises:
        FqlError: a part of the text is not a token.
    """
    tokens = []
    at = _SPACE.match(text).end()  # type: ignore[union-attr]
    while at < len(text):
        tokens.append(_token(text, at))
        at = _SPACE.match(text, at + len(tokens[-1].text)).end()  # type: ignore[union-attr]
    return [*tokens, Token(Kind.END, None, at, "")]


def _token(text: str, at: int) -> Token:
    pair = text[at : at + 2]
    if len(pair) == 2 and pair in _MEANT:
        raise wrong(at, f"'{pair}'", "an operator", _MEANT[pair])
    if found := _PATH.match(text, at):
        return _name(text, found)
    if text[at] in _STRING:
        return _string(text, at)
    if found := _NUMBER.match(text, at):
        return _number(text, found)
    if found := _SIGN.match(text, at):
        return Token(Kind.SIGN, found[0], at, found[0])
    raise _unknown(text, at)


def _name(text: str, found: re.Match[str]) -> Token:
    if found[0] in KEYWORDS:
        return Token(Kind.WORD, found[0], found.start(), found[0])
    after = text[found.end() : found.end() + 1]
    if after == ".":
        char = text[found.end() + 1 : found.end() + 2]
        hint = f"write \\{char} in the name" if char.strip() and char not in ".=!<>()[],'\"" else ""
        raise wrong(found.end() + 1, _shown(text, found.end() + 1), "a member's name after the dot", hint)
    # `traits.größe`: the next character can only belong to the name with a backslash
    if after and after not in " \t\r\n=!<>()[],'\"":
        if after == "\\":
            raise wrong(found.end() + 1, "the end", "a character after the backslash")
        raise wrong(
            found.end(),
            _shown(text, found.end()),
            "letters, digits, _ and - in the name of a field",
            _MEANT[after] if after in _MEANT and after != "$" else f"write \\{after} in the name",
        )
    if after == "[":
        member = _MEMBER.match(text, found.end())
        instead = f"{found[0]}.0 for the first element of a list"
        if member is not None:
            instead = generate(Path((*keys_of(found[0]), member[2])))
        raise wrong(found.end(), "'['", "an operator after the field", f"write {instead}")
    return Token(Kind.PATH, keys_of(found[0]), found.start(), found[0])


def _string(text: str, at: int) -> Token:
    quote = text[at]
    found = _STRING[quote].match(text, at)
    if found is None:
        hint = f"\\{quote} is a {quote} inside the text" if f"\\{quote}" in text[at:] else ""
        raise wrong(at, f"an unclosed text, {_short(text[at:])}", f"a {quote} at its end", hint)
    return Token(Kind.STRING, found[1].replace("\\" + quote, quote), at, found[0])


def _number(text: str, found: re.Match[str]) -> Token:
    rest = re.compile(r"[A-Za-z0-9_.]+").match(text, found.end())
    if rest is not None:
        raise wrong(
            found.start(),
            f"'{_short(found[0] + rest[0])}'",
            "a number such as 5, -5 or 5.5",
            "if it is a field, write a backslash before it",
        )
    if len(found[0]) > _MOST_DIGITS:
        raise wrong(found.start(), f"a number of {len(found[0])} digits", f"at most {_MOST_DIGITS}")
    value = float(found[0]) if "." in found[0] else int(found[0])
    return Token(Kind.NUMBER, value, found.start(), found[0])


def _unknown(text: str, at: int) -> FqlError:
    hint = _MEANT.get(text[at], "")
    if not hint and text[at].isalpha():
        hint = f"if a field begins with it, write \\{text[at]}"
    return wrong(at, _shown(text, at), "a field, a value or an operator", hint)


def _shown(text: str, at: int) -> str:
    if at >= len(text):
        return "the end"
    char = text[at]
    # named, since a space unknown to the language looks like an ordinary one
    return (
        f"'{char}'" if char.isprintable() and char != "\xa0" else unicodedata.name(char, f"U+{ord(char):04X}").lower()
    )


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
