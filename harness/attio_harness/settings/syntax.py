"""Says what is wrong with a text that is not TOML, for people who write it once a year. Reads no file."""

from __future__ import annotations

import re
import tomllib

from attio_harness.text.visible import visible
from attio_harness.text.words import cut

__all__ = ["told"]

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")

_NAME = r"[\w.\"'-]+"
_MISTAKES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[“”„‘’«»]"), "found typographic quotation marks, expected \" or '"),
    (re.compile(rf"^\s*-\s+|^\s*{_NAME}\s*:(?:\s|$)"), 'this looks like YAML; TOML has NAME = VALUE, such as mode = "batch"'),
    (re.compile(r"^\s*[{}]\s*,?\s*$|^\s*\"[^\"]*\"\s*:"), 'this looks like JSON; TOML has NAME = VALUE, such as mode = "batch"'),
    (re.compile(rf"^\s*{_NAME}\s*=\s*(?:#.*)?$"), "found no value behind ="),
    (re.compile(r"=\s*(?:True|False)\b"), "found True or False, expected true or false, in small letters"),
    (re.compile(r"=\s*(?:None|null|nil|~)\s*(?:#.*)?$"), "TOML has no empty value; leave the line out"),
    (re.compile(r"=\s*\d[\d.]*\s*%"), 'a share is a text and has quotation marks, such as max-failures = "5%"'),
    (re.compile(r"=\s*[^\[\]{}\"'#]+,"), 'several values are a list with quotation marks, such as ignore = ["AH407", "AH311"]'),
    (re.compile(r"=\s*\"[^\"]*\\"), "a backslash in \"…\" begins a special character; write / or put the text into '…'"),
    (re.compile(rf"^\s*{_NAME}\s*=\s*[^\s\"'\[{{#\d+-]"), 'a text has quotation marks, such as mode = "batch"'),
    (re.compile(r"=\s*\"[^\"]*$|=\s*'[^']*$"), "the quotation mark that ends the text is missing"),
    (re.compile(r"^\s*\[[^\]]*$"), "the ] that ends the name of the table is missing"),
)  # fmt: skip
"""Patterns of lines -> the message; the first that fits counts."""

_OWN_WORDS: tuple[tuple[str, str], ...] = (
    ("Cannot overwrite a value", "the same name stands there twice"),
    ("Cannot declare", "the same table stands there twice; put its keys together"),
    ("Unclosed array", "a , or the ] that ends the list is missing"),
    ("Unclosed inline table", "a , or the } that ends the table is missing"),
)


def told(error: tomllib.TOMLDecodeError, text: str) -> tuple[int, str]:
    """The line from 1 and what is wrong there."""
    message = str(error)
    place = _PLACE.search(message)
    what = message[: place.start()] if place else message
    lines = text.splitlines()
    line = int(place[1]) if place and place[1] else _last(lines)
    found = lines[line - 1] if line <= len(lines) else ""
    said = next((ours for theirs, ours in _OWN_WORDS if what.startswith(theirs)), None)
    if said is None:
        said = next((advice for pattern, advice in _MISTAKES if pattern.search(found)), None)
    if said is None:
        said = what[:1].lower() + what[1:] + (f" (column {place[2]})" if place and place[2] else "")
    return line, f"is not TOML: {said}" + (f"; found {visible(cut(found.strip(), 80))}" if found.strip() else "")


def _last(lines: list[str]) -> int:
    """The last line that says something."""
    return next((number for number in range(len(lines), 0, -1) if lines[number - 1].strip()), 1)
