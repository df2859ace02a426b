"""Whether a text is a valid regular expression of JavaScript, without the flag `u`. Only parses the syntax; matches
nothing.

Source: the grammar of ECMAScript with its additions for browsers (Annex B); observation of Node 20.
"""

from __future__ import annotations

import re

from segment_actions import js

__all__ = ["is_regex"]

_COUNT = re.compile(r"\{([0-9]+)(?:,([0-9]*))?\}")
_UNBOUNDED = 2**31 - 1
_ALSO_IN_NAMES = re.compile("[$\u200c\u200d]")
_NAME_ESCAPE = re.compile(r"\\u(?:([0-9A-Fa-f]{4})|\{([0-9A-Fa-f]{1,6})\})")
_ANCHOR = re.compile(r"[^\\]\\Z")
_CONTROLS = {"b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11}
_SETS = frozenset("dDsSwW")


def is_regex(text: str) -> bool:
    """Whether JavaScript compiles the text and it contains no `\\Z`."""
    if _ANCHOR.search(text):
        return False
    try:
        _Pattern(js.spread(text)).walk()
    except _Broken:
        return False
    return True


class _Broken(Exception):
    """Not a regular expression."""


class _Pattern:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.named = re.search(r"\(\?<(?![=!])", self._without_classes()) is not None
        self.names: set[str] = set()
        self.wanted: set[str] = set()

    def _without_classes(self) -> str:
        return re.sub(r"\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]?", "", self.text)

    def walk(self) -> None:
        groups: list[bool] = []  # for each open group: whether it may be repeated
        repeatable = False
        while self.at < len(self.text):
            char = self.text[self.at]
            if char == "(":
                groups.append(self.group())
                repeatable = False
            elif char == ")":
                if not groups:
                    raise _Broken
                self.at += 1
                repeatable = groups.pop()
            elif char in "*+?" or (char == "{" and _COUNT.match(self.text, self.at)):
                if not repeatable:
                    raise _Broken
                self.quantifier(char)
                repeatable = False
            elif char == "\\":
                repeatable = self.escape()
            elif char == "[":
                self.character_class()
                repeatable = True
            else:
                self.at += 1
                repeatable = char not in "^$|"
        if groups or not self.wanted <= self.names:
            raise _Broken

    def group(self) -> bool:
        """Read the opening of a group. Returns whether the group may be repeated; a lookbehind may not."""
        rest = self.text[self.at + 1 : self.at + 4]
        if not rest.startswith("?"):
            self.at += 1
            return True
        if rest[1:2] in (":", "=", "!"):
            self.at += 3
            return True
        if rest[1:3] in ("<=", "<!"):
            self.at += 4
            return False
        # what is no `<` here, `name` refuses
        self.at += 2
        name = self.name()
        if name in self.names:
            raise _Broken
        self.names.add(name)
        return True

    def name(self) -> str:
        """`<name>`, with escapes resolved."""
        end = self.text.find(">", self.at)
        if self.text[self.at : self.at + 1] != "<" or end < 0:
            raise _Broken
        name = _NAME_ESCAPE.sub(
            lambda found: chr(min(int(found[1] or found[2], 16), 0x10FFFF)), self.text[self.at + 1 : end]
        )
        name = js.paired(name)
        if not (name[:1].replace("$", "_") + _ALSO_IN_NAMES.sub("_", name[1:])).isidentifier():
            raise _Broken
        self.at = end + 1
        return name

    def quantifier(self, char: str) -> None:
        found = _COUNT.match(self.text, self.at)
        if char == "{" and found is not None:
            low = min(int(found[1]), _UNBOUNDED)
            high = min(int(found[2]), _UNBOUNDED) if found[2] else low if found[2] is None else _UNBOUNDED
            if low > high:
                raise _Broken
            self.at = found.end()
        else:
            self.at += 1
        if self.text[self.at : self.at + 1] == "?":
            self.at += 1

    def escape(self) -> bool:
        """Read an escape outside of a class. Returns whether it may be repeated."""
        char = self.text[self.at + 1 : self.at + 2]
        if not char:
            raise _Broken
        self.at += 2
        if char == "k" and self.named:
            self.wanted.add(self.name())
        return char not in "bB"

    def character_class(self) -> None:
        self.at += 1
        if self.text[self.at : self.at + 1] == "^":
            self.at += 1
        while self.at < len(self.text) and self.text[self.at] != "]":
            low = self.class_atom()
            if self.text[self.at : self.at + 1] == "-" and self.text[self.at + 1 : self.at + 2] not in ("]", ""):
                self.at += 1
                high = self.class_atom()
                if low is not None and high is not None and low > high:
                    raise _Broken
        if self.at >= len(self.text):
            raise _Broken
        self.at += 1

    def class_atom(self) -> int | None:
        """Read one item of a class: the code of a character, or None for a set such as `\\d`."""
        char = self.text[self.at]
        self.at += 1
        if char != "\\":
            return ord(char)
        char = self.text[self.at : self.at + 1]
        if not char or (char == "k" and self.named):
            raise _Broken
        if char in _SETS:
            self.at += 1
            return None
        for form, base in (
            (r"x([0-9A-Fa-f]{2})", 16),
            (r"u([0-9A-Fa-f]{4})", 16),
            (r"([0-3][0-7]{0,2}|[4-7][0-7]?)", 8),
        ):
            found = re.compile(form).match(self.text, self.at)
            if found is not None:
                self.at = found.end()
                return int(found[1], base)
        if char == "c":
            control = self.text[self.at + 1 : self.at + 2]
            if re.fullmatch(r"[A-Za-z0-9_]", control):
                self.at += 2
                return ord(control) % 32
            return ord("\\")
        self.at += 1
        return _CONTROLS.get(char, ord(char))
