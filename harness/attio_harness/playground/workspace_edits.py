"""Edits of a workspace's text, YAML or JSON: an object activated, an option added. Each is tried before it is offered."""

from __future__ import annotations

import json
from typing import Any

from attio_emulator import Workspace, WorkspaceError
from attio_emulator.errors import Problem
from attio_emulator.schema.files import source
from attio_emulator.schema.places import located

from attio_harness.playground.marks import edit

__all__ = ["activated", "with_option"]


def activated(text: str, slug: str) -> dict[str, Any] | None:
    """The edit that activates an object; None if it is unclear."""
    values = _values(text)
    rows = values.get("objects") or []
    at = next((index for index, one in enumerate(rows) if one.get("api_slug") == slug), None)
    if at is not None and "active" in rows[at]:
        begin = _offset(text, f"/objects/{at}/active")
        change = (begin, begin + len("false"), "true")
    elif at is not None:
        begin = _offset(text, f"/objects/{at}/api_slug", key=True)
        flow = text[:begin].rstrip().endswith(("{", ","))
        quoted = text[begin : begin + 1] == '"'
        indent = begin - text.rfind("\n", 0, begin) - 1
        name = '"active": true' if quoted else "active: true"
        change = (begin, begin, f"{name}, " if flow else f"{name}\n{' ' * indent}")
    elif rows and not text.lstrip().startswith("{"):
        begin = _offset(text, "/objects/0")
        dash = text.rfind("-", 0, begin + 1) if text[begin : begin + 1] != "-" else begin
        indent = dash - text.rfind("\n", 0, dash) - 1
        change = (dash, dash, f"- api_slug: {slug}\n{' ' * indent}  active: true\n{' ' * indent}")
    elif "objects" not in values and not text.lstrip().startswith("{"):
        end = len(text)
        line = "" if not text or text.endswith("\n") else "\n"
        change = (end, end, f"{line}objects:\n  - api_slug: {slug}\n    active: true\n")
    else:
        return None
    return _tried(text, change, lambda one: one.objects[slug].active)


def with_option(text: str, slug: str, attribute: str, title: str, member: str) -> dict[str, Any] | None:
    """The edit that adds an option or status to an attribute, if these are in brackets or a list."""
    rows = _values(text).get("objects") or []
    at = next((index for index, one in enumerate(rows) if one.get("api_slug") == slug), None)
    own = rows[at].get("attributes") or [] if at is not None else []
    place = next((index for index, one in enumerate(own) if one.get("api_slug") == attribute), None)
    titles = own[place].get(member) if place is not None else None
    if not isinstance(titles, list) or not titles:
        return None
    pointer = f"/objects/{at}/attributes/{place}/{member}"
    first = _offset(text, f"{pointer}/0")
    dash = text[:first].rstrip(" ")
    word = json.dumps(title, ensure_ascii=False)
    if dash.endswith("-"):
        begin = len(dash) - 1
        indent = begin - text.rfind("\n", 0, begin) - 1
        change = (begin, begin, f"- {word}\n{' ' * indent}")
    else:
        change = (first, first, f"{word}, ")
    return _tried(
        text, change, lambda one: any(c.title == title for c in one.objects[slug].attributes[attribute].choices)
    )


def _values(text: str) -> dict[str, Any]:
    try:
        values = source(text, file="workspace").values
    except WorkspaceError:
        return {}
    return values if isinstance(values, dict) else {}


def _offset(text: str, pointer: str, *, key: bool = False) -> int:
    problem = Problem(pointer=pointer, found="", expected="", at="key" if key else "value")
    found = located([problem], text, is_json=text.lstrip().startswith(("{", "[")))[0]
    lines = text.split("\n")
    return sum(len(one) + 1 for one in lines[: (found.line or 1) - 1]) + (found.column or 1) - 1


def _tried(text: str, change: tuple[int, int, str], is_so: Any) -> dict[str, Any] | None:
    begin, end, new = change
    try:
        workspace = Workspace.from_text(text[:begin] + new + text[end:], file="workspace")
        return edit("workspace", text, begin, end, new) if is_so(workspace) else None
    except (WorkspaceError, KeyError):
        return None
