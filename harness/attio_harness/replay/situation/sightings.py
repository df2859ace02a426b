"""What recorded exchanges show of things with ids: what each is, where it was seen, and whether the exchange made it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

from attio_emulator.ids import is_uuid

from attio_harness.replay.calls import RecordedCall

__all__ = ["Kind", "Sighting", "as_before", "objects_of", "rows_of", "sightings"]

Kind: TypeAlias = Literal[
    "object", "attribute", "choice", "view", "record", "list", "entry", "note", "task", "webhook", "comment", "member"
]  # fmt: skip

_KINDS: Mapping[str, Kind] = {
    "object_id": "object",
    "attribute_id": "attribute",
    "option_id": "choice",
    "status_id": "choice",
    "view_id": "view",
    "record_id": "record",
    "list_id": "list",
    "entry_id": "entry",
    "note_id": "note",
    "task_id": "task",
    "webhook_id": "webhook",
    "comment_id": "comment",
    "workspace_member_id": "member",
}
"""The last id under `id` -> the kind of a row in an answer."""
_PARTS: Mapping[str, Kind] = {
    "object": "object",
    "list": "list",
    "record": "record",
    "entry": "entry",
    "note": "note",
    "task": "task",
    "webhook": "webhook",
    "comment": "comment",
    "member": "member",
}
"""Part of a path -> the kind it names."""
_PLACES = {"object": "objects", "list": "lists", "activity": "activities"}
"""Part of a path -> the first part of an owner that has attributes, choices and views."""
_ASKING = ("query", "search", "sql", "merge")
"""Last pieces of paths whose POST makes nothing."""
_OF_SCHEMA: tuple[Kind, ...] = ("object", "attribute", "choice", "view")
_PAIRS = (
    ("parent_object", "parent_record_id"), ("target_object", "target_record_id"), ("object", "record_id"),
    ("linked_object", "linked_record_id"),
)  # fmt: skip
"""Members of requests that together name a record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A thing that an exchange shows, or names.

    Attributes:
        kind, id: what it is; objects and lists named by a path may have a slug as id.
        call: the number of the exchange in its session.
        row: as in the answer; None if it is only named.
        owner: slug or id of the object or list that it belongs to; for attributes with the prefix `objects/`, `lists/` or
            `activities/`.
        attribute: the attribute that a choice belongs to.
        makes: whether the exchange makes it; None if it may have existed (assertions).
        changes: whether the exchange changes it, so that the row does not show its earlier state.
        touched: attributes that the exchange writes.
        written: members of an object, attribute, choice … that the exchange changes.
        named: how the path names a choice.
    """

    kind: Kind
    id: str
    call: int
    row: Mapping[str, Any] | None = None
    owner: str = ""
    attribute: str = ""
    makes: bool | None = False
    changes: bool = False
    touched: frozenset[str] = field(default_factory=frozenset)
    written: frozenset[str] = field(default_factory=frozenset)
    named: str = ""


def sightings(calls: Sequence[RecordedCall]) -> Iterator[Sighting]:
    """Sightings in the order of the exchanges; within an exchange, what its request names comes first."""
    for number, call in enumerate(calls):
        answer = call.exchange.answer
        if answer is None or not call.succeeded or (not call.parts and not isinstance(answer.body, Mapping)):
            continue
        body = answer.body if isinstance(answer.body, Mapping) else {}
        yield from _named(number, call, body)
        for row in rows_of(body):
            yield from _shown(number, call, row)


def as_before(seen: Sequence[Sighting]) -> Iterator[Sighting]:
    """The sightings with those members alone that are as they were at the beginning: what a change has written is left out from then
    on, but for slugs, which say what else is meant. A choice that is renamed had the title by which the path names it."""
    written: dict[tuple[Kind, str], frozenset[str]] = {}
    for one in seen:
        key = (one.kind, one.id)
        if one.row is None or one.kind not in _OF_SCHEMA:
            yield one
            continue
        row = dict(one.row)
        before = written.get(key, frozenset())
        if one.changes:
            written[key] = before | one.written
        for name in written.get(key, before) - {"api_slug"}:
            row.pop(name, None)
        if one.kind == "choice" and "title" in one.written - before:
            row["title"] = one.named if one.named and not is_uuid(one.named) else f"Option {one.id[:8]}"
        yield replace(one, row=row)


def rows_of(body: Any) -> list[Mapping[str, Any]]:
    """The rows of an answer, one or several."""
    data = body.get("data") if isinstance(body, Mapping) else None
    return objects_of(data if isinstance(data, list) else [data])


def objects_of(value: Any) -> list[Mapping[str, Any]]:
    """The objects of a list; none if it is no list."""
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _shown(number: int, call: RecordedCall, row: Mapping[str, Any]) -> Iterator[Sighting]:
    ids = row.get("id")
    if not isinstance(ids, Mapping) or not ids:
        if {"list_id", "entry_id"} <= set(row):
            yield from _entry_of_record(number, call, row)
        merged = row.get("new_record_id")
        if isinstance(merged, str):
            yield Sighting(
                kind="record", id=merged.lower(), call=number, owner=call.parts.get("object", ""), makes=True
            )
        for comment in objects_of(row.get("comments")):
            yield from _shown(number, call, comment)
        return
    name, id = list(ids.items())[-1]
    for comment in objects_of(row.get("comments")):
        yield from _shown(number, call, comment)
    kind = _KINDS.get(name)
    if kind is None or not isinstance(id, str):
        return
    yield Sighting(
        kind=kind,
        id=id.lower(),
        call=number,
        row=row,
        owner=_owner(kind, call, ids),
        attribute=call.parts.get("attribute", ""),
        makes=_makes(call, kind),
        changes=call.exchange.method in ("PATCH", "PUT"),
        touched=frozenset(_written(call.exchange.json)),
        written=frozenset(_members(call.exchange.json)) if call.exchange.method in ("PATCH", "PUT") else frozenset(),
        named=call.parts.get("choice", ""),
    )


def _owner(kind: Kind, call: RecordedCall, ids: Mapping[str, Any]) -> str:
    if kind in ("attribute", "choice", "view"):
        return next((f"{place}/{call.parts[part]}" for part, place in _PLACES.items() if part in call.parts), "")
    if kind == "record":
        return str(call.parts.get("object") or ids.get("object_id") or "")
    return str(ids.get("list_id") or "") if kind == "entry" else ""


def _makes(call: RecordedCall, kind: Kind) -> bool | None:
    pieces = call.path.rstrip("/").split("/")
    method = call.exchange.method
    if method == "POST" and pieces[-1] not in _ASKING:
        return True
    # the assertion of a record or an entry
    return (
        None
        if method == "PUT" and pieces[-1] in ("records", "simple", "entries") and kind in ("record", "entry")
        else False
    )


def _members(body: Any) -> Iterator[str]:
    data = body.get("data") if isinstance(body, Mapping) else None
    yield from map(str, data if isinstance(data, Mapping) else ())


def _written(body: Any) -> Iterator[str]:
    data = body.get("data") if isinstance(body, Mapping) else None
    for name in ("values", "entry_values"):
        values = data.get(name) if isinstance(data, Mapping) else None
        if isinstance(values, Mapping):
            yield from map(str, values)


def _entry_of_record(number: int, call: RecordedCall, row: Mapping[str, Any]) -> Iterator[Sighting]:
    """A row of a record's entries: the list by its slug, and an entry of which little is shown."""
    named = {"id": {"list_id": row["list_id"]}, "api_slug": row.get("list_api_slug")}
    parent = {"parent_record_id": call.parts.get("record", ""), "parent_object": call.parts.get("object", "")}
    shown: dict[str, Any] = {"created_at": row.get("created_at"), "entry_values": {}, **parent}
    yield Sighting(kind="list", id=str(row["list_id"]).lower(), call=number, row=named)
    yield Sighting(
        kind="entry", id=str(row["entry_id"]).lower(), call=number, row=shown, owner=str(row["list_id"]).lower()
    )


def _named(number: int, call: RecordedCall, body: Mapping[str, Any]) -> Iterator[Sighting]:
    """What the path names exists, and so does what query and body name if the answer repeats it: a task drops what it does not find, and a
    listing is empty for a record that is not there."""
    for part, kind in _PARTS.items():
        value = call.parts.get(part)
        if value and not (part == "member" and "@" in value):
            owner = call.parts.get("object" if kind == "record" else "list", "") if kind in ("record", "entry") else ""
            yield Sighting(kind=kind, id=value.lower(), call=number, owner=owner)
    for where in _mappings([dict(call.exchange.query), call.exchange.json]):
        for object_name, id_name in _PAIRS:
            object, id = where.get(object_name), where.get(id_name)
            if isinstance(object, str) and isinstance(id, str) and id.lower() in str(body).lower():
                yield Sighting(kind="record", id=id.lower(), call=number, owner=object)
    for row in rows_of(body):
        object, id = row.get("parent_object"), row.get("parent_record_id")
        if isinstance(object, str) and isinstance(id, str):
            yield Sighting(kind="record", id=id.lower(), call=number, owner=object)
        for link in objects_of(row.get("linked_records")):
            object = link.get("target_object_id") or link.get("target_object")
            if isinstance(object, str) and isinstance(link.get("target_record_id"), str):
                yield Sighting(kind="record", id=link["target_record_id"].lower(), call=number, owner=object)


def _mappings(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, list):
        for one in value:
            yield from _mappings(one)
    elif isinstance(value, Mapping):
        yield value
        for one in value.values():
            yield from _mappings(one)
