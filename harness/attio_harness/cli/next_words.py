"""Turns options back into arguments: the key of an option, its value, and the arguments of the next commands that reports suggest.

Does not decide where missing options come from.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

from attio_harness.errors import UsageError
from attio_harness.settings import Key, Settings, keys_of, settings_for
from attio_harness.text.shell import no_option

__all__ = ["as_words", "key_of", "next_words"]


def key_of(param: Any) -> str:
    """The key of a parameter: the long name of an option, or the name of an argument."""
    long = next((word for word in param.opts if word.startswith("--")), param.name)
    return str(long).removeprefix("--").replace("_", "-")


def as_words(param: Any, settings: Settings, key: str) -> Any:
    """A value of the configuration as the command line would give it."""
    value = settings.value(key)
    many = getattr(param, "multiple", False) or param.nargs == -1
    if isinstance(value, bool):
        return value
    if isinstance(value, list):
        if many:
            return [str(one) for one in value]
        if len(value) == 1:
            return str(value[0])
        raise UsageError(f"{settings.place(key)}: {key}: found {len(value)} values, expected one")
    return [str(value)] if many else str(value)


_TOLD = ("format", "output", "verbose", "show-values", "ignore")
"""Options about the report, which do not matter to the run."""


def next_words(ctx: Any, settings: Settings, said: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, str]:
    """The arguments of the next commands that reports suggest: those given here that the commands' own configuration does not have.

    `found` has parameters that did not come from their own option, such as the new mapping of `diff`.
    """
    file = said.get("config") or ctx.find_root().params.get("config")
    none = said.get("no_config") or ctx.find_root().params.get("no_config")
    first = ["--config", file] if file is not None else ["--no-config"] if none else []
    # every command takes it, so it is not among the command's own parameters
    first += [word for value in said.get("limit") or () for word in ("--limit", value)]
    told = {}
    for command, positional in (("explain", ()), ("lint", ("mapping",))):
        there = settings_for(command, file=settings.file) if settings.file is not None else Settings()
        words, keys = list(first), keys_of(command)
        for param in ctx.command.params:
            key = key_of(param)
            if key in keys and key not in _TOLD and param.name in ctx.params:
                source = ctx.get_parameter_source(param.name)
                if param.name in found or (source is not None and source.name in ("COMMANDLINE", "DEFAULT_MAP")):
                    values = _words_of(found.get(param.name, ctx.params[param.name]), keys[key])
                    own = _words_of(as_words(param, there, key), keys[key]) if key in there.values else []
                    if values != own:
                        words += map(no_option, values) if key in positional else _option(param, values)
        if command == "lint" and ctx.params.get("workspace") is None and "workspace" not in there.values:
            words += ["-w", "WORKSPACE"]
        told[command] = shlex.join(words)
    return told


def _words_of(value: Any, key: Key) -> list[str]:
    """The value as arguments, without words that the other command does not know; empty for a flag that is not set."""
    values = [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)] if value else []
    return [one for one in values if not key.words or one in key.words]


def _option(param: Any, values: list[str]) -> list[str]:
    if getattr(param, "is_flag", False):
        return [param.opts[0]] if values else []
    return [word for value in values for word in (param.opts[0], value)]
