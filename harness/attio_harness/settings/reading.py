"""Parses the text of a configuration, or reports all that is wrong with it, each with its line. Reads no file.

Separate from `settings`, which looks for the file: most commands run without one and need not import this.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from typing import Any

from attio_harness.errors import InputError, Mistakes
from attio_harness.settings.document import Judge, Value, read_document
from attio_harness.settings.lines import key_lines
from attio_harness.settings.syntax import told

__all__ = ["commands_of", "has_section", "nearest"]


def commands_of(named: str, text: str, section: tuple[str, ...], judge: Judge) -> Mapping[str, Mapping[str, Value]]:
    """The values of each command; `section` is the table in which they stand.

    Raises:
        InputError: the text is not TOML, or has no such table.
        Mistakes: keys or values are wrong.
    """
    try:
        return _commands_of(named, text, section, judge)
    except RecursionError:
        raise InputError("is nested too deeply", file=named) from None


def _commands_of(named: str, text: str, section: tuple[str, ...], judge: Judge) -> Mapping[str, Mapping[str, Value]]:
    document = _inner(_parsed(named, text), section)
    if document is None:
        raise InputError("has no table [tool.attio-harness]", file=named)
    commands, mistakes = read_document(document, os.path.dirname(named), judge)
    if mistakes:
        lines = key_lines(text)
        placed = [InputError(one.problem, file=named, line=nearest(lines, (*section, *one.path))) for one in mistakes]
        placed.sort(key=lambda one: one.line or 0)
        raise Mistakes(placed)
    return commands


def has_section(text: str, section: tuple[str, ...]) -> bool:
    """Whether a text of TOML has a table; of one that is no TOML, whether it seems to have ours, as its mistake may be ours then, too."""
    try:
        return _inner(tomllib.loads(text), section) is not None
    except (tomllib.TOMLDecodeError, RecursionError):
        # its mistake may be ours: it is told when the file is read
        return re.search(r"(?m)^\s*\[\s*tool\s*\.\s*[\"']?attio-harness", text) is not None


def nearest(lines: Mapping[tuple[str, ...], int], path: tuple[str, ...]) -> int:
    """The line of a key, or of what it stands in."""
    return next((lines[path[:depth]] for depth in range(len(path), 0, -1) if path[:depth] in lines), 1)


def _parsed(file: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line, problem = told(error, text)
        raise InputError(problem, file=file, line=line) from None
    except RecursionError:
        raise InputError("is nested too deeply", file=file) from None


def _inner(document: Mapping[str, Any], section: tuple[str, ...]) -> Mapping[str, Any] | None:
    found: Any = document
    for name in section:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else None
