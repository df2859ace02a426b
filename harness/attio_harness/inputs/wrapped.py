"""An event in an object with data for its delivery: `{"event": {…}, "faults": […]}`, or a dead letter.

Every event of Segment has a `type`, and none has an object as `event`, so nothing that Segment sends looks like this.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from attio_emulator.faults.in_force import Faults

from attio_harness.text.words import kind_of, or_meant

__all__ = ["Wrapped", "is_wrapped", "unwrapped"]

_BESIDE = ("faults", "dead_letter")
_EVENT = ("event", "payload")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrapped:
    """The event inside; `problem` says why the data beside it cannot be used."""

    event: Any
    faults: tuple[Any, ...] = ()
    problem: str | None = None


def is_wrapped(value: Mapping[str, Any]) -> bool:
    """Whether an object is an event with data beside it."""
    return (
        "type" not in value
        and any(name in value for name in _BESIDE)
        and any(isinstance(value.get(name), Mapping) for name in _EVENT)
    )


def unwrapped(value: Mapping[str, Any]) -> Wrapped:
    """The event of such an object, and the fault rules for its own requests."""
    name = next(one for one in _EVENT if isinstance(value.get(one), Mapping))
    known = (name, *_BESIDE)
    for key in value:
        if key not in known:
            meant = or_meant(key, known, written="`{}`".format)
            return Wrapped(
                event=value[name], problem=f"found `{key[:30]}` beside an event, expected {' or '.join(_BESIDE)}{meant}"
            )
    rules = value.get("faults", [])
    if not isinstance(rules, list):
        return Wrapped(
            event=value[name],
            problem=f"`faults` beside an event: expected a list of fault rules, found {kind_of(rules)}",
        )
    try:
        Faults().replace(rules)
    except ValueError as error:
        return Wrapped(event=value[name], problem=f"`faults` beside an event: {error}")
    return Wrapped(event=value[name], faults=tuple(rules))
