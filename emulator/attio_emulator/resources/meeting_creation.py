"""The creation of meetings: always a new one, or, in the edition of March 2026, only if no meeting has the external
reference.

Sources: OpenAPI. Participants with a new email address become people (documented). A meeting that is found is returned
unchanged (assumed). `routes` decides between the two handlers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any

from attio_emulator import refusals
from attio_emulator.calls import Answer, Call
from attio_emulator.dates import milliseconds
from attio_emulator.record import Stamp
from attio_emulator.resources.base import answer, normal_address, record_linked
from attio_emulator.resources.meeting_companies import meeting_made
from attio_emulator.resources.meeting_times import begins_at, time_of, time_shape
from attio_emulator.resources.meetings import LINK, meeting_shown
from attio_emulator.shapes import NAME, Check, Path, Row, Shape, flag, invalid_row, list_of, moment, one_of, text
from attio_emulator.state import Core, documents
from attio_emulator.types import Refused

__all__ = ["create_meeting", "find_or_create_meeting"]

# -- bodies ----------------------------------------------------------------------------------------------------------


def _organizer(value: Any, path: Path) -> list[Row]:
    return [] if value in ("true", "false") else flag(value, path)


_STANDING: Mapping[str, Check] = {
    "is_organizer": _organizer,
    "status": one_of("accepted", "tentative", "declined", "pending"),
}
_ADDRESSED = Shape(required={"email_address": text(least=1), **_STANDING})
_ADDRESSED_OR_NAMED = Shape(required=_STANDING, optional={"email_address": text(least=1), "name": NAME})


def _participant(value: Any, path: Path) -> list[Row]:
    """Requires an email address or else a name (documented; the words of the row are not)."""
    rows = _ADDRESSED_OR_NAMED(value, path)
    if not rows and not {"email_address", "name"} & set(value):
        rows = [invalid_row(path, "Expected email_address or name")]
    return rows


def _reference(value: Any, path: Path) -> list[Row]:
    if isinstance(value, str):
        return text(least=1)(value, path)
    return Shape(
        required={"ical_uid": text(least=1), "provider": one_of("google", "microsoft"), "is_recurring": flag},
        optional={"original_start_time": moment},
    )(value, path)


def _body(participant: Check, **more: Check) -> Check:
    def check(value: Any, path: Path) -> list[Row]:
        time = time_shape(isinstance(value, dict) and value.get("is_all_day") is True)
        return Shape(
            required={
                "title": text(),
                "description": text(),
                "start": time,
                "end": time,
                "is_all_day": flag,
                "participants": list_of(participant),
                **more,
            },
            optional={"linked_records": list_of(LINK)},
        )(value, path)

    return check


_CREATE = _body(_participant)
_FIND_OR_CREATE = _body(_ADDRESSED, external_ref=_reference)

# -- calls -----------------------------------------------------------------------------------------------------------


def create_meeting(call: Call) -> Answer:
    """Always a new meeting; callers must check first whether it exists (documented)."""
    return _made(call, _peopled(call, _CREATE), None)


def find_or_create_meeting(call: Call) -> Answer:
    """The meeting with the external reference, or a new one."""
    data = _peopled(call, _FIND_OR_CREATE)
    reference = _key(data["external_ref"])
    found = next((row for row in documents(call.core, "meetings").values() if row["external_ref"] == reference), None)
    return _made(call, data, reference) if found is None else answer(meeting_shown(call.core, found))


def _peopled(call: Call, shape: Check) -> dict[str, Any]:
    data = call.data(shape)
    if not data["participants"]:
        raise refusals.no_participants()
    return data


def _made(call: Call, data: Mapping[str, Any], reference: list[Any] | None) -> Answer:
    core, stamp = call.core, call.stamp
    participants = [_stored(core, one, index) for index, one in enumerate(data["participants"])]
    start, end = time_of(data["start"]), time_of(data["end"])
    if begins_at(end, UTC) < begins_at(start, UTC):
        raise refusals.ends_before_it_starts()
    pairs = [record_linked(core, one) for one in data.get("linked_records", ())]
    emails = [one["email_address"] for one in participants if one["email_address"] is not None]
    pairs += [[core.workspace.objects["people"].id, id] for id in _people(core, stamp, emails)]
    row = {
        "id": core.ids.next(),
        "title": data["title"],
        "description": data["description"],
        "is_all_day": data["is_all_day"],
        "start": start,
        "end": end,
        "participants": participants,
        "linked_records": [pair for index, pair in enumerate(pairs) if pair not in pairs[:index]],
        "external_ref": reference,
        "actor": list(stamp.actor),
        "created_at": stamp.at,
    }
    documents(core, "meetings")[row["id"]] = row
    meeting_made(core, row["id"], stamp.at)
    return answer(meeting_shown(core, row))


def _stored(core: Core, one: Mapping[str, Any], index: int) -> dict[str, Any]:
    """A participant. If there is an email address, the name is not kept (documented)."""
    email = None if "email_address" not in one else _email(core, one["email_address"], index)
    return {
        "status": one["status"],
        "is_organizer": one["is_organizer"] in (True, "true"),
        "email_address": email,
        "name": one["name"] if email is None else None,
    }


def _key(reference: Any) -> list[Any]:
    """Equal references have equal keys: the text, or the event of a calendar and its occurrence."""
    if isinstance(reference, str):
        return [reference]
    start = reference.get("original_start_time")
    return [reference["ical_uid"], reference["provider"], None if start is None else milliseconds(start)]


def _email(core: Core, text: str, index: int) -> str:
    """The address as Attio normalises it."""
    try:
        return normal_address(core, text)
    except Refused as refused:
        path = ["data", "participants", index, "email_address"]
        raise refusals.expected(refused.expected, text, path=path) from None


def _people(core: Core, stamp: Stamp, emails: Sequence[str]) -> list[str]:
    """The people with these addresses; missing ones are created, by the system (assumed)."""
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
