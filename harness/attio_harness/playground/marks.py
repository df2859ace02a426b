"""Places in the editors' texts, as an editor counts them: in units of UTF-16, and as line and column from 1."""

from __future__ import annotations

import json
from typing import Any

from attio_harness.text.json import JsonTextError, around, loads, pointer_token, range_of

__all__ = [
    "broken_column",
    "edit",
    "json_text",
    "key_edit",
    "mark",
    "mark_of_line",
    "mark_of_pointer",
    "repair",
    "value_edit",
]


def mark(editor: str, text: str, begin: int, end: int) -> dict[str, Any]:
    """The place between two offsets, in characters, of the text in an editor."""
    begin = max(0, min(begin, len(text)))
    return {
        "editor": editor,
        **_span(text, begin, end),
        "line": text.count("\n", 0, begin) + 1,
        "column": begin - text.rfind("\n", 0, begin),
    }


def mark_of_line(editor: str, text: str, line: int | None, column: int | None = None) -> dict[str, Any]:
    """The text of a line, from a column on, without blanks at both ends."""
    lines = text.split("\n")
    number = max(1, min(line or 1, len(lines)))
    begin, own = sum(len(one) + 1 for one in lines[: number - 1]), lines[number - 1]
    skipped = min(column - 1, len(own)) if column else len(own) - len(own.lstrip())
    return mark(editor, text, begin + skipped, begin + max(len(own.rstrip()), min(skipped + 1, len(own))))


def mark_of_pointer(editor: str, text: str, pointer: str, *, line: int | None = None) -> dict[str, Any]:
    """The value at a JSON pointer; if the text has no such place, the part that should hold it. In a text that is not JSON, the `line`."""
    at, found = "", None
    for outer in around(pointer):
        at = outer.rstrip("/")
        if found := range_of(text, at):
            break
    while found is None and at:
        at = at.rpartition("/")[0]
        found = range_of(text, at)
    if found is None:
        return mark_of_line(editor, text, line) if line else mark(editor, text, 0, 0)
    key_from, key_to, begin, end = found
    # mark an object or a list at its key instead of all its lines
    named = key_to > key_from and text[begin] in "{["
    return (
        mark(editor, text, key_from, key_to) if named else mark(editor, text, begin, min(end, _line_end(text, begin)))
    )


def broken_column(text: str, line: int) -> int | None:
    """The column where a text, or this line of it, stops being JSON; None if that is elsewhere or nowhere."""
    lines = text.split("\n")
    own = lines[line - 1] if 0 < line <= len(lines) else ""
    for one, above in ((text, 0), (own, line - 1)):
        try:
            loads(one)
        except JsonTextError as error:
            if error.line + above == line:
                return error.column
    return None


def edit(editor: str, text: str, begin: int, end: int, new: str) -> dict[str, Any]:
    """The edit that replaces the text between two offsets, in characters."""
    return {"editor": editor, **_span(text, begin, end), "text": new}


def repair(label: str, *edits: dict[str, Any]) -> dict[str, Any]:
    """Edits that fix a mistake, offered as a button."""
    return {"label": label, "edits": list(edits)}


def value_edit(text: str, pointer: str, value: Any) -> dict[str, Any] | None:
    """Another value at a pointer of the mapping; None if the text has no such place."""
    found = range_of(text, pointer)
    return edit("mapping", text, found[2], found[3], json_text(value)) if found else None


def key_edit(text: str, pointer: str, key: str) -> dict[str, Any] | None:
    """Another key for the member at a pointer, if its object does not already have that key."""
    found = range_of(text, pointer)
    if found is None or found[0] == found[1] or range_of(text, pointer.rpartition("/")[0] + pointer_token(key)):
        return None
    return edit("mapping", text, found[0], found[1], json_text(key))


def json_text(value: Any) -> str:
    """A value as it is typed."""
    return json.dumps(value, ensure_ascii=False)


def _span(text: str, begin: int, end: int) -> dict[str, int]:
    if text.isascii():
        return {"from": begin, "to": end}
    return {"from": _units(text[:begin]), "to": _units(text[:end])}


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _line_end(text: str, begin: int) -> int:
    end = text.find("\n", begin)
    return len(text) if end < 0 else end
