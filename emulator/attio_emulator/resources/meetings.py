"""Meetings: found by their external reference or created, listed with cursors. Recordings of them are in `recordings`.

Sources: OpenAPI, which calls these endpoints beta and alpha. Participants become people where they are none yet
(documented); a meeting that is found is returned as it is (assumed).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from attio_emulator import refusals
from attio_emulator.calls import Answer, Call
from attio_emulator.clock import iso
from attio_emulator.dates import milliseconds
from attio_emulator.errors import AttioError
from attio_emulator.renderer import actor
from attio_emulator.resources.base import answer, listing, object_by_id, record_named
from attio_emulator.resources.meeting_times import begins_at, time_of, time_shape, time_shown, zone
from attio_emulator.resources.pages import after_cursor, linked_pair
from attio_emulator.shapes import (
    Path,
    Row,
    Shape,
    flag,
    list_of,
    moment,
    one_of,
    text,
    uuid,
)
from attio_emulator.state import Core, documents
from attio_emulator.store import Stamp
from attio_emulator.types import TYPES, Refused

__all__ = ["find_or_create_meeting", "get_meeting", "list_meetings", "meeting_named"]

_SORT = one_of("start_asc", "start_desc")


def _organizer(value: Any, path: Path) -> list[Row]:
    return [] if value in ("true", "false") else flag(value, path)


def _reference(value: Any, path: Path) -> list[Row]:
    if isinstance(value, str):
        return text(least=1)(value, path)
    return Shape(
        required={"ical_uid": text(least=1), "provider": one_of("google", "microsoft"), "is_recurring": flag},
        optional={"original_start_time": moment},
    )(value, path)


def _create_shape(value: Any, path: Path) -> list[Row]:
    all_day = isinstance(value, dict) and value.get("is_all_day") is True
    participant = {
        "email_address": text(least=1),
        "is_organizer": _organizer,
        "status": one_of("accepted", "tentative", "declined", "pending"),
    }
    return Shape(
        required={
            "title": text(),
            "description": text(),
            "start": time_shape(all_day),
            "end": time_shape(all_day),
            "is_all_day": flag,
            "participants": list_of(Shape(required=participant)),
            "external_ref": _reference,
        },
        optional={"linked_records": list_of(Shape(required={"object": text(), "record_id": uuid}))},
    )(value, path)


# -- showing and finding ---------------------------------------------------------------------------------------------


def meeting_named(
    core: Core, named: str, refuse: Callable[[str], AttioError] = refusals.meeting_not_found
) -> dict[str, Any]:
    """The row of a meeting."""
    row = documents(core, "meetings").get(named.lower())
    if row is None:
        raise refuse(named)
    found: dict[str, Any] = row
    return found


def _shown(core: Core, row: Mapping[str, Any]) -> dict[str, Any]:
    linked = []
    for object_id, record_id in row["linked_records"]:
        owner = object_by_id(core, object_id)
        slug = owner.slug if owner else object_id
        linked.append({"object_slug": slug, "object_id": object_id, "record_id": record_id})
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
    return {**one, "name": None} if core.workspace.has("meeting.participant_name") else dict(one)


# -- calls -----------------------------------------------------------------------------------------------------------


def list_meetings(call: Call) -> Answer:
    core = call.core
    descending = call.query("sort", _SORT) == "start_desc"
    name = call.query("timezone", lambda value, path: zone(value or "UTC", path)) or "UTC"
    own = ZoneInfo(name)
    passes = _filter(call, own)
    rows = [row for row in documents(core, "meetings").values() if passes(row)]
    rows.sort(key=lambda row: (begins_at(row["start"], own), row["id"]), reverse=descending)
    page, cursor = after_cursor(call, rows)
    return listing([_shown(core, row) for row in page], cursor)


def _filter(call: Call, zone: ZoneInfo) -> Callable[[Mapping[str, Any]], bool]:
    """What the query asks of a meeting."""
    linked = linked_pair(call)
    sent = (call.request.param("participants") or "").split(",")
    emails = {one.strip().lower() for one in sent if one.strip()}
    ends_from, starts_before = _limit(call, "ends_from"), _limit(call, "starts_before")

    def passes(row: Mapping[str, Any]) -> bool:
        return (
            (linked is None or linked in [list(one) for one in row["linked_records"]])
            and (not emails or not emails.isdisjoint(one["email_address"] for one in row["participants"]))
            and (ends_from is None or begins_at(row["end"], zone) >= ends_from)
            and (starts_before is None or begins_at(row["start"], zone) < starts_before)
        )

    return passes


def _limit(call: Call, name: str) -> int | None:
    given = call.request.param(name)
    if not given or given == "null":
        return None
    return milliseconds(call.query(name, moment) or "")


def get_meeting(call: Call) -> Answer:
    return answer(_shown(call.core, meeting_named(call.core, call.parts["meeting"])))


def find_or_create_meeting(call: Call) -> Answer:
    core, stamp = call.core, call.stamp
    data = call.data(_create_shape)
    if not data["participants"]:
        raise refusals.no_participants()
    reference = _key(data["external_ref"])
    for row in documents(core, "meetings").values():
        if row["external_ref"] == reference:
            return answer(_shown(core, row))
    emails = [_email(core, one["email_address"], index) for index, one in enumerate(data["participants"])]
    start, end = time_of(data["start"]), time_of(data["end"])
    if begins_at(end, ZoneInfo("UTC")) < begins_at(start, ZoneInfo("UTC")):
        raise refusals.ends_before_it_starts()
    linked = [record_named(core, one["object"], one["record_id"]) for one in data.get("linked_records", ())]
    pairs = [[owner.id, record.id] for owner, record in linked]
    pairs += [[core.workspace.objects["people"].id, id] for id in _people(core, stamp, emails)]
    row = {
        "id": core.ids.next(),
        "title": data["title"],
        "description": data["description"],
        "is_all_day": data["is_all_day"],
        "start": start,
        "end": end,
        "participants": [
            {"status": one["status"], "is_organizer": one["is_organizer"] in (True, "true"), "email_address": email}
            for one, email in zip(data["participants"], emails, strict=True)
        ],
        "linked_records": [pair for index, pair in enumerate(pairs) if pair not in pairs[:index]],
        "external_ref": reference,
        "actor": list(stamp.actor),
        "created_at": stamp.at,
    }
    documents(core, "meetings")[row["id"]] = row
    return answer(_shown(core, row))


def _key(reference: Any) -> list[Any]:
    """What makes two references equal: the text, or the event of a calendar and the occurrence of it."""
    if isinstance(reference, str):
        return [reference]
    start = reference.get("original_start_time")
    return [reference["ical_uid"], reference["provider"], None if start is None else milliseconds(start)]


def _email(core: Core, text: str, index: int) -> str:
    """The address as Attio normalises it."""
    people = core.workspace.objects["people"]
    setting = core.writer.setting(people, people.attributes["email_addresses"])
    try:
        return str(TYPES["email-address"].key(TYPES["email-address"].public(text, setting)))
    except Refused as refused:
        path = ["data", "participants", index, "email_address"]
        raise refusals.expected(refused.expected, text, path=path) from None


def _people(core: Core, stamp: Stamp, emails: Sequence[str]) -> list[str]:
    """The people with these addresses, new ones where there were none; the system makes them (assumed)."""
    people = core.workspace.objects["people"]
    system = Stamp(at=stamp.at, actor=("system", None), request_id=stamp.request_id)
    found = []
    for email in dict.fromkeys(emails):
        written = core.writer.assert_record(
            people, people.attributes["email_addresses"], {"email_addresses": [email]},
            form="public", multi="append-matching", stamp=system, pointer="/data/participants",
        )  # fmt: skip
        found.append(written.record.id)
    return found
