"""Meetings: list with cursors, read, link to other records, delete. `meeting_creation` creates them.

Sources: OpenAPI, which calls these endpoints beta. The API cannot sync from a calendar; `synced` marks a meeting as
synced.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, tzinfo
from typing import Any

from attio_emulator import refusals
from attio_emulator.addresses import address
from attio_emulator.calls import Answer, Call, Handler
from attio_emulator.clock import iso
from attio_emulator.errors import AttioError
from attio_emulator.renderer import actor
from attio_emulator.resources.base import answer, document_named, empty, listing, record_linked, slug_by_id
from attio_emulator.resources.meeting_times import begins_at, time_shown, zone, zone_of
from attio_emulator.resources.pages import after_cursor, linked_pair, moment_given
from attio_emulator.shapes import Shape, list_of, one_of, text, uuid
from attio_emulator.state import Core, documents

__all__ = [
    "LINK",
    "delete_meeting",
    "get_meeting",
    "link_records",
    "list_meetings",
    "meeting_named",
    "meeting_shown",
    "synced",
]

_SORT = one_of("start_asc", "start_desc")
LINK = Shape(required={"object": text(), "record_id": uuid})
"""The shape of a record to link."""


_LINKS = Shape(required={"linked_records": list_of(LINK)})


# -- showing and finding ---------------------------------------------------------------------------------------------


def meeting_named(
    core: Core, named: str, refuse: Callable[[str], AttioError] = refusals.meeting_not_found
) -> dict[str, Any]:
    """The row of a meeting."""
    return document_named(core, "meetings", named, refuse)


def meeting_shown(core: Core, row: Mapping[str, Any]) -> dict[str, Any]:
    linked = [
        {"object_slug": slug_by_id(core, object_id), "object_id": object_id, "record_id": record_id}
        for object_id, record_id in row["linked_records"]
    ]
    return {
        "id": {"workspace_id": core.workspace.id, "meeting_id": row["id"]},
        "title": row["title"],
        "description": row["description"],
        "is_all_day": row["is_all_day"],
        "start": time_shown(row["start"]),
        "end": time_shown(row["end"]),
        "participants": [_participant(core, one) for one in row["participants"]],
        "linked_records": linked,
        "created_at": iso(row["created_at"]),
        "created_by_actor": actor(row["actor"]),
    }


def _participant(core: Core, one: Mapping[str, Any]) -> dict[str, Any]:
    shown = {name: one[name] for name in ("status", "is_organizer", "email_address")}
    return shown | {"name": one.get("name")} if core.workspace.has("meeting.participant_name") else shown


def synced(core: Core, meeting_id: str) -> None:
    """Mark a meeting as created by the sync of a calendar.

    Raises:
        KeyError: there is no such meeting.
    """
    documents(core, "meetings")[meeting_id]["synced"] = True


# -- calls -----------------------------------------------------------------------------------------------------------


def list_meetings(call: Call) -> Answer:
    core = call.core
    descending = call.query("sort", _SORT) == "start_desc"
    name = call.query("timezone", lambda value, path: zone(value or "UTC", path)) or "UTC"
    own = zone_of(name) or UTC
    passes = _filter(call, own)

    def place(row: Mapping[str, Any]) -> tuple[int, str]:
        return begins_at(row["start"], own), row["id"]

    rows = [row for row in documents(core, "meetings").values() if passes(row)]
    rows.sort(key=place, reverse=descending)
    page, cursor = after_cursor(call, rows, place, descending=descending)
    return listing([meeting_shown(core, row) for row in page], cursor)


def _filter(call: Call, zone: tzinfo) -> Callable[[Mapping[str, Any]], bool]:
    """A test of meetings from the query."""
    linked, either = linked_pair(call), call.core.workspace.has("meeting.either_filter")
    sent = (call.request.param("participants") or "").split(",")
    emails = {address(one.strip()) for one in sent if one.strip()}
    ends_from, starts_before = moment_given(call, "ends_from"), moment_given(call, "starts_before")

    def about(row: Mapping[str, Any]) -> bool:
        held = [linked in [list(one) for one in row["linked_records"]]] if linked else []
        held += [not emails.isdisjoint(one["email_address"] for one in row["participants"])] if emails else []
        return any(held) or not held if either else all(held)

    def passes(row: Mapping[str, Any]) -> bool:
        return (
            about(row)
            and (ends_from is None or begins_at(row["end"], zone) >= ends_from)
            and (starts_before is None or begins_at(row["start"], zone) < starts_before)
        )

    return passes


def get_meeting(call: Call) -> Answer:
    return answer(meeting_shown(call.core, meeting_named(call.core, call.parts["meeting"])))


def link_records(*, append: bool) -> Handler:
    """Link further records (`append`), or exactly these; existing links are not changed."""

    def link(call: Call) -> Answer:
        core, row = call.core, meeting_named(call.core, call.parts["meeting"])
        pairs = [record_linked(core, one) for one in call.data(_LINKS)["linked_records"]]
        every = [*(list(one) for one in row["linked_records"] if append), *pairs]
        row["linked_records"] = [pair for index, pair in enumerate(every) if pair not in every[:index]]
        return answer(meeting_shown(core, row))

    return link


def delete_meeting(call: Call) -> Answer:
    """Also deletes its recordings, and detaches its notes (assumed)."""
    core, row = call.core, meeting_named(call.core, call.parts["meeting"])
    if row.get("synced"):
        raise refusals.meeting_of_a_calendar()
    recordings = documents(core, "call_recordings")
    for id in [one["id"] for one in recordings.values() if one["meeting_id"] == row["id"]]:
        del recordings[id]
    for note in documents(core, "notes").values():
        if note["meeting_id"] == row["id"]:
            note["meeting_id"] = None
    del documents(core, "meetings")[row["id"]]
    return empty()
