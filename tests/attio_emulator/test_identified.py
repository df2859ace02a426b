"""Records made of what Attio shows are shown alike."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import Emulator, Request, Workspace
from attio_emulator.identified import LONG_AGO, as_shown, record_as_shown
from attio_emulator.types import TYPES

CHOICES = {"select": {"options": ["A", "B"]}, "status": {"statuses": ["Open"]}}
VALUES: dict[str, Any] = {
    "text": "Text",
    "number": 1.5,
    "checkbox": True,
    "rating": 3,
    "currency": 99.5,
    "date": "2026-01-02",
    "timestamp": "2026-01-02T03:04:05.000Z",
    "email-address": "Jane@Acme.com",
    "domain": "acme.com",
    "phone-number": "+15558675309",
    "personal-name": "Doe, Jane",
    "select": ["B", "A"],
    "status": "Open",
    "location": "1 Main St, Springfield, US",
    "actor-reference": "alice@acme.com",
}


def workspace() -> Workspace:
    rows = [
        {"api_slug": kind.replace("-", "_"), "type": kind, "is_multiselect": kind == "select", **CHOICES.get(kind, {})}
        for kind in TYPES
    ]
    members = [{"email_address": "alice@acme.com"}]
    return Workspace.from_dict({"members": members, "objects": [{"api_slug": "things", "attributes": rows}]})


def test_every_type_is_shown_again_as_it_was() -> None:
    real = Emulator(workspace())
    company = real.handle(
        Request.make("POST", "/v2/objects/companies/records", json={"data": {"values": {}}}, token="t")
    )
    record_id = company.json()["data"]["id"]["record_id"]
    values = {kind.replace("-", "_"): value for kind, value in VALUES.items()}
    values["record_reference"] = [{"target_object": "companies", "target_record_id": record_id}]
    made = real.handle(Request.make("POST", "/v2/objects/things/records", json={"data": {"values": values}}, token="t"))
    assert made.status == 200, made.json()
    (shown,) = real.records("things")
    assert [slug for slug, rows in shown["values"].items() if not rows] == ["interaction"]
    stamp = {name: shown["values"]["text"][0][name] for name in ("active_from", "active_until", "created_by_actor")}
    owner = {"type": "workspace-member", "id": "m"}
    shown["values"]["interaction"] = [
        {**stamp, "interaction_type": "email", "interacted_at": "2026-01-01T00:00:00.000000000Z", "owner_actor": owner, "attribute_type": "interaction"}
    ]  # fmt: skip

    other = Emulator(workspace())
    things, state = other.workspace.objects["things"], other.snapshot()
    created = real.snapshot()["records"]["things"][0]["created_at"]
    row = record_as_shown(things, shown["id"]["record_id"], shown["values"], created_at=created)
    other.restore({**state, "records": {"things": [row]}})
    assert other.records("things") == [shown]


GOOD = {"active_from": "2026-01-02T03:04:05.000000000Z", "active_until": None, "value": "x", "attribute_type": "text"}


@pytest.mark.parametrize(
    "shown",
    [
        {"unknown": [GOOD]},
        {"text": [{**GOOD, "attribute_type": "number"}]},
        {"text": [{**GOOD, "active_until": "2026-01-03T03:04:05.000000000Z"}]},
        {"text": ["x", None, {}]},
        {"text": "x"},
        {"select": [{**GOOD, "attribute_type": "select", "option": "A"}]},
        {"created_at": [GOOD], "record_id": [GOOD]},
    ],
)
def test_what_is_not_as_attio_shows_it_is_left_out(shown: dict[str, Any]) -> None:
    assert as_shown(workspace().objects["things"], shown) == {}


def test_who_wrote_it_and_when_where_nobody_says() -> None:
    things = workspace().objects["things"]
    (value,) = as_shown(things, {"text": [{"value": "x"}]})["text"]
    assert (value["active_from"], value["actor"]) == (LONG_AGO, ["system", None])
    assert record_as_shown(things, "r", {"created_by": [5]}, created_at=1)["actor"] == ["system", None]
