"""The arguments with which a command line repeats a run from Python, for the next commands that its report suggests. Reads no file.

Whatever a command line cannot name, such as a mapping that is a dict, has no such arguments.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from attio_emulator import Workspace

from attio_harness.text.shell import no_option

__all__ = ["words_of"]

_OPTIONS: Mapping[str, Mapping[str, str]] = {
    "explain": {
        "subscriptions": "-m",
        "workspace": "-w",
        "start": "--from",
        "filters": "--filters",
        "mode": "--mode",
        "order": "--order",
        "existing": "--existing",
        "action": "--action",
        "destination": "--destination",
        "assumptions": "--assume",
        "integrations": "--ignore-integrations",
    },
    "lint": {"subscriptions": "", "workspace": "-w", "action": "--action", "destination": "--destination"},
}
"""Command -> argument of `check` -> option; empty for arguments that need no option."""
_UNSAID: Mapping[str, str] = {"mode": "auto", "order": "received", "existing": "unknown"}
_PATHS = ("subscriptions", "workspace", "start", "filters")


def words_of(given: Mapping[str, Any], configured: Mapping[str, Mapping[str, Any]] | None = None) -> dict[str, str]:
    """Command (`explain`, `lint`) -> its arguments; without a command if something cannot be named.

    Args:
        given: the arguments of `check`.
        configured: what the configuration sets for each command, by the same names; it need not be repeated.
    """
    found = {}
    for command, options in _OPTIONS.items():
        there = (configured or {}).get(command, {})
        try:
            words = [*_words(options, given, there)]
        except _Nameless:
            continue
        if (
            given.get("workspace") is None
            and "workspace" not in there
            and (command == "lint" or not given.get("start"))
        ):
            continue
        found[command] = shlex.join(words)
    return found


class _Nameless(Exception):
    """A command line cannot name it."""


def _words(options: Mapping[str, str], given: Mapping[str, Any], there: Mapping[str, Any]) -> Iterator[str]:
    for name, option in options.items():
        values, own = _values(name, given.get(name)), _values(name, there.get(name))
        if values == own:
            continue
        if name == "integrations":
            yield option
        else:
            for value in values or ([_UNSAID[name]] if name in _UNSAID else []):
                yield from (option, value) if option else (no_option(value),)


def _values(name: str, value: Any) -> list[str]:
    """The value as arguments; none if no option is needed for it."""
    if name == "integrations":
        return ["ignore"] if value is False else []
    if value is None or value == _UNSAID.get(name):
        return []
    if name == "assumptions":
        return [f"{id}={choice}" for id, choice in value.items()]
    many = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    return [_named(one) if name in _PATHS else str(one) for one in many]


def _named(one: Any) -> str:
    name = one.file if isinstance(one, Workspace) else one
    if not isinstance(name, str | Path) or str(name).startswith("<"):
        raise _Nameless
    return os.path.relpath(name) if os.path.isabs(name) else str(name)
