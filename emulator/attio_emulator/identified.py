"""Makes records of a snapshot from what Attio shows: with all values, or only the unique ones, which suffice to match
them and refer to them.

The inverse of how types show values. Where the values come from does not matter here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from attio_emulator.dates import milliseconds
from attio_emulator.record import Record, Stamp, Value, dumped
from attio_emulator.schema.model import Attribute, Object
from attio_emulator.types.location import PARTS

__all__ = ["IDENTIFYING", "LONG_AGO", "as_shown", "identified", "identifying", "own_members", "record_as_shown"]

LONG_AGO = 946_684_800_000
"""2000-01-01T00:00:00Z: these records are older than any event; their exact age does not matter."""

_OF_EVERY_VALUE = frozenset({"active_from", "active_until", "created_by_actor", "attribute_type"})
_Shown = Mapping[str, Any]
_STORED: Mapping[str, Callable[[_Shown], Any]] = {
    "text": lambda shown: shown["value"],
    "number": lambda shown: shown["value"],
    "date": lambda shown: shown["value"],
    "timestamp": lambda shown: shown["value"],
    # what was sent; the other member is in lower case
    "email-address": lambda shown: shown.get("original_email_address") or shown["email_address"],
    "domain": lambda shown: shown["domain"],
    "phone-number": lambda shown: {
        "original": shown.get("original_phone_number") or shown["phone_number"],
        "number": shown["phone_number"],
        "country": shown["country_code"],
    },
    "checkbox": lambda shown: shown["value"],
    "rating": lambda shown: shown["value"],
    "currency": lambda shown: shown["currency_value"],
    "personal-name": lambda shown: [shown["first_name"], shown["last_name"], shown["full_name"]],
    "select": lambda shown: shown["option"]["id"]["option_id"],
    "status": lambda shown: shown["status"]["id"]["status_id"],
    "record-reference": lambda shown: [shown["target_object"], shown["target_record_id"]],
    "actor-reference": lambda shown: [shown["referenced_actor_type"], shown["referenced_actor_id"]],
    "location": lambda shown: {name: shown[name] for name in PARTS},
    "interaction": lambda shown: own_members(shown),
}
"""Type -> the stored form of a value Attio shows."""
IDENTIFYING = frozenset({"text", "number", "date", "timestamp", "email-address", "domain", "phone-number"})
"""The types of unique attributes."""
_OF_RECORD = frozenset({"record_id", "entry_id", "parent_record", "created_at", "created_by"})
"""Attributes whose values follow from the record or entry itself."""


def own_members(shown: _Shown) -> dict[str, Any]:
    """What Attio shows of a value, without the members all values have: when, by whom, of which type."""
    return {name: one for name, one in shown.items() if name not in _OF_EVERY_VALUE}


def identifying(owner: Object) -> Iterator[Attribute]:
    """The unique attributes whose values identify a record, without its ID."""
    for one in owner.attributes.values():
        if one.is_unique and not one.is_archived and one.slug != "record_id" and one.type in IDENTIFYING:
            yield one


def identified(owner: Object, record_id: str, shown: Mapping[str, Any]) -> dict[str, Any]:
    """A record of a snapshot with this ID and only the unique values of `shown` (attribute slug -> Attio's JSON).

    Raises:
        KeyError, TypeError, AttributeError: a value is not in the form Attio shows for its type.
    """
    stamp = Stamp(at=LONG_AGO, actor=("system", None), request_id="")
    record = Record(id=record_id, object=owner.slug, created_at=stamp.at, actor=stamp.actor)
    for attribute in identifying(owner):
        stored = _STORED[attribute.type]
        record.values[attribute.slug] = [Value(stored(one), None, stamp) for one in shown.get(attribute.slug) or ()]
    return dumped(record)


def as_shown(owner: Object, shown: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The snapshot values of a record from what Attio shows (attribute slug -> Attio's JSON).

    Leaves out values of attributes the object lacks, values of another type, and values not in the form Attio shows for
    their type.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for slug, rows in shown.items():
        attribute = owner.attributes.get(slug)
        if attribute is None or slug in _OF_RECORD or not isinstance(rows, list):
            continue
        values = [value for row in rows if (value := _value(attribute, row)) is not None]
        if values:
            found[slug] = values
    return found


def _value(attribute: Attribute, row: Any) -> dict[str, Any] | None:
    try:
        if row.get("attribute_type", attribute.type) != attribute.type or row.get("active_until") is not None:
            return None
        actor = row.get("created_by_actor") or {"type": "system", "id": None}
        data = _STORED[attribute.type](row)
        if not _fits(attribute.type, data):
            return None
        return {
            "data": data,
            "active_from": milliseconds(row.get("active_from") or "") or LONG_AGO,
            "active_until": None,
            "actor": [actor["type"], actor["id"]],
            "request_id": "",
            "received_at": None,
        }
    except (KeyError, TypeError, AttributeError):
        return None


_TEXTS = frozenset({"text", "date", "timestamp", "email-address", "domain", "select", "status"})
_NUMBERS = frozenset({"number", "rating", "currency"})


def _fits(kind: str, data: Any) -> bool:
    """Whether a stored value has its type's JSON type."""
    if kind in _TEXTS:
        return isinstance(data, str)
    if kind == "checkbox":
        return isinstance(data, bool)
    if kind in _NUMBERS:
        return isinstance(data, int | float) and not isinstance(data, bool)
    parts = data.values() if isinstance(data, Mapping) else data
    return kind == "interaction" or all(part is None or isinstance(part, str) for part in parts)


def record_as_shown(owner: Object, record_id: str, shown: Mapping[str, Any], *, created_at: int) -> dict[str, Any]:
    """A record of a snapshot with this ID and the values of `as_shown`, created at a time in milliseconds."""
    found = shown.get("created_by")
    by: Any = found[0] if isinstance(found, list) and found else {}
    actor = [by.get("referenced_actor_type"), by.get("referenced_actor_id")] if isinstance(by, Mapping) else []
    return {
        "id": record_id,
        "created_at": created_at,
        "actor": actor if actor and isinstance(actor[0], str) else ["system", None],
        "last_received": {},
        "values": as_shown(owner, shown),
        "past": {},
    }
