"""Converts the value of a key to its kind, or says what is wrong with it. Of files it knows only the folder of relative paths."""

from __future__ import annotations

import math
import os.path
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from attio_harness.settings.keys import Key, Kind
from attio_harness.text.words import or_meant, shown

__all__ = ["PRESETS", "Wrong", "as_written", "read"]

PRESETS = ("published", "documented")
"""Words that may be given instead of a mapping's path."""

_SHARE = re.compile(r"(?:100|\d{1,2})(?:\.\d+)?%|\d+")


class Wrong(Exception):
    """What was found and what was expected."""


def read(key: Key, value: Any, folder: str) -> Any:
    """The value: a text, a list of texts, a flag, or a number as it was written.

    Args:
        key: the row of the table.
        value: what TOML says.
        folder: what to put before a path; empty if paths are right as they are.

    Raises:
        Wrong: it is not of the key's kind.
    """
    return _READERS[key.kind](key, value, folder)


def _text(key: Key, value: Any, folder: str) -> str:
    if not isinstance(value, str):
        raise Wrong(_found(value, f"a text, such as {key.name} = {key.example}"))
    if not value.strip():
        raise Wrong("found an empty text; leave the line out, or say what is meant")
    return value


def _texts(key: Key, value: Any, folder: str) -> list[str]:
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list):
        raise Wrong(_found(value, f"a text or a list of texts, such as {key.name} = {key.example}"))
    return [_text(key, one, folder) for one in value]


def _word(key: Key, value: Any, folder: str) -> str:
    if value in key.words and isinstance(value, str):
        return value
    meant = or_meant(value, key.words) if isinstance(value, str) else ""
    raise Wrong(_found(value, f"one of {', '.join(key.words)}") + meant)


def _number(key: Key, value: Any, folder: str) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Wrong(_found(value, f"a number, such as {key.name} = {key.example}"))
    return value


def _share(key: Key, value: Any, folder: str) -> int | str:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    if isinstance(value, str) and _SHARE.fullmatch(value):
        return value
    raise Wrong(_found(value, 'a whole number or a share in quotation marks, such as "5%"'))


def _flag(key: Key, value: Any, folder: str) -> bool:
    if not isinstance(value, bool):
        raise Wrong(_found(value, "true or false, without quotation marks"))
    return value


def _path(key: Key, value: Any, folder: str) -> str:
    path = _text(key, value, folder)
    if path == "-" or (key.name == "mapping" and path in PRESETS):
        return path
    path = os.path.expanduser(path)
    return _under(folder, path)


def _paths(key: Key, value: Any, folder: str) -> list[str]:
    return [_path(key, one, folder) for one in _texts(key, value, folder)]


def _formats(key: Key, value: Any, folder: str) -> list[str]:
    """FORMAT or FORMAT:FILE each."""
    found = []
    for one in _texts(key, value, folder):
        name, colon, file = one.partition(":")
        found.append(f"{name}{colon}{_under(folder, file) if file and file != '-' else file}")
    return found


def _assumptions(key: Key, value: Any, folder: str) -> list[str]:
    """As the command line has them: ID=CHOICE each."""
    if isinstance(value, Mapping):
        return [f"{id}={setting}" for id, setting in _settings(value)]
    return _texts(key, value, folder)


def _settings(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    # an ID has dots, which TOML takes for tables unless the ID has quotation marks
    for name, value in table.items():
        id = f"{above}{name}"
        if isinstance(value, Mapping):
            yield from _settings(value, f"{id}.")
        elif isinstance(value, str | int | float):
            yield id, str(value).lower() if isinstance(value, bool) else str(value)
        else:
            raise Wrong(f"{id}: " + _found(value, "a text or a number"))


def _under(folder: str, path: str) -> str:
    """A path that is relative to a folder; `events/` keeps its slash, and files beside us keep their names."""
    if not folder or os.path.isabs(path):
        return path
    whole = os.path.normpath(os.path.join(folder, path))
    return os.path.join(whole, "") if path.endswith("/") else whole


def _found(value: Any, expected: str) -> str:
    return f"found {as_written(value)}, expected {expected}"


def as_written(value: Any) -> str:
    """A value of TOML for a sentence; a list or a table by its kind alone."""
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "a table"
    # dates and times, and numbers that JSON does not have
    is_plain = isinstance(value, str | bool | int) or (isinstance(value, float) and math.isfinite(value))
    return shown(value) if is_plain else str(value)


_READERS: Mapping[Kind, Callable[[Key, Any, str], Any]] = {
    "path": _path,
    "paths": _paths,
    "text": _text,
    "texts": _texts,
    "word": _word,
    "number": _number,
    "share": _share,
    "flag": _flag,
    "assumptions": _assumptions,
    # a table or a list of words as well
    "limits": _assumptions,
    "formats": _formats,
}
