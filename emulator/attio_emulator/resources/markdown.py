"""The plain text of the Markdown that notes support: headings, lists, bold, italic, strike-through, highlight, links."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict

__all__ = ["plain"]

_LINES = re.compile(r"^[ \t]*(?:#{1,3}[ \t]+|[-*+][ \t]+(?:\[[ xX]\][ \t]+)?|\d+\.[ \t]+|>[ \t]?)", re.MULTILINE)
# bounded: otherwise thousands of unclosed openings would each be searched to the end of the text
_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\([^)\s]{0,2000}+\)")
_CODE = re.compile(r"`([^`\n]+)`")
_PAIRS = (
    (re.compile(r"(\*\*|__)(?=\S)"), re.compile(r"(?<=\S)(?=(\*\*|__))")),
    (re.compile(r"(?<!\w)(\*|_)(?=\S)"), re.compile(r"(?<=\S)(?=(\*|_)(?!\w))")),
    (re.compile(r"(~~|==)(?=\S)"), re.compile(r"(?<=\S)(?=(~~|==))")),
)
"""Where a mark can open, and where it can close."""
_LONGEST = 500
"""Most characters between two marks."""


def plain(markdown: str) -> str:
    """The text without its marks; line feeds stay (Attio's details are assumed)."""
    text = _LINK.sub(r"\1", _LINES.sub("", markdown))
    for opens, closes in _PAIRS:
        text = _without(text, opens, closes)
    return _CODE.sub(r"\1", text)


def _without(text: str, opens: re.Pattern[str], closes: re.Pattern[str]) -> str:
    # a single expression for both would search the longest possible text for every unclosed mark
    closing = defaultdict[str, list[int]](list)
    for found in closes.finditer(text):
        closing[found[1]].append(found.start())
    pieces, kept, at = list[str](), 0, 0
    while (opened := opens.search(text, at)) is not None:
        start, at = opened.end(), opened.start() + 1
        ends = closing[opened[1]]
        next_one = bisect_left(ends, start + 1)
        if next_one < len(ends) and (end := ends[next_one]) <= start + _LONGEST and "\n" not in text[start:end]:
            pieces += text[kept : opened.start()], text[start:end]
            kept = at = end + len(opened[1])
    return "".join([*pieces, text[kept:]])
