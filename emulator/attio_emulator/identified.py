"""Records of which only the unique values are known, as a snapshot has them: enough to match them, and to refer to them.

The inverse of what types show, for the types that unique attributes have. Where the values come from is no matter here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from attio_emulator.schema.model import Attribute, Object
from attio_emulator.store import Record, Stamp, Value, dumped

__all__ = ["LONG_AGO", "identified", "identifying"]

LONG_AGO = 946_684_800_000
"""2000-01-01T00:00:00Z: these records were there before any event, since when is not asked for."""

_Shown = Mapping[str, Any]
_STORED: Mapping[str, Callable[[_Shown], Any]] = {
    "text": lambda shown: shown["value"],
    "number": lambda shown: shown["value"],
    "date": lambda shown: shown["value"],
    "timestamp": lambda shown: shown["value"],
    # what was sent; shown is the lower case of it
    "email-address": lambda shown: shown.get("original_email_address") or shown["email_address"],
    "domain": lambda shown: shown["domain"],
    "phone-number": lambda shown: {
        "original": shown.get("original_phone_number") or shown["phone_number"],
        "number": shown["phone_number"],
        "country": shown["country_code"],
    },
}
"""Type -> the stored form of a value that Attio shows."""


def identifying(owner: Object) -> Iterator[Attribute]:
    """The unique attributes of an object whose values identify a record, without its ID."""
    for one in owner.attributes.values():
        if one.is_unique and not one.is_archived and one.slug != "record_id" and one.type in _STORED:
            yield one


def identified(owner: Object, record_id: str, shown: Mapping[str, Any]) -> dict[str, Any]:
    """A record of a snapshot with this ID and nothing of `shown` (attribute slug -> Attio's JSON) but its unique values.

    Raises:
        KeyError, TypeError, AttributeError: a value is not as Attio shows those of its type.
    """
    stamp = Stamp(at=LONG_AGO, actor=("system", None), request_id="")
    record = Record(id=record_id, object=owner.slug, created_at=stamp.at, actor=stamp.actor)
    for attribute in identifying(owner):
        stored = _STORED[attribute.type]
        record.values[attribute.slug] = [Value.new(stored(one), None, stamp) for one in shown.get(attribute.slug) or ()]
    return dumped(record)
