"""The plain text of the part of Markdown that notes know: headings, lists, bold, italic, strike-through, highlight, links."""

from __future__ import annotations

import re

__all__ = ["plain"]

_LINES = re.compile(r"^[ \t]*(?:#{1,3}[ \t]+|[-*+][ \t]+(?:\[[ xX]\][ \t]+)?|\d+\.[ \t]+|>[ \t]?)", re.MULTILINE)
# Each is bounded: what is opened thousands of times and never closed would be looked through to its end for each of them.
_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\([^)\s]{0,2000}\)")
_MARKS = (
    re.compile(r"(\*\*|__)(?=\S)(.{1,500}?)(?<=\S)\1"),
    re.compile(r"(?<!\w)(\*|_)(?=\S)(.{1,500}?)(?<=\S)\1(?!\w)"),
    re.compile(r"(~~|==)(?=\S)(.{1,500}?)(?<=\S)\1"),
    re.compile(r"(`)([^`\n]+)`"),
)


def plain(markdown: str) -> str:
    """The text without its marks; line feeds stay (how Attio does it in detail is assumed)."""
    text = _LINK.sub(r"\1", _LINES.sub("", markdown))
    for mark in _MARKS:
        text = mark.sub(r"\2", text)
    return text
