"""Paths into events: splits their text into keys and looks them up. Knows no directive.

Source: observation of the published mapping kit (`get`). There is no escape: a key with a dot cannot be reached.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from segment_actions.js import MISSING, is_index, is_truthy, paired, utf16_at, utf16_length

__all__ = ["Resolve", "compile_path", "lookup", "pieces_of", "shown"]

Resolve = Callable[[Any], Any]
"""A compiled part of a mapping: event -> value, or MISSING."""

_SEPARATOR = re.compile(r"""\[(?=["'\d])|\.|(?<=["'\d])\]+""", re.ASCII)
_QUOTES = str.maketrans("", "", "'\"")


@lru_cache(maxsize=500)  # the same few paths of a mapping are asked for by everything that looks at it
def pieces_of(path: str) -> tuple[str, ...]:
    """The keys of a path; () is the whole event."""
    if path in ("", "."):
        return ()
    return tuple(paired(piece.translate(_QUOTES)) for piece in _SEPARATOR.split(path) if piece)


def shown(path: str) -> str:
    """A path as people write it, `$.traits.plan`; `$` is the whole event."""
    pieces = pieces_of(path)
    return "$" + "".join(f"[{piece}]" if piece.isdigit() else f".{piece}" for piece in pieces)


def lookup(value: Any, pieces: tuple[str, ...]) -> Any:
    """Follow the keys. A falsy value on the way (null, 0, '', false) is the result; an absent one is MISSING."""
    for piece in pieces:
        if not is_truthy(value):
            return value
        value = _member(value, piece)
    return value


def _member(value: Any, piece: str) -> Any:
    if isinstance(value, dict):
        return value.get(piece, MISSING)
    if isinstance(value, list | tuple):
        if piece == "length":
            return len(value)
        return value[int(piece)] if is_index(piece) and int(piece) < len(value) else MISSING
    if isinstance(value, str):
        if piece == "length":
            return utf16_length(value)
        return utf16_at(value, int(piece)) if is_index(piece) else MISSING
    return MISSING


def compile_path(path: str) -> Resolve:
    """The lookup of one path, with a fast way for short paths through plain objects."""
    pieces = pieces_of(path)
    if len(pieces) == 1:
        return _one(pieces[0])
    if len(pieces) == 2:
        return _two(*pieces)
    return _several(pieces)


def _one(key: str) -> Resolve:
    pieces = (key,)
    return lambda event: event.get(key, MISSING) if type(event) is dict and event else lookup(event, pieces)


def _two(first: str, second: str) -> Resolve:
    pieces = (first, second)

    def read(event: Any) -> Any:
        if type(event) is dict:
            inner = event.get(first, MISSING)
            if type(inner) is dict:
                return inner.get(second, MISSING)
        return lookup(event, pieces)

    return read


def _several(pieces: tuple[str, ...]) -> Resolve:
    def read(event: Any) -> Any:
        value = event
        for piece in pieces:
            if type(value) is not dict:
                return lookup(event, pieces)
            value = value.get(piece, MISSING)
        return value

    return read
