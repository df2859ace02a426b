"""The body that writes a history, for records and entries alike. `histories` decides what a history may contain.

Documented: all keys are required, 1 to 400 values, `replace_history` is true, no time is in the future, an end is after
its beginning. Assumed: an unknown attribute is no `not_found` here (`history.unknown_attribute`); mistakes in times are
reported as rows about the body. A virtual clock moves to the last time of a history, so that the next write ends its
values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attio_emulator import refusals
from attio_emulator.calls import Answer, Call
from attio_emulator.clock import go_on_from, iso, latest
from attio_emulator.dates import milliseconds
from attio_emulator.histories import Interval
from attio_emulator.record import Record
from attio_emulator.resources.base import answer
from attio_emulator.schema.model import Object
from attio_emulator.shapes import Path, Row, Shape, invalid_row, list_of, nullable, timestamp

__all__ = ["MOST", "write_values"]

MOST = 400
"""Most values of a history (documented)."""


def _value(value: Any, path: Path) -> list[Row]:
    """The shape of a value: an object, text, number or boolean. Its row is that of a union (recorded for another member)."""
    return [] if isinstance(value, str | int | float | dict) else [invalid_row(path, "Invalid input")]


def _true(value: Any, path: Path) -> list[Row]:
    return [] if value is True else [invalid_row(path, "Invalid literal value, expected true")]


_ROW = Shape(required={"value": _value, "active_from": timestamp, "active_until": nullable(timestamp)})
_BODY = Shape(required={"values": list_of(_ROW, least=1, most=MOST), "replace_history": _true})


def write_values(call: Call, owner: Object, record: Record) -> Answer:
    """Write the history of the attribute in the path. The response has all of it, oldest first."""
    core, named = call.core, call.parts["attribute"]
    attribute = owner.find(named)
    if attribute is None or attribute.is_archived:
        raise refusals.attribute_of_history_not_found(named, core.assumptions.decides("history.unknown_attribute"))
    data = call.data(_BODY)
    last = latest(core.hooks.now, call.stamp.at)
    wrong = [row for index, one in enumerate(data["values"]) for row in _times(one, index, last)]
    if wrong:
        raise refusals.invalid_body(wrong, pointer="".join(f"/{step}" for step in wrong[0]["path"]))
    core.histories.check_writable(attribute, "/data/values")
    intervals = [
        Interval(
            sent=one["value"],
            active_from=milliseconds(one["active_from"]) or 0,
            active_until=None if one["active_until"] is None else milliseconds(one["active_until"]),
            pointer=f"/data/values/{index}/value",
        )
        for index, one in enumerate(data["values"])
    ]
    core.histories.write(owner, record, attribute, intervals, call.stamp)
    told = max(max(one.active_from, one.active_until or 0) for one in intervals)
    if told > call.stamp.at:
        go_on_from(core.hooks.now, told)
    return answer(core.renderer.history(owner, record, attribute, historic=True))


def _times(one: Mapping[str, Any], index: int, last: int) -> Iterator[Row]:
    path: Path = ["data", "values", index]
    begin = milliseconds(one["active_from"])
    end = None if one["active_until"] is None else milliseconds(one["active_until"])
    for name, moment in (("active_from", begin), ("active_until", end)):
        if moment is not None and moment > last:
            told = f"Expected a moment that is not in the future, which begins at {iso(last)}"
            yield invalid_row([*path, name], told)
    if begin is not None and end is not None and end <= begin:
        yield invalid_row([*path, "active_until"], "Expected a moment after active_from")
