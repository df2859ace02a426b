"""Finds the slips in a text that is almost JSON, with their places, and the JSON that was meant.

Trailing commas, comments, single and typographic quotes, unquoted keys, words of other languages. The caller must try
whether the corrected text is JSON; if not, the slips explain nothing.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import dataclass

__all__ = ["NULLS", "JsonSlip", "json_slips", "mended"]

_LONGEST = 4_000_000
"""Longest text examined, in characters."""
_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+)
    |(?P<strange>[\u00a0\u2007\u202f\u2003\u2002\u3000\u200b\ufeff\x0b\x0c\u2028\u2029]+)
    |(?P<text>"(?>(?:[^"\\\n]|\\[^\n])*)")
    |(?P<single>'(?>(?:[^'\\\n]|\\[^\n])*)'|‘[^’\n]*’|`[^`]*`)
    |(?P<curly>[“”„][^“”„\n]*[“”]|[“”][^"\n]*"|"[^"\n]*[“”])
    |(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z)|\#[^\n]*|<!--.*?(?:-->|\Z))
    |(?P<left>\.\.\.|…)
    |(?P<mark>[\[\]{},:])
    |(?P<number>[-+]?(?:0[xX][0-9a-fA-F]+|\.?\d[\w.]*(?:[eE][-+]\d+)?|Infinity\b))
    |(?P<end>;)
    |(?P<word>[A-Za-z_$@][\w$.-]*)
    |(?P<open>["'‘`“”„][^\n]*)
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
"""Unclosed constructs match the rest of their line or text, so that it is scanned once, not again from every quote in it."""
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?")
_WORDS = {"true": "true", "false": "false", "null": "null"}
_FOREIGN = {
    "True": ("true", "True, which is Python's word", "true"),
    "False": ("false", "False, which is Python's word", "false"),
    "None": ("null", "None, which is Python's word", "null"),
    "TRUE": ("true", "TRUE", "true"),
    "FALSE": ("false", "FALSE", "false"),
    "NULL": ("null", "NULL", "null"),
    "nil": ("null", "nil", "null"),
    "undefined": ("null", "undefined, which JSON does not have", "null, or leave the member out"),
    "NaN": ("null", "NaN, which JSON does not have", "a number or null"),
    "nan": ("null", "nan, which JSON does not have", "a number or null"),
    "Infinity": ("null", "Infinity, which JSON does not have", "a number or null"),
    "inf": ("null", "inf, which JSON does not have", "a number or null"),
}
"""Words of other languages -> the JSON instead, what was found, what is expected."""
NULLS = frozenset(word for word, (made, _, _) in _FOREIGN.items() if made == "null")
"""Kinds of slips that are words for null."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonSlip:
    """What was found and what is expected. Slips of the same kind have the same `kind`. Line and column count from 1."""

    kind: str
    found: str
    expected: str
    line: int
    column: int


@dataclass(slots=True, kw_only=True)
class _Piece:
    """A token that is kept: its kind, its JSON, and its start and end in the text."""

    kind: str
    json: str
    begin: int
    end: int


class _Reader:
    """Reads a text once and keeps its JSON tokens."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = [0, *(found.end() for found in re.finditer("\n", text))]
        self.slips: list[JsonSlip] = []
        self.pieces: list[_Piece] = []
        self._open: list[str] = []

    def read(self) -> None:
        for token in _TOKEN.finditer(self._text):
            kind, word, at = token.lastgroup or "", token[0], token.start()
            if kind == "space":
                continue
            if kind == "strange":
                self._slip("space", f"a space that JSON does not allow (U+{ord(word[0]):04X})", "a plain space", at)
            elif kind == "comment":
                self._slip("comment", f"a comment ({word[:2]}), which JSON does not have", "none", at)
            elif kind == "left":
                self._slip("left out", "an ellipsis (…): something was left out here", "the whole text", at)
            elif kind == "end":
                self._slip("semicolon", "a semicolon", "none", at)
            elif kind == "mark":
                self._mark(word, at)
            else:
                self._value(kind, word, at)
        self._drop_comma(len(self._text), "the end")

    def _slip(self, kind: str, found: str, expected: str, at: int) -> None:
        line = bisect_right(self._lines, at)
        column = at - self._lines[line - 1] + 1
        self.slips.append(JsonSlip(kind=kind, found=found, expected=expected, line=line, column=column))

    def _keep(self, kind: str, text: str, begin: int, end: int) -> None:
        self.pieces.append(_Piece(kind=kind, json=text, begin=begin, end=end))

    # -- brackets, commas and colons --

    def _mark(self, word: str, at: int) -> None:
        last = self.pieces[-1].kind if self.pieces else ""
        if word in "]}":
            self._drop_comma(at, word)
            if self._open:
                self._open.pop()
        elif word in "[{":
            self._missing_comma(at)
            self._open.append(word)
        elif word == "," and last in (",", "[", "{"):
            self._slip("comma", "a comma without a value before it", "one comma between two values", at)
            return
        self._keep(word, word, at, at + 1)

    def _drop_comma(self, at: int, before: str) -> None:
        if self.pieces and self.pieces[-1].kind == ",":
            self._slip("last comma", f"a comma before {before}", "none after the last member", self.pieces.pop().begin)

    def _missing_comma(self, at: int) -> None:
        """A value directly after a value: a missing comma, or outside of all brackets another document."""
        if self.pieces and self.pieces[-1].kind in ("value", "]", "}") and self._open:
            end = self.pieces[-1].end
            self._slip("no comma", "two values without a comma between them", "a comma here", end)
            self._keep(",", ",", end, end)

    # -- keys and values --

    def _value(self, kind: str, word: str, at: int) -> None:
        self._missing_comma(at)
        made = word
        if kind == "single":
            made = json.dumps(_unescaped(word[1:-1]))
            self._slip("quotes", f"text in {word[0]} {word[-1]}", 'double quotes (")', at)
        elif kind == "curly":
            made = json.dumps(word[1:-1])
            self._slip("curly quotes", "typographic quotes (“ ”)", 'straight ones (")', at)
        elif kind in ("number", "word") and self._is_key(at + len(word)):
            made = json.dumps(word)
            self._slip("bare key", f"the key {_short(word)} without quotes", f'"{_short(word)}"', at)
        elif kind == "number":
            made = self._number(word, at)
        elif kind == "word":
            made = self._word(word, at)
        self._keep("value", made, at, at + len(word))

    def _is_key(self, behind: int) -> bool:
        return (
            bool(self._open)
            and self._open[-1] == "{"
            and re.match(r"\s*:", self._text[behind : behind + 80]) is not None
        )

    def _number(self, word: str, at: int) -> str:
        if _NUMBER.fullmatch(word):
            return word
        if word.endswith("Infinity"):
            self._slip("Infinity", f"{word}, which JSON does not have", "a number or null", at)
            return "null"
        self._slip(
            "number",
            f"{_short(word)}, which is not a JSON number",
            "one such as 12, -1.5 or 2e3, or text in quotes",
            at,
        )
        return json.dumps(word)

    def _word(self, word: str, at: int) -> str:
        if word in _WORDS:
            return word
        if word in _FOREIGN:
            made, found, expected = _FOREIGN[word]
            self._slip(word, found, expected, at)
            return made
        self._slip("bare text", f"{_short(word)} without quotes", f'"{_short(word)}"', at)
        return json.dumps(word)


def _unescaped(text: str) -> str:
    try:
        return str(json.loads('"' + text.replace("\\'", "'").replace('"', '\\"').replace("\n", "\\n") + '"'))
    except ValueError:
        return text


def _short(text: str) -> str:
    return text if len(text) <= 30 else text[:29] + "…"


def json_slips(text: str) -> list[JsonSlip]:
    """The slips of a text, in order, if correcting them gives JSON; otherwise none."""
    return mended(text)[0]


def mended(text: str) -> tuple[list[JsonSlip], object]:
    """The slips and the value that was meant; no slips and None if the text is not JSON with slips."""
    if len(text) > _LONGEST:
        return [], None
    reader = _Reader(text)
    reader.read()
    if not reader.slips or not any(one.kind in ("[", "{") for one in reader.pieces):
        return [], None
    try:
        return sorted(reader.slips, key=lambda one: (one.line, one.column)), json.loads(
            " ".join(one.json for one in reader.pieces)
        )
    except (ValueError, RecursionError):
        return [], None
