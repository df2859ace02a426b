"""Notes values that Segment's validation visibly changed: `["jane@acme.io"]` sent as text, `1e21` as "1e+21".

A number that becomes text with the same digits is not worth a note. `segment_actions.validation` decides what is changed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from segment_actions import js

from attio_harness.inputs.event import SourceEvent
from attio_harness.run.runnable import RunnableSubscription
from attio_harness.text.words import clean, counted, cut, shown

__all__ = ["CoercedValues", "look"]


@dataclass(slots=True)
class _Changed:
    """A field whose values were changed: how often, where first, and an example before and after."""

    first: str
    before: str
    after: str
    count: int = 0


class CoercedValues:
    """Sees every payload before and after validation, and reports the fields that changed."""

    def __init__(self, runnables: Sequence[RunnableSubscription]) -> None:
        self._sources = [one.source for one in runnables]
        self._changed: dict[tuple[int, str], _Changed] = {}

    def see(self, order: int, before: Mapping[str, Any], after: Mapping[str, Any], item: SourceEvent) -> None:
        """A payload of the subscription with index `order`, before and after validation."""
        for key, was, value in _changed(before, after):
            one = self._changed.get((order, key))
            if one is None:
                one = _Changed(f"{item.file}:{item.line}", _json(was), _json(value))
                self._changed[order, key] = one
            one.count += 1

    def tells(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
        """Whether validation visibly changed a value."""
        return next(_changed(before, after), None) is not None

    def notes(self) -> Iterator[Mapping[str, Any]]:
        """Rows of `file`, `line`, `what` and `values`, by subscription and field."""
        for (order, key), one in sorted(self._changed.items()):
            source = self._sources[order]
            pointer = f"{source.mapping_pointer}/{key}"
            more = f" ({counted(one.count, 'event')})" if one.count > 1 else ""
            said = f"Segment changed {key} from {one.before} to {one.after}, first at {one.first}{more}"
            yield source.note_at(pointer, said) | {"values": [one.before, one.after]}


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for key, value in after.items():
        was = before.get(key, js.MISSING)
        # the members of an object of attributes are not validated, and no field of the actions is nested deeper
        if value is not was and type(value) is not dict and look(was) != look(value):
            yield key, was, value


def look(value: Any) -> str:
    """A value as a person reads it on a screen: text without quotes, a number with all its digits."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool | int):
        return str(value).lower()
    if isinstance(value, float) and math.isfinite(value):
        # no exponent, and no `.0`
        digits = f"{Decimal(repr(value)):f}"
        return digits.rstrip("0").rstrip(".") if "." in digits else digits
    return str(js.to_json(value))


def _json(value: Any) -> str:
    # an integer keeps all its digits, which JavaScript would round
    if isinstance(value, int | str):
        return shown(value)
    # JSON has no such number, and null is not what becomes text
    if isinstance(value, float) and not math.isfinite(value):
        return js.number_text(value)
    return clean(cut(str(js.to_json(value)), 60))
