"""Sorts: by an attribute or along a path, by a field of its values, ascending or descending.

Assumed, since nothing is documented: of several values the first counts; records without a value come last in both
directions; text is compared without case; options and statuses have the order of the settings; as in a filter, a type
without a main field needs a named one; an impossible sort has the code of a filter. Ties stay in order of ID.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from attio_emulator.query.paths import Ground, Shown, Step
from attio_emulator.query.refusals import Path, filter_error, sort_field_omitted
from attio_emulator.record import Record
from attio_emulator.schema.model import Attribute
from attio_emulator.shapes import Row, Shape, anything, list_of, one_of, text
from attio_emulator.types import TYPES

__all__ = ["SORTS", "arranged"]


def arranged(
    ground: Ground,
    records: Iterable[Record],
    sorts: Sequence[Mapping[str, Any]],
    *,
    start: int = 0,
    end: int | None = None,
) -> list[Record]:
    """A part of the records in the order of `sorts`, which have the shape `SORTS`.

    Without sorts, no more records are read than the part needs.

    Raises:
        AttioError: 400 with the `path` of what cannot be sorted by.
    """
    keys = [(_key(ground, one, ("sorts", str(index))), one["direction"] == "desc") for index, one in enumerate(sorts)]
    if not keys:
        return list(itertools.islice(records, start, end))
    everything = list(records)
    return _part(everything, keys, start, len(everything) if end is None else end)


_Key = Callable[[Record], Any]


def _part(records: list[Record], keys: Sequence[tuple[_Key, bool]], start: int, end: int) -> list[Record]:
    """The records in a range of the order. A further sort key is read only for records that tie on the ones before."""
    if not keys or len(records) < 2:
        return records[max(start, 0) : max(end, 0)]
    (key, down), *later = keys
    placed = [(key(record), record) for record in records]
    # None cannot be compared: records without a value are set apart, and come last in both directions
    there = [pair for pair in placed if pair[0] is not None]
    there.sort(key=lambda pair: pair[0], reverse=down)
    equal = [[record for _, record in pairs] for _, pairs in itertools.groupby(there, key=lambda pair: pair[0])]
    out: list[Record] = []
    place = 0
    for group in (*equal, [record for found, record in placed if found is None]):
        if start < place + len(group) and place < end:
            out += _part(group, later, start - place, end - place)
        place += len(group)
    return out


def _sort(value: Any, path: list[str | int]) -> list[Row]:
    """The shape of one sort: by an attribute, or by the one at the end of a path."""
    by_path = isinstance(value, dict) and "path" in value
    return Shape(
        required={"direction": one_of("asc", "desc"), **({} if by_path else {"attribute": text()})},
        optional={"field": text(), **({"attribute": text(), "path": list_of(anything)} if by_path else {})},
    )(value, path)


SORTS = list_of(_sort)
"""The shape of `sorts` in a body."""


def _key(ground: Ground, one: Mapping[str, Any], at: Path) -> _Key:
    if "path" in one:
        steps = ground.steps(one["path"], (*at, "path"))
    else:
        steps = (Step(ground.owner, ground.attribute(ground.owner, one["attribute"], (*at, "attribute"))),)
    last = steps[-1]
    read = _field(last.attribute, one.get("field"), (*at, "field"))
    shown = ground.shown(last, with_time=one.get("field") == "active_from")

    def key(record: Record) -> Any:
        for end in (record,) if len(steps) == 1 else ground.ends(record, steps):
            for value in shown(end):
                return read(value)
        return None

    return key


def _field(attribute: Attribute, named: str | None, path: Path) -> Callable[[Shown], Any]:
    kind = TYPES[attribute.type]
    field = kind.default_field() if named is None else kind.field(named)
    if field is None:
        if named is None:
            raise sort_field_omitted(attribute.slug, attribute.type, [one.name for one in kind.fields], path[:-1])
        fields = ", ".join(one.name for one in kind.fields)
        raise filter_error(
            f'Cannot sort by field "{named}" of an attribute of type {attribute.type}; its fields are: {fields}.', path
        )
    name = field.name
    if name in ("option", "status"):
        # options sort by their position in the attribute, not by title; unknown ones come last
        places = {choice.id: place for place, choice in enumerate(attribute.choices)}
        return lambda shown: places.get(field.kind.shown(shown[name]), len(places))
    return lambda shown: _comparable(shown.get(name))


def _comparable(value: Any) -> Any:
    return (value.casefold(), value) if isinstance(value, str) else value
