"""Directives without their `@`, as in `{"path": "$.traits.plan"}`: an object like any other, which is sent as it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from segment_actions.mapping.directives.table import DIRECTIVES

from attio_harness.advice.loss import Loss, mapped_at
from attio_harness.text.json import pointer_token

__all__ = ["unmarked", "unmarked_key", "unmarked_within", "what_to_write"]


def unmarked_key(node: Any) -> str | None:
    """The key of an object that is a directive without its `@`; None for any other node."""
    if not isinstance(node, dict) or len(node) != 1:
        return None
    return next((key for key in node if f"@{key}" in DIRECTIVES), None)


def unmarked_within(node: Any, pointer: str = "") -> Iterator[tuple[str, str]]:
    """The pointers and keys of all such objects in a part of a mapping, which is at `pointer`; those in an @if, too."""
    key = unmarked_key(node)
    if key is not None:
        yield pointer + pointer_token(key), key
    inside = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for name, one in inside:
        yield from unmarked_within(one, pointer + pointer_token(name))


def what_to_write(key: str) -> str:
    """The beginning of the advice."""
    return f'Write "@{key}" instead of "{key}"'


def unmarked(loss: Loss) -> str | None:
    """Advice for the value that such an object of the mapping makes."""
    key = unmarked_key(loss.found if isinstance(loss.found, dict) else loss.value)
    if key is None or key not in (one for _, one in unmarked_within(mapped_at(loss))):
        return None
    return f"{what_to_write(key)} in the mapping: without the @ it is no directive, and the object is sent as it is."
