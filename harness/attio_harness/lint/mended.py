"""Parts of a mapping as they were meant, written out for a hint. Whether anything is wrong with them is for the rules."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from attio_harness.advice.contact import name_parts
from attio_harness.advice.templates import VARIABLE
from attio_harness.advice.trial import guarded
from attio_harness.lint.lookups import lookups
from attio_harness.lint.yields import Spot, spots

__all__ = ["as_name", "as_value", "node_at", "path_meant"]


def node_at(all_spots: Iterable[Spot], pointer: str) -> Any:
    """The part of the mapping to which a pointer leads: of a directive the whole, though it leads to its argument."""
    for spot in all_spots:
        if pointer in (spot.pointer, f"{spot.pointer}/{spot.directive[0] if spot.directive else ''}"):
            return spot.node
    return None


_NAMES = (("last_name", "first_name"), ("lastName", "firstName"))


def as_name(node: Any, root: str, *, needed: bool) -> str:
    """What makes 'Last, First' of the variables that a part of a mapping has, or of those beside what it reads; without a first name it
    leaves the attribute out where that is not `needed`: of a last name alone there are fewer."""
    read = node.get("@path") if isinstance(node, dict) else None
    last, first = name_parts(node) or _beside(root, str(read or ""))
    whole: dict[str, Any] = {"@template": f"{{{{{last}}}}}, {{{{{first}}}}}"}
    return json.dumps(whole if needed else guarded(f"$.{first.partition('}}')[0]}", whole), ensure_ascii=False)


def _beside(root: str, path: str) -> tuple[str, str]:
    last, first = _NAMES[re.search("[a-z][A-Z]", path.rpartition(".")[2]) is not None]
    return f"{root}.{last}", f"{root}.{first}"


_BEGUN = re.compile(r"\{\{-?\s*([\w.\[\]]+)")
"""A variable, whatever filters are behind it."""


def as_value(node: Any) -> tuple[str | None, bool]:
    """What reads a value, not a text of it, with a directive that makes text, if anything does; and whether it goes on making that text first."""
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
    # of nothing a template makes empty text, where it does not choose what to write then
    whole = guarded(first, read_out, asks="exists") if first and "{%" not in str(text) else read_out
    return json.dumps(whole, ensure_ascii=False), True


_PRINTED = re.compile(r"\{\{\{?[^{}]*+\}\}\}?")


def _may_be_value(text: str) -> bool:
    """Whether what a template makes of numbers or booleans may be JSON of a value: `{{a}} {{b}}` and `x-{{a}}` never are."""
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


_PLAIN = re.compile(r"[A-Za-z_]\w*+(?:\.\w++|\[\d+\])*+")


def path_meant(text: str) -> str | None:
    """A path without what no event has in a key: blanks and braces around it, a `$` too many, names in brackets; None where more is wrong."""
    inner = re.sub(r"\[(['\"])([\w-]+)\1\]", r".\2", text.strip().strip("{}").strip()).lstrip("$.")
    return inner if _PLAIN.fullmatch(inner) else None
