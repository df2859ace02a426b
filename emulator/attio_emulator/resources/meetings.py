"""Meetings: found by their external reference or created, listed with cursors. Recordings of them are in `recordings`.

Sources: OpenAPI, which calls these endpoints beta and alpha. Participants become people where they are none yet
(documented); a meeting that is found is returned as it is (assumed).
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from attio_emulator import errors, refusals
from attio_emulator.calls import Answer, Call
from attio_emulator.clock import iso
from attio_emulator.errors import AttioError
from attio_emulator.resources.base import (
    actor,
    answer,
    listing,
    milliseconds,
    object_by_id,
    record_named,
    shelf,
    uuid_param,
)
from attio_emulator.shapes import (
    Check,
    Path,
    Row,
    Shape,
    flag,
    invalid_row,
    list_of,
    moment,
    nullable,
    one_of,
    text,
    uuid,
)
from attio_emulator.state import Core
from attio_emulator.store import Stamp
from attio_emulator.types import TYPES, Refused
from attio_emulator.types.references import is_uuid

__all__ = ["cut", "find_or_create_meeting", "get_meeting", "list_meetings", "meeting_named"]

_DATE = text(pattern=r"\d{4}-\d\d-\d\d", message="Expected a date as YYYY-MM-DD")


def _zone(value: Any, path: Path) -> list[Row]:
    if not isinstance(value, str):
        return [errors.wrong_type(path, "string", value)]
    return [] if _zone_of(value) else [invalid_row(path, "Expected an IANA timezone, such as Europe/London")]


def _zone_of(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return None


def _organizer(value: Any, path: Path) -> list[Row]:
    return [] if value in ("true", "false") else flag(value, path)


def _day(value: Any, path: Path) -> list[Row]:
    return _DATE(value, path) or moment(value, path)


def _time(all_day: bool) -> Check:
    if all_day:
        return Shape(required={"date": _day}, closed=True)
    return Shape(required={"datetime": moment}, optional={"timezone": nullable(_zone)}, closed=True)


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
            "start": _time(all_day),
            "end": _time(all_day),
            "is_all_day": flag,
            "participants": list_of(Shape(required=participant)),
            "external_ref": _reference,
        },
        optional={"linked_records": list_of(Shape(required={"object": text(), "record_id": uuid}))},
    )(value, path)


# -- pages and showing -----------------------------------------------------------------------------------------------


def cut(
    call: Call, rows: Sequence[Mapping[str, Any]], *, empty_cursor: bool = True
) -> tuple[Sequence[Mapping[str, Any]], str | None]:
    """The page after `cursor` of 1 to 200 rows, 50 unless said (documented), and the cursor of the next one.

    An empty cursor is none where `empty_cursor` says so, and else refused.
    """
    given = call.request.param("limit")
    limit = 50 if given is None else int(given) if re.fullmatch(r"[0-9]{1,9}", given) else 0
    if not 1 <= limit <= 200:
        raise errors.invalid_query([{"code": "invalid", "path": ["limit"], "message": "Expected 1 to 200"}])
    start, cursor = 0, call.request.param("cursor")
    if cursor or (cursor is not None and not empty_cursor):
        after = _opened(cursor)
        start = next((index + 1 for index, row in enumerate(rows) if row["id"] == after), -1)
        if start < 0:
            raise errors.invalid_query([{"code": "invalid", "path": ["cursor"], "message": "Invalid cursor"}])
    page = rows[start : start + limit]
    more = start + limit < len(rows)
    return page, base64.urlsafe_b64encode(page[-1]["id"].encode()).decode() if more else None


def _opened(cursor: str) -> str | None:
    try:
        text = base64.urlsafe_b64decode(cursor.encode("ascii")).decode("ascii")
    except (ValueError, binascii.Error):
        return None
    return text if is_uuid(text) else None


def meeting_named(
    core: Core, named: str, refuse: Callable[[str], AttioError] = refusals.meeting_not_found
) -> dict[str, Any]:
    """The row of a meeting."""
    row = shelf(core, "meetings").get(named.lower())
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
        "start": _time_shown(row["start"]),
        "end": _time_shown(row["end"]),
        "participants": [dict(one) for one in row["participants"]],
        "linked_records": linked,
        "created_at": iso(row["created_at"]),
        "created_by_actor": actor(row["actor"]),
    }


def _time_shown(time: Mapping[str, Any]) -> dict[str, Any]:
    """A datetime in its timezone with the offset it has there, in UTC without one (documented)."""
    if "date" in time:
        return {"date": time["date"]}
    zone = _zone_of(time["timezone"]) if time["timezone"] else None
    moment = datetime.fromtimestamp(time["at"] // 1000, zone or UTC)
    text = f"{moment:%Y-%m-%dT%H:%M:%S}.{time['at'] % 1000:03}"
    return {"datetime": text + (_offset(moment) if zone else "Z"), "timezone": time["timezone"]}


def _offset(moment: datetime) -> str:
    text = moment.strftime("%z")
    return f"{text[:3]}:{text[3:5]}"


# -- calls -----------------------------------------------------------------------------------------------------------


def list_meetings(call: Call) -> Answer:
    core, param = call.core, call.request.param
    order = "start_asc" if param("sort") is None else param("sort")
    if order not in ("start_asc", "start_desc"):
        raise errors.invalid_query([errors.wrong_choice(["sort"], ["start_asc", "start_desc"], order)])
    zone_name = param("timezone") or "UTC"
    zone = _zone_of(zone_name)
    if zone is None:
        raise errors.invalid_query(_zone(zone_name, ["timezone"]))
    rows = [row for row in shelf(core, "meetings").values() if _passes(call, row, zone)]
    rows.sort(key=lambda row: (_at(row["start"], zone), row["id"]), reverse=order == "start_desc")
    page, cursor = cut(call, rows)
    return listing([_shown(core, row) for row in page], cursor)


def _passes(call: Call, row: Mapping[str, Any], zone: ZoneInfo) -> bool:
    named, record_id = call.request.param("linked_object"), uuid_param(call, "linked_record_id")
    if (named is None) != (record_id is None):
        missing = "linked_object" if named is None else "linked_record_id"
        raise errors.invalid_query([errors.required([missing], "string")])
    if named is not None:
        owner_id = call.core.writer.object(named).id
        if [owner_id, record_id] not in [list(one) for one in row["linked_records"]]:
            return False
    emails = {one.strip().lower() for one in (call.request.param("participants") or "").split(",") if one.strip()}
    if emails and not emails & {one["email_address"] for one in row["participants"]}:
        return False
    ends_from, starts_before = _limit(call, "ends_from"), _limit(call, "starts_before")
    if ends_from is not None and _at(row["end"], zone) < ends_from:
        return False
    return starts_before is None or _at(row["start"], zone) < starts_before


def _limit(call: Call, name: str) -> int | None:
    given = call.request.param(name)
    if not given or given == "null":
        return None
    at = milliseconds(given)
    if at is None:
        raise errors.invalid_query(moment(given, [name]))
    return at


def _at(time: Mapping[str, Any], zone: ZoneInfo) -> int:
    """A time in milliseconds; a date begins at midnight of the timezone."""
    if "date" not in time:
        at: int = time["at"]
        return at
    return round(datetime.fromisoformat(time["date"]).replace(tzinfo=zone).timestamp() * 1000)


def get_meeting(call: Call) -> Answer:
    return answer(_shown(call.core, meeting_named(call.core, call.parts["meeting"])))


def find_or_create_meeting(call: Call) -> Answer:
    core, stamp = call.core, call.stamp
    data = call.data(_create_shape)
    if not data["participants"]:
        raise refusals.no_participants()
    reference = _key(data["external_ref"])
    for row in shelf(core, "meetings").values():
        if row["external_ref"] == reference:
            return answer(_shown(core, row))
    emails = [_email(core, one["email_address"], index) for index, one in enumerate(data["participants"])]
    start, end = _stored(data["start"]), _stored(data["end"])
    if _at(end, ZoneInfo("UTC")) < _at(start, ZoneInfo("UTC")):
        raise refusals.invalid("A meeting cannot end before it starts.", path=["data", "end"])
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
    shelf(core, "meetings")[row["id"]] = row
    return answer(_shown(core, row))


def _key(reference: Any) -> list[Any]:
    """What makes two references equal: the text, or the event of a calendar and the occurrence of it."""
    if isinstance(reference, str):
        return [reference]
    start = reference.get("original_start_time")
    return [reference["ical_uid"], reference["provider"], None if start is None else milliseconds(start)]


def _stored(time: Mapping[str, Any]) -> dict[str, Any]:
    """A date, or milliseconds and a timezone; a datetime without an offset is one of its timezone (documented)."""
    if "date" in time:
        return {"date": time["date"]}
    zone_name, at = time.get("timezone"), milliseconds(time["datetime"])
    assert at is not None
    clock_face = time["datetime"][10:]
    if zone_name and not any(mark in clock_face for mark in "Zz+-"):
        local = datetime.fromtimestamp(at // 1000, UTC).replace(tzinfo=ZoneInfo(zone_name))
        at -= round((local.utcoffset() or timedelta()).total_seconds() * 1000)
    return {"at": at, "timezone": zone_name}


def _email(core: Core, text: str, index: int) -> str:
    """The address as Attio normalises it."""
    people = core.workspace.objects["people"]
    setting = core.writer.setting(people, people.attributes["email_addresses"])
    try:
        return str(TYPES["email-address"].key(TYPES["email-address"].public(text, setting)))
    except Refused as refused:
        path = ["data", "participants", index, "email_address"]
        raise refusals.invalid(f"Expected {refused.expected}, found {errors.shortened(text)}", path=path) from None


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
