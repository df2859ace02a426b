"""Finds the lines of places in YAML text, by JSON pointer, as `text.json` does in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from attio_emulator.schema.yaml_text import yaml_nodes

from attio_harness.text.json import unescaped

__all__ = ["line_of_yaml"]


def line_of_yaml(text: str, pointer: str) -> int | None:
    """The line (from 1) where the member or element at `pointer` begins; None if there is none.

    For a member of an object it is the line of its key. What an alias stands for has the lines where it is written. The text must be
    without errors.
    """
    node = _root(text)
    mark = node.start_mark if node is not None else None
    for token in pointer.split("/")[1:]:
        found = _below(node).get(unescaped(token))
        if found is None:
            return None
        mark, node = found
    return mark.line + 1 if mark is not None else None


@lru_cache(maxsize=8)
def _root(text: str) -> Any:
    return yaml_nodes(text)


@lru_cache(maxsize=64)
def _below(node: Any) -> Mapping[str, tuple[Any, Any]]:
    """Where each member or element begins, and its node. Cached, since a mapping of thousands of fields asks for one after the other."""
    match getattr(node, "id", None):
        case "mapping":
            return {key.value: (key.start_mark, value) for key, value in node.value}
        case "sequence":
            return {str(index): (one.start_mark, one) for index, one in enumerate(node.value)}
    return {}
