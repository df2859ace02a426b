"""Values that no pipe can carry: nested ten thousand deep, or containing themselves."""

from __future__ import annotations

from typing import Any


def deep(levels: int, leaf: Any = 1, *, inside: Any = None) -> Any:
    value = leaf
    for _ in range(levels):
        value = {"a": value} if inside is None else inside(value)
    return value


def cyclic() -> dict[str, Any]:
    value: dict[str, Any] = {"a": 1}
    value["self"] = value
    value["list"] = [value]
    return value
