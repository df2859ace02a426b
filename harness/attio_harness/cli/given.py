"""How to pass each kind of file to a command, for the message about a file in the wrong place. Reads no file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attio_harness.errors import HarnessError

__all__ = ["in_words_of"]

_NAMES: Mapping[str, tuple[str, ...]] = {
    "events": ("events", "event"),
    "workspace": ("workspace", "old"),
    "mapping": ("mapping",),
    "filter": ("filters",),
    "state": ("start", "state"),
    "baseline": ("baseline",),
    "faults": ("faults",),
}
"""Kind of file -> the names of parameters that take it, the usual one first."""


def in_words_of(context: Any, error: HarnessError) -> HarnessError:
    """The same error; if it says how a file is given, it says how the command of this context takes such a file, or that it reads none."""
    # here, because most commands end without an error, and this reads what files look like
    from attio_harness.inputs.file_kinds import GIVEN, given_as

    params = {param.name: param for param in context.command.params}
    ways = {}
    for kind, names in _NAMES.items():
        param = next((params[name] for name in names if name in params), None)
        verb = GIVEN[kind].partition(" ")[0]
        if param is None:
            ways[kind] = f"{context.command_path} does not read"
        elif param.param_type_name == "argument":
            ways[kind] = f"{verb} given without an option"
        else:
            ways[kind] = f"{verb} given with {param.opts[0]}"
    return given_as(error, ways)
