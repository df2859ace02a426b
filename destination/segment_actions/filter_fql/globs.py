"""The patterns of `match()`: compiles a glob to a test of the whole text, in linear time.

Rules and their sources

* `*`, `?`, `[abc]`, `[a-z]`, a backslash before a character, case-sensitive, the whole text: documentation.
* `[^abc]` is any other character; in brackets, `-` and `]` need a backslash; a pattern with an open bracket, such as
  `[a`, or a backslash at its end matches nothing (observation of the published package, @segment/tsub; assumption `filter.globs`).
* `?` is one character, not one byte or half of a pair (assumption `filter.globs`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

__all__ = ["compile_glob", "fault_of"]

_PIECE = re.compile(
    r"(?P<star>\*+)|(?P<any>\?)|\[(?P<not>\^?+)(?P<members>(?:(?:\\.|[^\]\\-])(?:-(?:\\.|[^\]\\-]))?)+)\]|\\(?P<literal>.)|(?P<plain>[^*?\[\\])",
    re.DOTALL,
)
_RANGE = re.compile(r"(\\.|[^\\])(?:-(\\.|[^\\]))?", re.DOTALL)


@lru_cache(maxsize=1024)
def compile_glob(pattern: str) -> Callable[[str], bool]:
    """The test of a pattern. A broken pattern matches nothing."""
    chunks = _chunks(pattern)
    if chunks is None:
        return lambda text: False
    first, *others = chunks
    if not others:
        whole = re.compile(f"{first}\\Z", re.DOTALL)
        return lambda text: whole.match(text) is not None
    *between, last = others
    # Each chunk is matched at its first occurrence only (an atomic group), since later ones cannot help. Otherwise a
    # glob with many stars would take exponential time.
    head = re.compile(first + "".join(f"(?>.*?{chunk})" for chunk in between if chunk), re.DOTALL)
    tail = re.compile(f"{last}\\Z", re.DOTALL)
    width = _width(pattern)

    def test(text: str) -> bool:
        found = head.match(text)
        # the part after the last star has a fixed length, so it can be at one place only
        return (
            found is not None and len(text) - width >= found.end() and tail.match(text, len(text) - width) is not None
        )

    return test


def fault_of(pattern: str) -> tuple[int, str] | None:
    """Where a pattern is broken, in characters from 0, and how."""
    at = 0
    while at < len(pattern):
        found = _PIECE.match(pattern, at)
        if found is None:
            if pattern[at] == "\\":
                return at, "a backslash at the end"
            closed = pattern.find("]", at) >= 0
            return at, "brackets that are empty or hold a bare - or ]" if closed else "a [ that is never closed"
        at = found.end()
    return None


def _chunks(pattern: str) -> list[str] | None:
    """Regular expressions of the parts between the stars; None if the pattern is broken."""
    if fault_of(pattern) is not None:
        return None
    chunks = [""]
    for found in _PIECE.finditer(pattern):
        if found["star"]:
            chunks.append("")
        else:
            chunks[-1] += _expression(found)
    return chunks


def _width(pattern: str) -> int:
    """The length, in characters, of the part after the last star."""
    width = 0
    for found in _PIECE.finditer(pattern):
        width = 0 if found["star"] else width + 1
    return width


def _expression(found: re.Match[str]) -> str:
    if found["any"]:
        return "."
    if found["members"]:
        ranges = [(one[-1:], (other or one)[-1:]) for one, other in _RANGE.findall(found["members"])]
        # a reversed range is empty
        inside = "".join(f"{re.escape(low)}-{re.escape(high)}" for low, high in ranges if low <= high)
        if not inside:
            return "." if found["not"] else "(?!)"
        return f"[{'^' if found['not'] else ''}{inside}]"
    return re.escape(found["literal"] or found["plain"])
