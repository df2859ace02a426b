"""Parts of a mapping as they were meant, written out for a hint. The rules decide whether anything is wrong with them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from attio_harness.advice.contact import last_first, name_parts
from attio_harness.advice.templates import VARIABLE
from attio_harness.advice.trial import guarded
from attio_harness.lint.lookups import lookups
from attio_harness.lint.yields import Spot, spots

__all__ = [
    "CHOICE",
    "DOTTED_KEY",
    "all_elements",
    "as_name",
    "as_value",
    "fallback",
    "node_at",
    "path_meant",
    "with_dotted_key",
    "with_root",
]


def node_at(all_spots: Iterable[Spot], pointer: str) -> Any:
    """The part of the mapping that a pointer leads to; the whole directive if the pointer leads to its argument."""
    for spot in all_spots:
        if pointer in (spot.pointer, f"{spot.pointer}/{spot.directive[0] if spot.directive else ''}"):
            return spot.node
    return None


_NAMES = (("last_name", "first_name"), ("lastName", "firstName"))


def as_name(node: Any, root: str, *, needed: bool) -> str:
    """A directive that makes 'Last, First' of the node's own variables, or else of names beside what it reads; `needed` as in `last_first`."""
    read = node.get("@path") if isinstance(node, dict) else None
    last, first = name_parts(node) or _beside(root, str(read or ""))
    return last_first(last, first, needed=needed)


def _beside(root: str, path: str) -> tuple[str, str]:
    last, first = _NAMES[re.search("[a-z][A-Z]", path.rpartition(".")[2]) is not None]
    return f"{root}.{last}", f"{root}.{first}"


_BEGUN = re.compile(r"\{\{-?\s*([\w.\[\]]+)")
"""The beginning of a variable, with or without filters."""


def as_value(node: Any) -> tuple[str | None, bool]:
    """A node that reads the value itself where a directive makes text of it, None if there is none; and whether that node decodes the text."""
    text = node.get("@template") or node.get("@liquid")
    alone = VARIABLE.fullmatch(text.strip()) if isinstance(text, str) else None
    if alone is not None:
        return json.dumps({"@path": f"$.{alone[1]}"}, ensure_ascii=False), False
    if "@json" in node:
        return json.dumps(node["@json"]["value"], ensure_ascii=False), False
    if isinstance(text, str) and not _may_be_value(text):
        return None, False
    read_out: dict[str, Any] = {"@json": {"mode": "decode", "value": node}}
    first = _first_read(node, text)
    # without a value a template makes empty text, unless it chooses what to write then
    whole = guarded(first, read_out, asks="exists") if first and "{%" not in str(text) else read_out
    return json.dumps(whole, ensure_ascii=False), True


_PRINTED = re.compile(r"\{\{\{?[^{}]*+\}\}\}?")


def _may_be_value(text: str) -> bool:
    """Whether a template's text for numbers or booleans may be JSON: `{{a}} {{b}}` and `x-{{a}}` never make any."""
    if "{%" in text:
        return True
    for sample in ("1", "true"):
        try:
            json.loads(_PRINTED.sub(sample, text))
        except ValueError:
            continue
        return True
    return False


def _first_read(node: Any, text: Any) -> str | None:
    found = _BEGUN.search(text) if isinstance(text, str) else None
    path = next((one.text for one in lookups(spots(node, ""))), None)
    return f"$.{found[1]}" if found else path


_PLAIN = re.compile(r"[A-Za-z_]\w*+(?>(?:\.\w++|\[\d+\])*)")


def with_root(path: str, root: str) -> str:
    """A path with another first key."""
    return re.sub(r"[^.\[\]$]+", lambda _: root, path, count=1)


_AROUND = re.compile(r"<%=?|%>|^&|^\.\./|^(?:[#@=$.]*\{|\[(?!['\"]))+|(?<![}\]])[}\]]+$(?<![\w'\"]\])|[;`]")
"""`<%= … %>`, `&…`, `../…`, `#{…}`, `[[…]]`, but not the bracket of `items[0]`; and the quotes of SQL."""
_NAMED = re.compile(r"\[(?:(['\"])([\w-]+)\1|((?!(?:first|last)\b)[A-Za-z]\w+))\]")
"""`['plan']` and `[plan]`."""
_SEPARATOR = re.compile(r"(?<=\w)(?:->>?|::?|\\)(?=\w)|[?!](?=\.)|\.{2,}")
"""`a->b`, `a::b`, `a\b`, `a?.b`, `a..b`."""


def path_meant(text: str) -> str | None:
    """A path cleaned of blanks, braces and quotes around it, an extra `$`, names in brackets and other separators; None if more is wrong with it."""
    inner = text.strip()
    inner = inner[1:-1] if inner[:1] == inner[-1:] and inner[:1] in "%'\"" else inner
    inner = _AROUND.sub("", inner).strip().lstrip("@=$.").strip()
    inner = _SEPARATOR.sub(lambda found: "" if found[0] in "?!" else ".", _NAMED.sub(r".\2\3", inner))
    inner = inner.replace("..", ".").replace(".[", "[").lstrip("$.")
    return inner if _PLAIN.fullmatch(inner) else None


_ALL = re.compile(r"(.*?)(?:\.\*|\[\*?\])(?:\.(.*))?", re.DOTALL)
"""JSONPath's `rows[*].sku`, and `rows[].sku`."""


def all_elements(text: str) -> str | None:
    """The path of a list whose elements are all meant, or the directive for a member of each; None for any other path."""
    found = _ALL.fullmatch(text)
    rows = path_meant(found[1]) if found else None
    if found is None or rows is None:
        return None
    if not found[2]:
        return f"$.{rows}"
    member = path_meant(found[2])
    return member and json.dumps({"@arrayPath": [f"$.{rows}", {"@path": f"$.{member}"}]}, ensure_ascii=False)


_FALLBACK = re.compile(r"(.+?)(?:\|\||\?\?|\s//\s)(.+)", re.DOTALL)
CHOICE = 'Choose with @if, as in {"@if": {"exists": …, "then": …, "else": …}}.'
_CONSTANT = re.compile(r"'[^'\"]*'|\"[^'\"]*\"|true|false|-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?", re.ASCII)


def fallback(text: str, *, in_template: bool) -> str | None:
    """Advice for `traits.name || traits.email`, which names a value for want of another; None for other paths."""
    found = _FALLBACK.fullmatch(text)
    if found is None:
        return None
    first, other = path_meant(found[1]), found[2].strip()
    is_constant = _CONSTANT.fullmatch(other) is not None
    otherwise = None if is_constant else path_meant(other)
    if first is None or not (is_constant or otherwise):
        return CHOICE
    if in_template:
        # Liquid has the same numbers, booleans and texts
        return f"Write the template as @liquid, with {{{{ {first} | default: {otherwise or other} }}}}."
    read = {"@path": f"$.{first}"}
    instead: Any = {"@path": f"$.{otherwise}"}
    if is_constant:
        instead = other[1:-1] if other[0] in "'\"" else json.loads(other)
        if not instead:
            return f"Write $.{first}: @if leaves out what is {other} in its else."
    return f"Write {json.dumps({'@if': {'exists': read, 'then': read, 'else': instead}}, ensure_ascii=False)}."


DOTTED_KEY = re.compile(r"\[(?:'[^'\].]*\.[^'\]]*'|\"[^\"\].]*\.[^\"\]]*\")\]|\\\.")
"""`traits['a.b']` and `traits.a\\.b`: both are read as `a` and then `b`."""
_KEYS = re.compile(r"\[(?:'([^'\]]*)'|\"([^\"\]]*)\"|(\w+))\]|((?:\\.|[^.\[\]\\])+)")


def with_dotted_key(text: str) -> str:
    """A directive that reads a path with such a key."""
    path = ""
    for single, double, index, plain in _KEYS.findall(text.strip().removeprefix("$")):
        key = single or double or plain.replace("\\.", ".")
        if index:
            path += f"[{index}]"
        elif "." in key or not key.isidentifier():
            path += f'["{key}"]' if "'" in key else f"['{key}']"
        else:
            path += f".{key}" if path else key
    return json.dumps({"@liquid": f"{{{{ {path} }}}}"}, ensure_ascii=False)
