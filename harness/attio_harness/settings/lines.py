"""Finds the line on which each key of a TOML text begins. Checks nothing: the text is already known to be valid.

`tomllib` gives no positions, and neither does tomlkit, so another dependency would not help. A TOML statement ends with its line
unless a bracket or a long text is open, and an open beginning is not valid TOML. So a statement is as many lines as `tomllib` needs
to parse them, and `tomllib` also reads its names.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["key_lines"]

Path = tuple[str, ...]

_CLOSING = ("]", "}", '"""', "'''")
"""The last line of a statement of several lines contains one of these; other lines are not tried."""


def key_lines(text: str) -> dict[Path, int]:
    """Lines from 1, by the names from the top: `{("check",): 3, ("check", "mode"): 4}`. The text is TOML."""
    found: dict[Path, int] = {}
    table: Path = ()
    for line, statement in _statements(text):
        read = tomllib.loads(statement)
        is_header = statement.lstrip().startswith("[")
        if is_header:
            table = next(iter(_paths(read)))
        for path in _paths(read):
            whole = path if is_header else (*table, *path)
            for depth in range(1, len(whole) + 1):
                found.setdefault(whole[:depth], line)
    return found


def _statements(text: str) -> Iterator[tuple[int, str]]:
    begun: list[str] = []
    first = 0
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        if not begun:
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            first = number
        begun.append(line)
        if len(begun) > 1 and not any(sign in line for sign in _CLOSING):
            continue
        statement = "".join(begun)
        if _is_whole(statement):
            yield first, statement
            begun = []


def _is_whole(statement: str) -> bool:
    try:
        tomllib.loads(statement)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _paths(read: Mapping[str, Any], above: Path = ()) -> Iterator[Path]:
    """Every leaf; a table without keys is one, and so is the first of an array of tables."""
    for name, value in read.items():
        inner = value[0] if isinstance(value, list) and value == [{}] else value
        if isinstance(inner, Mapping) and inner:
            yield from _paths(inner, (*above, name))
        else:
            yield (*above, name)
