"""The shape of a snapshot as a table: the members that responses are made of, and their possible values. An edited
state is refused here with the faulty place, instead of failing in some later call.

Types check the values of attributes, `schema` the schema.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import orjson

from attio_emulator.dates import milliseconds
from attio_emulator.errors import shortened
from attio_emulator.types import TYPES

__all__ = ["DOCUMENTS", "LATEST", "MEMBERS", "check_shapes"]

EARLIEST = -62_135_596_800_000
"""The earliest moment that can be written, in milliseconds: the beginning of the year 1."""
LATEST = 253_402_300_799_999
"""The latest moment that can be written, in milliseconds: the end of the year 9999."""

_Check = tuple[Callable[[Any], bool], str]
"""Whether a value is acceptable, and what was expected."""
_Row = Mapping[str, _Check]


def _is_moment(value: Any) -> bool:
    return type(value) is int and EARLIEST <= value <= LATEST


def _is_actor(value: Any) -> bool:
    return (
        isinstance(value, list | tuple)
        and len(value) == 2
        and isinstance(value[0], str)
        and (value[1] is None or isinstance(value[1], str))
    )


def _is_need(value: Any) -> bool:
    return isinstance(value, list | tuple) and [*map(type, value[:2])] == [str, str] and len(value) == 3


def _is_key(value: Any) -> bool:
    return isinstance(value, str | int | float)


def _is_holder(value: Any) -> bool:
    if isinstance(value, str):
        return True
    return isinstance(value, list | tuple) and len(value) == 2 and isinstance(value[0], str) and _is_key(value[1])


def _maybe(check: _Check) -> _Check:
    return (lambda value: value is None or check[0](value), f"{check[1]}, or null")


def _list(check: _Check) -> _Check:
    def all_are(value: Any) -> bool:
        # a state that was never text may hold tuples
        return isinstance(value, list | tuple) and all(map(check[0], value))

    return all_are, f"a list, each of {check[1]}"


def _row(row: _Row, more: _Row | None = None) -> _Check:
    """An object with these members, and optionally those of `more`."""

    def is_one(value: Any) -> bool:
        return (
            isinstance(value, dict)
            and all(name in value and check[0](value[name]) for name, check in row.items())
            and all(check[0](value[name]) for name, check in (more or {}).items() if name in value)
        )

    return is_one, f"an object with {', '.join((*row, *(more or ())))}"


def _each(kind: type) -> Callable[[Any], bool]:
    """Whether a value is an object whose members all have this type."""
    return lambda value: isinstance(value, dict) and all(isinstance(one, kind) for one in value.values())


def _is_late_moment(value: Any) -> bool:
    return type(value) is int and 0 <= value <= LATEST


TEXT: _Check = (lambda value: isinstance(value, str), "text")
FLAG: _Check = (lambda value: isinstance(value, bool), "true or false")
OBJECT: _Check = (lambda value: isinstance(value, dict), "an object")
ANYTHING: _Check = (lambda value: True, "anything")
MOMENT: _Check = (_is_moment, "a moment in milliseconds, of the years 1 to 9999")
LATE: _Check = (_is_late_moment, "a moment in milliseconds, of the years 1970 to 9999")
COUNT: _Check = (lambda value: type(value) is int and 0 <= value < 2**53, "a whole number of 0 or more")
NUMBER: _Check = (lambda value: isinstance(value, int | float) and not isinstance(value, bool), "a number")
ACTOR: _Check = (_is_actor, "a kind of actor and its ID")
PAIR: _Check = (
    lambda value: isinstance(value, list | tuple) and len(value) == 2 and all(isinstance(one, str) for one in value),
    "two IDs",
)
HOOK: _Check = (lambda value: value in ("active", "degraded", "inactive"), "active, degraded or inactive")
TYPE: _Check = (lambda value: isinstance(value, str) and value in TYPES, "a type of attributes")


def _is_time(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    if "date" in value:
        return isinstance(value["date"], str) and milliseconds(value["date"]) is not None
    zone = value.get("timezone", 0)
    return _is_moment(value.get("at")) and (zone is None or isinstance(zone, str))


TIME: _Check = (_is_time, "a date, or a moment and its timezone")

_CHOICE = _row({"id": TEXT, "title": TEXT})
_ATTRIBUTE = _row(
    {
        "id": TEXT, "slug": TEXT, "title": TEXT, "type": TYPE, "description": _maybe(TEXT), "is_system": FLAG,
        "is_writable": FLAG, "is_required": FLAG, "is_unique": FLAG, "is_multiselect": FLAG, "is_archived": FLAG,
        "is_enriched": FLAG, "options": _list(_CHOICE), "statuses": _list(_CHOICE), "allowed_objects": _list(TEXT),
        "inverse": _maybe(PAIR), "default": _maybe(_row({"type": TEXT, "template": ANYTHING})), "created_at": _maybe(MOMENT),
    }
)  # fmt: skip
_VIEW = _row(
    {"id": TEXT, "title": TEXT, "sorts": _list(OBJECT), "attributes": _list(OBJECT)},
    more={"type": TEXT, "filter": _maybe(OBJECT), "is_archived": FLAG, "created_at": _maybe(MOMENT)},
)
_SEGMENT = _row({"speech": TEXT, "start_time": NUMBER, "end_time": NUMBER, "speaker": _row({"name": ANYTHING})})
_EVENTS: _Check = (
    lambda value: isinstance(value, list) and bool(value) and isinstance(value[0], dict) and "event_type" in value[0],
    "a list of an event",
)
_OWNED: _Row = {"id": TEXT, "actor": ACTOR, "created_at": MOMENT}

_LIST = _row(
    {
        **_OWNED, "api_slug": TEXT, "name": TEXT, "parent_object_id": TEXT, "workspace_access": _maybe(TEXT),
        "workspace_member_access": _list(_row({"workspace_member_id": TEXT, "level": TEXT})), "attributes": _list(_ATTRIBUTE),
    },
    more={"views": _list(_VIEW)},
)  # fmt: skip


def _is_list(value: Any) -> bool:
    """Whether it has the members of a list, and archives none of the attributes that every list has."""
    return _LIST[0](value) and not any(one["is_system"] and one["is_archived"] for one in value["attributes"])


DOCUMENTS: Mapping[str, _Check] = {
    "lists": (_is_list, f"{_LIST[1]}; what every list has is not archived"),
    "entries_of_record": _list(PAIR),
    "notes": _row({**_OWNED, "object_id": TEXT, "record_id": TEXT, "title": TEXT, "content": TEXT, "format": TEXT, "meeting_id": _maybe(TEXT)}),
    "threads": _row(
        {
            "id": TEXT, "list_id": _maybe(TEXT), "entry_id": _maybe(TEXT), "object_id": _maybe(TEXT), "record_id": _maybe(TEXT),
            "comments": _list(TEXT), "created_at": MOMENT,
        }
    ),
    "comments": _row({"id": TEXT, "thread_id": TEXT, "content": TEXT, "author": TEXT, "created_at": MOMENT}),
    "tasks": _row(
        {
            **_OWNED, "content": TEXT, "deadline_at": _maybe(MOMENT), "completed_at": _maybe(MOMENT),
            "linked_records": _list(PAIR), "assignees": _list(TEXT),
        }
    ),
    "meetings": _row(
        {
            **_OWNED, "title": TEXT, "description": TEXT, "is_all_day": FLAG, "start": TIME, "end": TIME,
            "participants": _list(_row({"email_address": _maybe(TEXT), "status": _maybe(TEXT), "is_organizer": FLAG})), "linked_records": _list(PAIR),
        }
    ),
    "call_recordings": _row({**_OWNED, "meeting_id": TEXT, "transcript": _list(_SEGMENT)}),
    "files": _row(
        {**_OWNED, "object_id": TEXT, "record_id": TEXT, "storage_provider": TEXT, "file_type": TEXT, "more": OBJECT}
    ),
    "file_contents": TEXT,
    "emails": _row({"id": TEXT, "mailbox": TEXT, "sent_at": TEXT, "participants": _list(_row({"role": TEXT, "email_address": TEXT}))}),
    "webhooks": _row(
        {
            "id": TEXT, "target_url": TEXT, "status": HOOK, "secret": TEXT, "created_at": MOMENT, "degraded_at": _maybe(MOMENT),
            "subscriptions": _list(_row({"event_type": TEXT, "filter": _maybe(OBJECT)})),
        }
    ),
    "deliveries": _row(
        {
            "id": TEXT, "webhook_id": TEXT, "body": _row({"events": _EVENTS}), "created_at": MOMENT,
            "due": MOMENT, "status": TEXT, "attempts": _list(_row({"at": MOMENT, "status": _maybe(COUNT), "error": _maybe(TEXT)})),
        }
    ),
    "tokens": _row({"scopes": _list(TEXT), "client_id": TEXT, "issued_at": MOMENT, "expires_at": _maybe(MOMENT), "revoked": FLAG}),
    "oauth_apps": _row({"client_id": TEXT, "name": TEXT, "scopes": _list(TEXT), "redirect_uris": _maybe(_list(TEXT))}),
    "oauth_requests": _row({"client_id": TEXT, "redirect_uri": TEXT, "expires_at": MOMENT}),
    "oauth_codes": _row({"client_id": TEXT, "redirect_uri": TEXT, "expires_at": MOMENT, "token": _maybe(TEXT)}),
    "merges": _row({"object_id": TEXT, "originals": _list(TEXT), "actor": ACTOR, "due": MOMENT}),
    "company_lookups": MOMENT,
    "meeting_companies": MOMENT,
    "delivery_counts": COUNT,
}  # fmt: skip
"""The documents of each kind. Of kinds not listed, anything is accepted."""

_VALUE: _Row = {
    "data": ANYTHING,
    "active_from": MOMENT,
    "active_until": _maybe(MOMENT),
    "actor": ACTOR,
    "request_id": TEXT,
}
_ASSERTION = _row({"object": TEXT, "matching_attribute": TEXT, "values": OBJECT})
_BATCH: _Row = {"request_id": TEXT, "due": LATE, "actor": ACTOR, "assertions": _list(_ASSERTION)}
_REFUSAL: _Row = {
    **dict.fromkeys(("at", "mode", "code", "message", "request_id"), TEXT),
    **dict.fromkeys(("object", "matching_attribute", "values", "attribute", "expected", "pointer"), ANYTHING),
}
_TAKEN: _Row = {"object": TEXT, "attribute": TEXT, "value": ANYTHING}
_NEEDS = _list((_is_need, "an object, an attribute and a value"))
_GONE: _Row = {**dict.fromkeys(("object", "attribute"), TEXT), "key": (_is_key, "a text or a number")}
_CONTESTED: _Row = {
    **_GONE,
    "holder": (_is_holder, "the ID of a record, or an attribute and a value"),
    "needs": (lambda value: bool(value) and _NEEDS[0](value), _NEEDS[1]),
    "is_exact": FLAG,
}
_PLACES = ("records", "activity_records", "entries")
_MEMBERS: _Row = {
    "workspace": (OBJECT[0], "a workspace: an object with its schema and members"),
    **dict.fromkeys(_PLACES, (_each(list), "lists of records by what they are of")),
    "documents": (_each(dict), "documents of each kind by their IDs"),
    "taken_as_there": (_each(dict), "references by the IDs of their records"),
    "contested": (lambda value: isinstance(value, list | tuple), "a list of unique values"),
    "gone": (lambda value: isinstance(value, list | tuple), "a list of unique values of deleted records"),
    "queue": (lambda value: isinstance(value, list | tuple), "a list of batches"),
    "ledger": (lambda value: isinstance(value, list | tuple), "a list of refusals"),
    **dict.fromkeys(("ids", "requests"), COUNT),
    **dict.fromkeys(("clock", "created_at"), LATE),
}
"""The members of a snapshot besides its version. Its reader checks that those are present that every snapshot has."""
MEMBERS = frozenset(_MEMBERS)
"""Their names."""


def check_shapes(state: Mapping[str, Any]) -> None:
    """Check a snapshot of the present version.

    Raises:
        ValueError: something has the wrong shape; names its place.
        orjson.JSONEncodeError: a lone surrogate, a huge number, or more levels than a response can have.
    """
    for name, (fits, expected) in _MEMBERS.items():
        if name in state and not fits(state[name]):
            raise _wrong(f"/{name}", state[name], expected)
    for place in _PLACES:
        for slug, rows in state.get(place, {}).items():
            _check_records(f"/{place}/{_token(slug)}", rows, has_parent=place == "entries")
    for kind, rows in state.get("documents", {}).items():
        check = DOCUMENTS.get(kind)
        for id, row in rows.items() if check is not None and isinstance(rows, dict) else ():
            if check is not None and not check[0](row):
                raise _wrong(f"/documents/{_token(kind)}/{_token(id)}", row, check[1])
            if isinstance(row, dict) and row.get("id", id) != id:
                raise _wrong(f"/documents/{_token(kind)}/{_token(id)}/id", row["id"], f"{id!r}, by which it is kept")
    for id, one in state.get("taken_as_there", {}).items():
        where = f"/taken_as_there/{_token(id)}"
        _check_row(where, one, _TAKEN)
        for name in ("needs", "others"):
            if not _NEEDS[0](one.get(name, ())):
                raise _wrong(f"{where}/{name}", one[name], _NEEDS[1])
    for name, row in (("contested", _CONTESTED), ("gone", _GONE), ("queue", _BATCH), ("ledger", _REFUSAL)):
        for index, one in enumerate(state.get(name, ())):
            _check_row(f"/{name}/{index}", one, row)
            assumptions = one.get("assumptions", ())
            if name == "queue" and not isinstance(assumptions, list | tuple):
                raise _wrong(f"/{name}/{index}/assumptions", assumptions, "a list of texts")
            if name == "gone" and not FLAG[0](one.get("perhaps", False)):
                raise _wrong(f"/{name}/{index}/perhaps", one["perhaps"], FLAG[1])
    orjson.dumps(state)


def _check_records(place: str, rows: Sequence[Any], *, has_parent: bool) -> None:
    seen: set[str] = set()
    for index, row in enumerate(rows):
        where = f"{place}/{index}"
        _check_row(where, row, {"id": TEXT, "created_at": MOMENT, "actor": ACTOR, "values": OBJECT, "past": OBJECT})
        if row["id"] in seen:
            raise _wrong(f"{where}/id", row["id"], "an ID that no record before it has")
        seen.add(row["id"])
        if has_parent and not row["values"].get("parent_record"):
            raise ValueError(f"{where}/values: 'parent_record' is missing; every entry has one")
        received = row.get("last_received", {})
        if not isinstance(received, dict):
            raise _wrong(f"{where}/last_received", received, "moments by the slugs of attributes")
        for name, at in received.items():
            if not _is_moment(at):
                raise _wrong(f"{where}/last_received/{_token(name)}", at, MOMENT[1])
        for kind in ("values", "past"):
            for slug, values in row[kind].items():
                if not isinstance(values, list | tuple):
                    raise _wrong(f"{where}/{kind}/{_token(slug)}", values, "a list of values")
                _check_values(f"{where}/{kind}/{_token(slug)}", values)


def _check_values(place: str, values: Iterable[Any]) -> None:
    for number, value in enumerate(values):
        _check_row(f"{place}/{number}", value, _VALUE)
        received = value.get("received_at")
        if received is not None and not _is_moment(received):
            raise _wrong(f"{place}/{number}/received_at", received, MOMENT[1])
        if type(value.get("pointer", "")) is not str:
            raise _wrong(f"{place}/{number}/pointer", value["pointer"], TEXT[1])


def _check_row(place: str, found: Any, row: _Row) -> None:
    if not isinstance(found, dict):
        raise _wrong(place, found, f"an object with {', '.join(row)}")
    for name, (fits, expected) in row.items():
        if name not in found:
            raise ValueError(f"{place}: {name!r} is missing, expected {expected}")
        if not fits(found[name]):
            raise _wrong(f"{place}/{name}", found[name], expected)


def _token(name: Any) -> str:
    return shortened(name).strip("'\"") if len(str(name)) > 60 else str(name).replace("~", "~0").replace("/", "~1")


def _wrong(place: str, found: Any, expected: str) -> ValueError:
    return ValueError(f"{place}: found {shortened(found)}, expected {expected}")
