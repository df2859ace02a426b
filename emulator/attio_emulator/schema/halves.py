"""Lone surrogates: halves of a character, which JSON can write (`"\\ud800"`) and UTF-8 cannot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from attio_emulator.errors import Problem, pointer_token

__all__ = ["halves"]


def halves(value: Any, *, pointer: str = "") -> Iterator[Problem]:
    """A problem for each text with a lone surrogate: Attio accepts no JSON with one."""
    waiting, seen = [(pointer, value)], set()
    while waiting:
        pointer, one = waiting.pop()
        if isinstance(one, str):
            half = next((char for char in one if "\ud800" <= char <= "\udfff"), None)
            if half is not None:
                found = f"half a character ({half!a}, a lone surrogate)"
                yield Problem(pointer=pointer, found=found, expected="whole characters, which Attio needs")
        elif isinstance(one, dict | list) and id(one) not in seen:  # YAML aliases can put one value at many places
            seen.add(id(one))
            rows: Iterable[tuple[Any, Any]] = one.items() if isinstance(one, dict) else enumerate(one)
            for key, inner in rows:
                waiting.append((pointer + pointer_token(key), inner))
                if isinstance(key, str):
                    waiting.append((pointer + pointer_token(key), key))
