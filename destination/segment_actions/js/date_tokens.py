"""Splits the text of a date into tokens, as V8 does. `dates` interprets them.

Source: observation of Node 20, whose date parser knows these words and no others.
"""

from __future__ import annotations

from typing import NamedTuple

from segment_actions.js.strings import SPACE

__all__ = ["END", "SIGNIFICANT", "Token", "tokens_of"]

SIGNIFICANT = 9
"""How many digits of a number count; V8 ignores the others."""

_BLANK = frozenset(SPACE) - set("\u2028\u2029")  # V8 treats line separators as words, not as white space
_KEYWORDS = {
    **{
        name: ("month", at)
        for at, name in enumerate(
            ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
        )
    },
    "am": ("half", 0),
    "pm": ("half", 12),
    **dict.fromkeys(("ut", "utc", "z", "gmt"), ("zone", 0)),
    "cdt": ("zone", -5),
    "cst": ("zone", -6),
    "edt": ("zone", -4),
    "est": ("zone", -5),
    "mdt": ("zone", -6),
    "mst": ("zone", -7),
    "pdt": ("zone", -7),
    "pst": ("zone", -8),
    "t": ("time", 0),
}


class Token(NamedTuple):
    """One token: the value of a number or the meaning of a word, and the length in characters."""

    kind: str  # number, symbol, word, space, unknown, end
    value: int = 0
    length: int = 0
    text: str = ""

    def fixed(self, length: int, low: int = 0, high: int = 999_999) -> bool:
        return self.kind == "number" and self.length == length and low <= self.value <= high

    def symbol(self, *texts: str) -> bool:
        return self.kind == "symbol" and self.text in texts

    def word(self, kind: str) -> bool:
        return self.kind == "word" and self.text == kind

    @property
    def is_z(self) -> bool:
        return self.word("zone") and self.length == 1


END = Token("end")


def tokens_of(text: str) -> list[Token]:
    out: list[Token] = []
    at = 0
    while at < len(text):
        char, begin = text[at], at
        if "0" <= char <= "9":
            while at < len(text) and "0" <= text[at] <= "9":
                at += 1
            digits = text[begin:at].lstrip("0")[:SIGNIFICANT]
            out.append(Token("number", int(digits or 0), at - begin))
        elif char in ":-+.)":
            at += 1
            out.append(Token("symbol", 0, 1, char))
        elif char in _BLANK:
            at += 1
            out.append(Token("space"))
        elif char >= "A":  # letters, and all characters after them: `[`, `_`, `é`
            while at < len(text) and text[at] >= "A" and text[at] not in _BLANK:
                at += 1
            out.append(_word(text[begin:at]))
        elif char == "(":
            at = _after_parentheses(text, at)
            out.append(Token("unknown"))
        else:
            at += 1
            out.append(Token("unknown"))
    return out


def _word(text: str) -> Token:
    start = "".join(chr(ord(char) | 0x20) if char < "\x80" else char for char in text[:3])
    # For months three letters suffice ("Marble" is March); other words must match completely.
    kind, value = _KEYWORDS.get(start, ("", 0))
    if kind != "month" and len(text) > 3:
        kind, value = "", 0
    return Token("word", value, len(text), kind)


def _after_parentheses(text: str, at: int) -> int:
    depth = 0
    while at < len(text):
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        at += 1
        if depth <= 0:
            break
    return at
