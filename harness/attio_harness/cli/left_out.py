"""Leaves out options of the configuration that do not go with a typed option, or with a more specific one of the configuration.

Commands refuse options that do not go together only if they were typed. Checks no value and has no command.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from attio_harness.assumptions import ASSUMPTIONS
from attio_harness.formats.table import ENDINGS, FORMATS, SUBJECTS, formats_of
from attio_harness.limits import is_of_server
from attio_harness.settings import SERVERS, Settings
from attio_harness.settings.document import Value

__all__ = ["LeftOut", "left_out"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A key of the configuration that is left out, with its place and the option that it does not go with."""

    key: str
    place: str
    beside: str

    def __str__(self) -> str:
        return f"{self.key} in {self.place} is left out: it does not go with {self.beside}"


Holds = Callable[[Any], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """One of two options that do not go together, if `holds` is true for its value; `told` is how a message names it."""

    key: str
    told: str
    holds: Holds = bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Apart:
    """Two options of a command that do not go together. If the configuration has both at the same level, the second is left out."""

    command: str
    first: _Side
    second: _Side


def _has(word: str) -> Holds:
    return lambda value: word in (value if isinstance(value, list | tuple) else [value])


_WAIT = "delivery.batch_wait"


def _is_wait(value: Any) -> bool:
    return any(str(one).startswith(f"{_WAIT}=") for one in value or ())


def _option(key: str) -> _Side:
    return _Side(key=key, told=f"--{key}")


_BOTH = _Side(key="mode", told="--mode both", holds=_has("both"))
_WITHOUT_BOTH = (
    "vary",
    "update-baseline",
    "state",
    "dead-letters",
    "baseline",
    "max-failures",
    "min-written",
    "max-unresolved",
)
_STANDARD_INPUT = {key: _Side(key=key, told="-, standard input", holds=_has("-")) for key in ("events", "mapping", "workspace", "filters")}  # fmt: skip
_SPARK = (_Side(key="engine", told="--engine spark", holds=_has("spark")), _option("master"))
"""The options for Spark; each is refused with anything that needs another engine."""

_APART: tuple[_Apart, ...] = (
    *(_Apart(command="check", first=_BOTH, second=_option(key)) for key in _WITHOUT_BOTH),
    _Apart(command="check", first=_STANDARD_INPUT["events"], second=_option("vary")),
    *(_Apart(command="check", first=_option("watch"), second=one) for one in (_BOTH, _option("vary"))),
    *(
        _Apart(command="check", first=other, second=one)
        for other in (_BOTH, _option("vary"), _option("watch"), _STANDARD_INPUT["events"])
        for one in _SPARK
    ),
    *(_Apart(command="check", first=one, second=_option("processes")) for one in _SPARK),
    _Apart(command="check", first=_Side(key="engine", told="--engine local", holds=_has("local")), second=_SPARK[1]),
    *(
        _Apart(command="gate", first=_STANDARD_INPUT[key], second=_option("base"))
        for key in ("mapping", "workspace", "filters")
    ),
    _Apart(command="pull", first=_option("base-url"), second=_option("region")),
    *(
        _Apart(
            command=command,
            first=_Side(key="assume", told=f"--assume {_WAIT}", holds=_is_wait),
            second=_option("batch-wait"),
        )
        for command in ("check", "explain", "plan", "coverage", "redeliver", "diff", "shrink", "gate", "serve")
    ),
)
"""A new pair of options that a command refuses is one row here, unless the contents of their files decide."""

_OF_ATTIO_ALONE = ("replay",)
"""The commands without Segment's platform, to which assumptions about it do not apply."""


def left_out(command: str, settings: Settings, said: Mapping[str, Any]) -> tuple[Settings, list[LeftOut]]:
    """The configuration without the keys that are left out, and those keys.

    Args:
        command: its name, such as `schema diff`.
        settings: the configuration for it.
        said: key -> value of the typed options.
    """
    values = dict(settings.values)
    _without_foreign_words(command, values)
    found: list[LeftOut] = []
    rows = [row for row in _APART if row.command == command]
    # typed options first, so that no key gives way to one that is itself left out
    for row in rows:
        for one, other in ((row.first, row.second), (row.second, row.first)):
            if _is_typed(one, said) and _is_set(other, values, said):
                found.append(_taken(other, one, settings, values))
    for row in rows:
        if _is_set(row.first, values, said) and _is_set(row.second, values, said):
            # a key for all commands gives way to one in the table of the command
            back, stays = sorted((row.second, row.first), key=lambda side: len(values[side.key].path))
            found.append(_taken(back, stays, settings, values))
    return replace(settings, values=values), found


def _is_typed(side: _Side, said: Mapping[str, Any]) -> bool:
    return said.get(side.key) not in (None, ()) and side.holds(said[side.key])


def _is_set(side: _Side, values: Mapping[str, Value], said: Mapping[str, Any]) -> bool:
    """Whether the option is set in the configuration and not typed."""
    return side.key in values and said.get(side.key) in (None, ()) and side.holds(values[side.key].value)


def _taken(side: _Side, beside: _Side, settings: Settings, values: dict[str, Value]) -> LeftOut:
    """Remove the key from the values; of the assumptions only the one that is meant."""
    value = values.pop(side.key)
    if side.key == "assume":
        rest = [one for one in value.value if not _is_wait([one])]
        if rest:
            values[side.key] = replace(value, value=rest)
    return LeftOut(key=side.key, place=settings.place(side.key) or "", beside=beside.told)


def _without_foreign_words(command: str, values: dict[str, Value]) -> None:
    """Drop formats, assumptions and limits that are set for all commands but that this command does not know."""
    for key, is_foreign in (
        ("format", _foreign_format),
        ("assume", _foreign_assumption),
        ("limit", _foreign_limit),
    ):
        value = values.get(key)
        if value is not None and len(value.path) == 1:
            rest = [one for one in value.value if not is_foreign(command, one)]
            values.pop(key)
            if rest:
                values[key] = replace(value, value=rest)


def _foreign_format(command: str, word: str) -> bool:
    name, _, file = word.partition(":")
    named = name or ENDINGS.get(f".{file.rpartition('.')[2].lower()}", "")
    return command in SUBJECTS and named in FORMATS and named not in formats_of(SUBJECTS[command])


def _foreign_assumption(command: str, word: str) -> bool:
    return command in _OF_ATTIO_ALONE and word.partition("=")[0] in ASSUMPTIONS


def _foreign_limit(command: str, word: str) -> bool:
    return command not in SERVERS and is_of_server(word)
