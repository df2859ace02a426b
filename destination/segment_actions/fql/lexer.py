"""Splits the text of a trigger into tokens, with the quirks of Segment's lexer. The parser interprets them.

Source: observation of the published packages (fql-ts 1.10.1).
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from segment_actions import js

__all__ = ["END", "Kind", "LexError", "Token", "tokens_of"]


class Kind(Enum):
    """What a token is."""

    NAME = "name"
    OPERATOR = "operator"
    CONDITIONAL = "conditional"
    NULL = "null"
    NUMBER = "number"
    STRING = "string"
    DOT = "."
    COMMA = ","
    OPEN = "("
    CLOSE = ")"
    OPEN_LIST = "["
    CLOSE_LIST = "]"
    END = "end"


class Token(NamedTuple):
    """A token and its text; a string includes its quotes."""

    kind: Kind
    text: str
    at: int = 0
    """Where it begins, in UTF-16 units."""


class LexError(Exception):
    """The text cannot be split into tokens; `at` is the place."""

    def __init__(self, message: str, at: int = 0) -> None:
        self.at = at
        super().__init__(message)


END = Token(Kind.END, "eos")

# No carriage return: the published lexer refuses it like any unknown character (observed).
_BLANKS = re.compile(r"[ \t\n]+")
# No "(": so `and(` and `or(` are names, which the parser skips (observed).
_TERMINATORS = frozenset(" \t\n,])")
_WORDS = {"a": ("and", Kind.CONDITIONAL), "o": ("or", Kind.CONDITIONAL), "n": ("null", Kind.NULL)}
_PUNCTUATION = {
    ".": Kind.DOT,
    ",": Kind.COMMA,
    "(": Kind.OPEN,
    ")": Kind.CLOSE,
    "[": Kind.OPEN_LIST,
    "]": Kind.CLOSE_LIST,
}
_LETTER = re.compile(r"[A-Za-z]")
_NAME_START = re.compile(r"[A-Za-z_\\]")
_NAME_PARTS = re.compile(r"[A-Za-z0-9_-]+")
# A lone sign is a number, "-", later NaN. There is no exponent: "1e5" is 1 and the name e5 (observed).
_NUMBER = re.compile(r"[-+0-9][0-9.]*")
# No "<", ">" or "[": `a>5` and `a[0]` are refused, `a=5` is not (observed).
_AFTER_NAME = frozenset(" \t\n,]).(=!")


_ENDED = r"(?=[ \t\n,\])]|\Z)"
"""Before a terminator or the end."""
_PLAIN = re.compile(
    rf"""[ \t\n]*+(?:
    ((?:and|or){_ENDED})
    |(null{_ENDED})
    |((?:(?![aon])|(?=.{{5}}))[A-Za-z_][A-Za-z0-9_-]*+(?=[ \t\n,\]).(=!]|\Z))
    |("[^"]*+"{_ENDED})
    |(=)
    |([.,()\[\]])
    )""",
    re.DOTALL | re.VERBOSE,
)
"""A token without any of the quirks below, and the blanks before it: most tokens of any trigger."""
_GROUPS = (Kind.END, Kind.CONDITIONAL, Kind.NULL, Kind.NAME, Kind.STRING, Kind.OPERATOR)
"""The kinds of the groups in `_PLAIN`, by number; the group after them is punctuation."""


@lru_cache(maxsize=8)
def tokens_of(text: str) -> tuple[Token, ...]:
    """All tokens, ending with the end marker. The last texts are cached, since several callers ask in turn.

    Raises:
        LexError: Segment's lexer gives up, and drops all tokens.
    """
    units = js.spread(text)
    tokens = _Lexer(units).run()
    return tuple(_glued(tokens if text.isascii() else [one._replace(text=js.paired(one.text)) for one in tokens]))


class _Lexer:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def run(self) -> list[Token]:
        tokens = []
        while self._at < len(self._text):
            if plain := _PLAIN.match(self._text, self._at):
                group = plain.lastindex or 0
                text = plain[group]
                kind = _GROUPS[group] if group < len(_GROUPS) else _PUNCTUATION[text]
                tokens.append(Token(kind, text, plain.start(group)))
                self._at = plain.end()
                continue
            char = self._text[self._at]
            if blanks := _BLANKS.match(self._text, self._at):
                self._at = blanks.end()
            else:
                begin = self._at
                kind, text, _ = self._next(char)
                tokens.append(Token(kind, text, begin))  # `_replace` takes four times as long
        return [*tokens, END._replace(at=self._at)]

    def _next(self, char: str) -> Token:
        if char == "!":
            return self._exclamation()
        if char == "=":
            # Always one character: "==" is two tokens (observed).
            return self._operator("=")
        if char in "<>":
            # Only before a terminator: `x <=5` is "<", "=", "5" (observed).
            wide = self._text[self._at + 1 : self._at + 2] == "=" and self._ends(self._at + 2)
            return self._operator(char + "=" if wide else char)
        if _NAME_START.match(char):
            return self._word(char)
        if char.isascii() and (char.isdigit() or char in "+-"):
            return self._number()
        if char in "\"'":
            return self._string(char)
        if char in _PUNCTUATION:
            self._at += 1
            return Token(_PUNCTUATION[char], char)
        raise self._unexpected()

    def _unexpected(self, where: str = "") -> LexError:
        char = js.paired(self._text[self._at : self._at + 2])[0]
        return LexError(f"unexpected {char if char.isprintable() else repr(char)}{where}", self._at)

    def _ends(self, at: int) -> bool:
        return at >= len(self._text) or self._text[at] in _TERMINATORS

    def _operator(self, text: str) -> Token:
        self._at += len(text)
        return Token(Kind.OPERATOR, text)

    def _exclamation(self) -> Token:
        after = self._text[self._at + 1 : self._at + 2]
        if after == "(" or _LETTER.match(after):
            return self._operator("!")
        # `a != "x"` is an operator, `a !="x"` is refused: a terminator must follow (observed).
        if after == "=" and self._ends(self._at + 2):
            return self._operator("!=")
        raise self._unexpected()

    def _word(self, char: str) -> Token:
        if char in _WORDS:
            word, kind = _WORDS[char]
            ahead = self._text[self._at + 1 : self._at + len(word)]
            if ahead == word[1:] and self._ends(self._at + len(word)):
                self._at += len(word)
                return Token(kind, word)
            if len(ahead) < len(word) - 1 and not _TERMINATORS.intersection(ahead):
                # The lookahead reached the end: what it read is lost, the first letter stays.
                self._at = len(self._text)
                return Token(Kind.NAME, char)
        return self._name()

    def _name(self) -> Token:
        out = []
        while self._at < len(self._text):
            if self._text[self._at] == "\\":
                if self._at + 1 == len(self._text):
                    raise LexError("a backslash with nothing after it", self._at)
                out.append(self._text[self._at + 1 : self._at + 2])
                self._at += 2
            elif found := _NAME_PARTS.match(self._text, self._at):
                out.append(found[0])
                self._at = found.end()
            else:
                break
        if self._at < len(self._text) and self._text[self._at] not in _AFTER_NAME:
            raise self._unexpected(" after a name")
        return Token(Kind.NAME, "".join(out))

    def _number(self) -> Token:
        found = _NUMBER.match(self._text, self._at)
        number = found.group() if found else ""
        self._at += len(number)
        if number.count(".") > 1 or (number.endswith(".") and self._ends(self._at)):
            raise LexError(f"{number} is no number", self._at)
        return Token(Kind.NUMBER, number)

    def _string(self, mark: str) -> Token:
        # Strings have no escapes; they may contain line breaks (observed).
        end = self._text.find(mark, self._at + 1)
        if end < 0:
            raise LexError("a string without its end", self._at)
        string = self._text[self._at : end + 1]
        # A closing quote without a terminator after it is read again, as an opening one.
        self._at = end + 1 if self._ends(end + 1) else end
        return Token(Kind.STRING, string)


def _glued(tokens: list[Token]) -> list[Token]:
    """Joins names separated by dots into one name."""
    out: list[Token] = []
    parts: list[str] = []  # the pieces of the last name in `out`, joined once at its end
    for at, token in enumerate(tokens):
        if token.kind is Kind.DOT and out and out[-1].kind is Kind.NAME and tokens[at + 1].kind is Kind.NAME:
            continue
        if token.kind is Kind.NAME and out and out[-1].kind is Kind.NAME and tokens[at - 1].kind is Kind.DOT:
            parts = parts or [out[-1].text]
            parts.append(token.text)
            continue
        if parts:
            out[-1] = out[-1]._replace(text=".".join(parts))
            parts = []
        out.append(token)
    return out
