"""Activities in a schema: what each of Attio's schemas gives to the activities that extend it, and Attio's own
activity.

Documented: the four schemas; that phone calls are the only system activity and extend calls; that an activity has the
attributes of its schema and its own. Which attributes a schema has is only shown by examples (`timestamp`,
`direction`): assumed.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from attio_emulator.schema.model import NAMED, Activity, ActivitySchema, Attribute
from attio_emulator.schema.standard import attribute_of, own_attributes

__all__ = ["PHONE_CALLS", "schema_attributes", "schema_id", "system_activities"]

PHONE_CALLS = "phone_calls"

_TIMESTAMP: Mapping[str, Any] = {
    "api_slug": "timestamp",
    "title": "Timestamp",
    "type": "timestamp",
    "flags": "writable",
}
_DIRECTION: Mapping[str, Any] = {
    "api_slug": "direction", "title": "Direction", "type": "select", "flags": "writable", "options": ["Inbound", "Outbound"],
}  # fmt: skip
_GIVEN: Mapping[ActivitySchema, tuple[Mapping[str, Any], ...]] = {
    "activities": (_TIMESTAMP,),
    "interactions": (_TIMESTAMP,),
    "calls": (_TIMESTAMP, _DIRECTION),
    "emails": (_TIMESTAMP, _DIRECTION),
}
"""Schema -> the attributes it gives."""


def schema_id(schema: ActivitySchema) -> str:
    return NAMED.named("activity schema", schema)


@lru_cache(maxsize=64)
def schema_attributes(activity_id: str, schema: ActivitySchema) -> tuple[Attribute, ...]:
    """The attributes an activity has initially; their IDs are derived from that of the activity."""
    record_id, *tail = own_attributes(activity_id)
    return (record_id, *(attribute_of(activity_id, row) for row in _GIVEN[schema]), *tail)


def system_activities() -> dict[str, Activity]:
    """New copies of Attio's own activities, by ID."""
    id = NAMED.named("activity", PHONE_CALLS)
    made = Activity(
        id=id,
        slug=id,
        api_slug=PHONE_CALLS,
        singular_noun="Phone call",
        plural_noun="Phone calls",
        is_standard=True,
        extends="calls",
        attributes={one.slug: one for one in schema_attributes(id, "calls")},
    )
    return {id: made}
