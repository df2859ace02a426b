"""Saved views in a schema: how they name attributes, choices and objects, and their filters in the form of a query.

A view's own form of a condition is `{attribute, op, value}`, with `field` if it concerns one (Attio's page about
creating a view). Assumed: its operators are those of queries without `$`, and the form of a query is accepted, too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, replace
from typing import Any

from attio_emulator.schema.model import Attribute, Object, View

__all__ = ["Pinned", "as_view", "named_in", "pinned", "query_filter", "redirected", "view_row", "without"]

_CONDITION = frozenset(("attribute", "field", "op", "value"))
_Place = tuple[str | int, ...]
Pinned = tuple[View, list[tuple[_Place, Any, Object | None]]]
"""A view, and its unknown names: the place, the name, and the object whose attribute it should be (None: it should be an object)."""


def query_filter(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """The filter of a view in the form of a query."""
    if not _is_condition(given):
        return given
    asked: dict[str, Any] = {f"${given['op']}": given.get("value")}
    return {given["attribute"]: {given["field"]: asked} if "field" in given else asked}


def pinned(view: View, owner: Object, objects: Mapping[str, Object]) -> Pinned:
    """The view with IDs instead of the slugs of attributes and objects and the titles of choices, which may change.
    Unknown names stay."""
    pins = _Pins(owner, objects)
    row = view_row(view)
    if view.filter is not None:
        row["filter"] = pins.filter(view.filter, ("filter",))
    for name in ("sorts", "attributes"):
        row[name] = [pins.row(one, (name, index)) for index, one in enumerate(row[name])]
    return as_view(row), pins.unknown


def named_in(value: Any) -> list[str]:
    """Every key and text in a part of a view, such as the IDs of attributes."""
    if isinstance(value, Mapping):
        return [text for key, one in value.items() for text in (key, *named_in(one))]
    if isinstance(value, list | tuple):
        return [text for one in value for text in named_in(one)]
    return [value] if isinstance(value, str) else []


def without(view: View, gone: Collection[str]) -> View | None:
    """The view without the sorts and attributes that name one of these IDs; None if its filter does."""

    def left(rows: tuple[Mapping[str, Any], ...]) -> tuple[Mapping[str, Any], ...]:
        return tuple(row for row in rows if not _names(row, gone))

    if _names(view.filter, gone):
        return None
    return replace(view, sorts=left(view.sorts), attributes=left(view.attributes))


def redirected(view: View, ids: Collection[str], into: str) -> View:
    """The view with another record's ID wherever its filter names one of these records."""

    def now(part: Any) -> Any:
        if isinstance(part, Mapping):
            return {key: now(one) for key, one in part.items()}
        if isinstance(part, list):
            return [now(one) for one in part]
        return into if isinstance(part, str) and part.lower() in ids else part

    return replace(view, filter=now(view.filter))


def _names(part: Any, ids: Collection[str]) -> bool:
    return any(text.lower() in ids for text in named_in(part))


def view_row(one: View) -> dict[str, Any]:
    """A view as JSON values, for `as_view`."""
    return asdict(one) | {"sorts": list(one.sorts), "attributes": list(one.attributes)}


def as_view(row: Mapping[str, Any]) -> View:
    """The view of such a row."""
    return View(**{**row, "sorts": tuple(row["sorts"]), "attributes": tuple(row["attributes"])})


def _is_condition(given: Mapping[str, Any]) -> bool:
    texts = (given.get("attribute"), given.get("op"), given.get("field", ""))
    return _CONDITION.issuperset(given) and all(isinstance(one, str) for one in texts)


class _Pins:
    """Replaces slugs by IDs, and notes unknown names."""

    def __init__(self, owner: Object, objects: Mapping[str, Object]) -> None:
        self._owner, self._objects = owner, objects
        self.unknown: list[tuple[_Place, Any, Object | None]] = []

    def filter(self, given: Any, place: _Place) -> Any:
        if not isinstance(given, Mapping):
            return given
        if _is_condition(given) or "path" in given:
            return self._wanting(self.row(given, place))
        out = {}
        for key, wanted in given.items():
            at = (*place, key)
            if key in ("$and", "$or") and isinstance(wanted, list):
                out[key] = [self.filter(one, (*at, index)) for index, one in enumerate(wanted)]
            elif key.startswith("$"):
                out[key] = self.filter(wanted, at)
            else:
                id = self._attribute(self._owner, key, at)
                out[id] = self._wanted(self._owner.find(id), wanted)
        return out

    def row(self, row: Mapping[str, Any], place: _Place) -> dict[str, Any]:
        """A row that names an attribute, or a path to one."""
        out = dict(row)
        if "attribute" in row:
            out["attribute"] = self._attribute(self._owner, row["attribute"], (*place, "attribute"))
        if isinstance(row.get("path"), list):
            out["path"] = [self._step(one, index, (*place, "path", index)) for index, one in enumerate(row["path"])]
        return out

    def _wanting(self, row: dict[str, Any]) -> dict[str, Any]:
        """A condition on one attribute, already named by ID."""
        if "path" not in row:
            found, field = self._owner.find(row["attribute"]), row.get("field")
            wanted = row.get("value") if field is None else {field: row.get("value")}
            pinned_value = self._wanted(found, wanted)
            return (
                row if "value" not in row else row | {"value": pinned_value if field is None else pinned_value[field]}
            )
        steps = row["path"]
        last = steps[-1] if isinstance(steps, list) and steps else None
        if "constraints" not in row or not isinstance(last, list) or len(last) != 2 or not isinstance(last[1], str):
            return row
        owners = [self._owner, *self._objects.values()]
        found = next((one for owner in owners if owner.id == last[0] and (one := owner.find(last[1]))), None)
        return row | {"constraints": self._wanted(found, row["constraints"])}

    def _wanted(self, one: Attribute | None, wanted: Any) -> Any:
        """What a filter wants of an attribute, with IDs of choices and objects."""
        if one is None or (not one.choices and one.type != "record-reference"):
            return wanted
        if one.type != "record-reference":
            ids = {choice.title: choice.id for choice in reversed(one.choices)}
            return _renamed(wanted, ids, "option" if one.type == "select" else "status", alone=True)
        return _renamed(
            wanted, {slug: target.id for slug, target in self._objects.items()}, "target_object", alone=False
        )

    def _step(self, pair: Any, index: int, place: _Place) -> Any:
        """One pair of a path. The first belongs to the owner; if that is a list, its slug may equal an object's."""
        if not isinstance(pair, list) or len(pair) != 2:
            return pair
        named = (one for one in self._objects.values() if pair[0] == one.slug or str(pair[0]).lower() == one.id)
        target = self._owner if index == 0 else next(named, None)
        if target is None:
            self.unknown.append(((*place, 0), pair[0], None))
            return pair
        return [target.id, self._attribute(target, pair[1], (*place, 1))]

    def _attribute(self, owner: Object, named: Any, place: _Place) -> Any:
        found = owner.find(named) if isinstance(named, str) else None
        if found is None:
            self.unknown.append((place, named, owner))
            return named
        return found.id


def _renamed(wanted: Any, ids: Mapping[str, str], field: str, *, alone: bool) -> Any:
    """What a filter wants, with IDs for the names in one field; with `alone`, also where no field is named."""

    def named(value: Any) -> Any:
        if isinstance(value, list):
            return [named(one) for one in value]
        return ids.get(value, value) if isinstance(value, str) else value

    def compared(value: Any) -> Any:
        return {sign: named(one) for sign, one in value.items()} if isinstance(value, Mapping) else named(value)

    if not isinstance(wanted, Mapping):
        return named(wanted) if alone else wanted
    return {
        key: compared(one) if key == field else named(one) if alone and key.startswith("$") else one
        for key, one in wanted.items()
    }
