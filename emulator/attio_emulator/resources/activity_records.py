"""Records of activities: assert, write, read, query, delete, by the same rules as records of objects.

Each is a `Record` of the store, with its activity as the object (see `schema.model.Activity`). Source: OpenAPI.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attio_emulator.calls import Answer, Call
from attio_emulator.clock import iso
from attio_emulator.query import found
from attio_emulator.record import Record
from attio_emulator.resources.base import answer, empty
from attio_emulator.resources.targets import activity_named
from attio_emulator.schema.model import Activity
from attio_emulator.shapes import checked, mapping

__all__ = [
    "assert_activity_record",
    "create_activity_record",
    "delete_activity_record",
    "get_activity_record",
    "query_activity_records",
    "update_activity_record",
]

_POINTER = "/data/values"


def create_activity_record(call: Call) -> Answer:
    activity = _activity(call)
    values = call.public_values()
    written = call.core.writer.create(activity, values, form="public", stamp=call.stamp, pointer=_POINTER)
    return answer(_shown(call, activity, written.record))


def assert_activity_record(call: Call) -> Answer:
    """The matching attribute keeps its values and gets new ones; other lists are replaced by what is sent (OpenAPI)."""
    activity = _activity(call)
    written = call.core.writer.assert_record(
        activity, call.matching(activity), call.public_values(), form="public", multi="append-matching",
        stamp=call.stamp, pointer=_POINTER,
    )  # fmt: skip
    return answer(_shown(call, activity, written.record))


def update_activity_record(append: bool) -> Callable[[Call], Answer]:
    def update(call: Call) -> Answer:
        activity = _activity(call)
        record = call.record(activity)
        call.core.writer.update(
            activity, record, call.public_values(), form="public", append=append, stamp=call.stamp, pointer=_POINTER
        )
        return answer(_shown(call, activity, record))

    return update


def get_activity_record(call: Call) -> Answer:
    activity = _activity(call)
    return answer(_shown(call, activity, call.record(activity)))


def delete_activity_record(call: Call) -> Answer:
    activity = _activity(call)
    call.core.writer.delete(activity, call.record(activity), call.stamp)
    return empty()


def query_activity_records(call: Call) -> Answer:
    """Records that pass a filter, sorted, by offset. Views are not supported here (OpenAPI)."""
    core, activity = call.core, _activity(call)
    body: dict[str, Any] = checked(call.json(), mapping) if call.request.body else {}
    offset, limit = call.page(body, most=500)
    records = found(core.ground(activity, activity.api_slug), body, offset=offset, limit=limit)
    return answer([_shown(call, activity, one) for one in records])


def _activity(call: Call) -> Activity:
    return activity_named(call.core, call.parts["activity"])


def _shown(call: Call, activity: Activity, record: Record) -> dict[str, Any]:
    """Without an address in the web application, which the document lacks."""
    return {
        "id": {"workspace_id": call.core.workspace.id, "activity_id": activity.id, "record_id": record.id},
        "created_at": iso(record.created_at),
        "values": call.core.renderer.values(activity, record),
    }
