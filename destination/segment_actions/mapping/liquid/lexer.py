"""Splits the text of a template into texts, outputs and tags, and reads the words inside them. `tags` interprets the
tags.

Positions count UTF-16 code units: pass the text through `js.spread`. Source: observation of the published packages.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NoReturn

from segment_actions import js
from segment_actions.mapping.liquid.values import Refused

__all__ = ["Broken", "Part", "Scanner", "delimited", "named", "parts_of", "position"]

_WORD = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-?")
BLANK = frozenset(
    "\t\n\v\f\r \xa0\u1680\u180e\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
_NO_WORD = BLANK | frozenset("\u201c\u201d")
_DIGITS = frozenset("0123456789")
_OPERATORS = ("==", "!=", ">=", "<=", ">", "<", "contains", "not", "and", "or")
_LITERALS = ("true", "false", "nil", "null", "empty", "blank")
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_HEX = frozenset("0123456789abcdefABCDEF")
_OCTAL = frozenset("01234567")


class Broken(Exception):
    """A template that cannot be parsed or rendered: the class LiquidJS raises, its message with the place, and the
    reason (`Problem`)."""

    def __init__(self, name: str, message: str, *, reason: str = "", about: tuple[str, ...] = ()) -> None:
        super().__init__(js.paired(message))
        self.name, self.reason, self.about = name, reason, about


def is_word(char: str) -> bool:
    return char in _WORD if char < "\x80" else char not in _NO_WORD


def position(text: str, at: int) -> str:
    before = text[:at]
    line = before.count("\n")
    return f"line:{line + 1}, col:{at - (before.rfind(chr(10)) + 1) + 1}"


class Scanner:
    """A position `at` in a text that ends at `end`; reading moves it."""

    def __init__(self, text: str, at: int = 0, end: int | None = None) -> None:
        self.text = text
        self.at = at
        self.end = len(text) if end is None else end

    # -- characters ------------------------------------------------------------------------------------------------

    @property
    def done(self) -> bool:
        return self.at >= self.end

    def peek(self, ahead: int = 0) -> str:
        return self.text[self.at + ahead] if self.at + ahead < self.end else ""

    def read(self) -> str:
        """The next character, even the one after the end."""
        self.at += 1
        return self.text[self.at - 1 : self.at]

    def skip_blank(self) -> None:
        while self.at < self.end and self.text[self.at] in BLANK:
            self.at += 1

    def read_to(self, mark: str) -> bool:
        """Move past the next `mark`; returns False if there is none. Only its last character must be ahead."""
        while self.at < self.end:
            self.at += 1
            if self.text.endswith(mark, 0, self.at):
                return True
        return False

    def fail(self, message: str, at: int | None = None, *, reason: str = "", about: tuple[str, ...] = ()) -> NoReturn:
        place = position(self.text, self.at if at is None else at)
        raise Broken("TokenizationError", f"{message}, {place}", reason=reason or "no liquid", about=about)

    def expect(self, fine: object, message: str) -> None:
        if not fine:
            self.fail(message)

    def snapshot(self, begin: int | None = None) -> str:
        rest = self.text[self.at if begin is None else begin : self.end]
        return js.quote(rest if len(rest) <= 32 else rest[:29] + "...")

    # -- words -----------------------------------------------------------------------------------------------------

    def identifier(self) -> str:
        self.skip_blank()
        begin = self.at
        while self.at < self.end and is_word(self.text[self.at]):
            self.at += 1
        return self.text[begin : self.at]

    def tag_name(self) -> str:
        self.skip_blank()
        if self.text[self.at : self.at + 1] == "#":
            self.at += 1
            return "#"
        return self.identifier()

    def operator(self) -> str | None:
        self.skip_blank()
        return self._one_of(_OPERATORS)

    def literal(self) -> str | None:
        self.skip_blank()
        return self._one_of(_LITERALS)

    def _one_of(self, words: tuple[str, ...]) -> str | None:
        for word in words:
            after = self.at + len(word)
            if after <= self.end and self.text.startswith(word, self.at):
                if is_word(word[-1]) and after < self.end and is_word(self.text[after]):
                    return None
                self.at = after
                return word
        return None

    def quoted(self) -> str | None:
        """A string with its escapes resolved. An unclosed one ends with the part."""
        self.skip_blank()
        begin = self.at
        if self.peek() not in ("'", '"'):
            return None
        self.at += 1
        escaped = False
        while self.at < self.end:
            self.at += 1
            last = self.text[self.at - 1]
            if last == self.text[begin] and not escaped:
                break
            escaped = not escaped and last == "\\"
        return _unescaped(self.text[begin : self.at])

    def number(self) -> float | None:
        self.skip_blank()
        ahead = 1 if self.peek() in ("+", "-") else 0
        digits = point = False
        while self.at + ahead < self.end:
            char = self.peek(ahead)
            if char in _DIGITS:
                digits = True
            elif char == "." and self.peek(ahead + 1) != ".":
                if point or not digits:
                    return None
                point = True
            else:
                break
            ahead += 1
        after = self.peek(ahead)
        if not digits or (after and is_word(after)):
            return None
        self.at += ahead
        return js.to_number(self.text[self.at - ahead : self.at])


def _unescaped(literal: str) -> str:
    if "\\" not in literal:
        return literal[1:-1]
    out: list[str] = []
    at, end = 1, len(literal) - 1
    while at < end:
        if literal[at] != "\\":
            out.append(literal[at])
            at += 1
            continue
        after = literal[at + 1 : at + 2]
        if after in _ESCAPES:
            out.append(_ESCAPES[after])
            at += 2
        elif after == "u" or after in _OCTAL:
            digits, base = (_HEX, 16) if after == "u" else (_OCTAL, 8)
            begin = at + 2 if after == "u" else at + 1
            at = begin
            while at < begin + (4 if after == "u" else 3) and literal[at : at + 1] in digits:
                at += 1
            if after == "u" and at == len(literal) < begin + 4:
                raise Refused("Cannot read properties of undefined (reading 'charCodeAt')")
            out.append(chr(int(literal[begin:at] or "0", base)))
        else:
            out.append(after)
            at += 2
    return "".join(out)


@dataclass(slots=True)
class Part:
    """One part of a template, from `begin` to `end`. A tag's `scanner` is after its name, at its arguments."""

    kind: str  # text, output or tag
    text: str
    begin: int
    end: int
    scanner: Scanner = field(default_factory=lambda: Scanner(""))
    name: str = ""
    trim_left: bool = False
    trim_right: bool = False
    cut: tuple[int, int] = (0, 0)

    @property
    def source(self) -> str:
        return self.text[self.begin : self.end]

    @property
    def shown(self) -> str:
        """A text part without the blanks that its neighbours trim."""
        return self.text[self.begin + self.cut[0] : max(self.end - self.cut[1], self.begin + self.cut[0])]

    @property
    def arguments(self) -> str:
        return self.text[self.scanner.at : self.scanner.end]


def delimited(kind: str, text: str, begin: int, end: int, *, marks: int = 2) -> Part:
    """An output or tag: its content without braces, dashes and blanks."""
    left, right = begin + marks, end - marks
    trim_left = text[left : left + 1] == "-"
    trim_right = text[right - 1 : right] == "-"
    left, right = left + trim_left, right - trim_right
    while left < right and text[left] in BLANK:
        left += 1
    while right > left and text[right - 1] in BLANK:
        right -= 1
    part = Part(kind, text, begin, end, Scanner(text, left, right))
    if marks:
        part.trim_left, part.trim_right = trim_left, trim_right
    return part


def named(part: Part, complaint: str) -> Part:
    """The tag, with its name read."""
    part.name = part.scanner.tag_name()
    part.scanner.expect(part.name, complaint)
    part.scanner.skip_blank()
    return part


def parts_of(text: str) -> list[Part]:
    """All parts of a template, in order.

    Raises:
        Broken: a TokenizationError: something is not closed, or a tag has no name.
    """
    scanner, parts = Scanner(text), list[Part]()
    raw = -1
    while not scanner.done:
        if raw > -1:
            part = _raw_or_end(scanner, raw)
            raw = raw if part.kind == "text" else -1
        elif text.startswith("{%", scanner.at):
            part = _tag(scanner)
            raw = part.begin if part.name == "raw" else -1
        elif text.startswith("{{", scanner.at):
            part = _output(scanner)
        else:
            begin = scanner.at
            scanner.at = min(found for found in (*_found(text, begin), len(text)) if found >= 0)
            part = Part("text", text, begin, scanner.at)
        parts.append(part)
    _trim(parts)
    return parts


def _found(text: str, at: int) -> tuple[int, int]:
    return text.find("{%", at), text.find("{{", at)


def _tag(scanner: Scanner) -> Part:
    begin = scanner.at
    scanner.skip_blank()
    if not scanner.read_to("%}"):
        scanner.fail(f"tag {scanner.snapshot(begin)} not closed", begin, reason="not closed", about=("tag",))
    return named(delimited("tag", scanner.text, begin, scanner.at), "illegal tag syntax, tag name expected")


def _output(scanner: Scanner) -> Part:
    begin = scanner.at
    while not scanner.done:
        if scanner.peek() in ("'", '"'):
            scanner.quoted()
            continue
        scanner.at += 1
        if scanner.text.endswith("}}", 0, scanner.at):
            return delimited("output", scanner.text, begin, scanner.at)
    scanner.fail(f"output {scanner.snapshot(begin)} not closed", begin, reason="not closed", about=("output",))
    return None


def _raw_or_end(scanner: Scanner, raw: int) -> Part:
    """The text inside {% raw %}, or the tag that ends it."""
    begin, text = scanner.at, scanner.text
    left = scanner.at - 2 if scanner.read_to("{%") else -1
    while not scanner.done:
        if scanner.identifier() != "endraw":
            left = scanner.at - 2 if scanner.read_to("{%") else -1
            continue
        while scanner.at <= scanner.end:
            if text.endswith("%}", 0, scanner.at):
                if begin == left:
                    return named(delimited("tag", text, begin, scanner.at), "illegal tag syntax, tag name expected")
                scanner.at = left
                return Part("text", text, begin, left)
            if text.endswith("{%", 0, scanner.at):
                break
            scanner.at += 1
    scanner.fail(f"raw {scanner.snapshot(raw)} not closed", begin, reason="not closed", about=("raw",))
    return None


def _trim(parts: list[Part]) -> None:
    inside_raw = False
    for index, part in enumerate(parts):
        if part.kind == "text":
            continue
        if not inside_raw and part.trim_left and index:
            _trim_end(parts[index - 1])
        if part.kind == "tag" and part.name in ("raw", "endraw"):
            inside_raw = part.name == "raw"
        if not inside_raw and part.trim_right and index + 1 < len(parts):
            _trim_begin(parts[index + 1])


def _trim_end(part: Part) -> None:
    if part.kind == "text":
        left, right = part.cut
        while part.end - 1 - right >= 0 and part.text[part.end - 1 - right] in BLANK:
            right += 1
        part.cut = left, right


def _trim_begin(part: Part) -> None:
    if part.kind == "text":
        left, right = part.cut
        while part.text[part.begin + left : part.begin + left + 1] in BLANK and part.begin + left < len(part.text):
            left += 1
        part.cut = left, right
