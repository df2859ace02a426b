"""The workspace that mappings imply where none is given."""

from __future__ import annotations

from attio_harness.made_events import MadeEvents
from attio_harness.made_events.implied import implied_by
from segment_events import EventGenerator

from tests.attio_harness.subscriptions import GROUP, IDENTIFY, assert_record

from .workspaces import sources

INVOICE = assert_record(
    None,
    'type = "track" and event = "Invoice Paid"',
    "invoices",
    "number",
    {
        "number": {"@path": "$.properties.number"},
        "amount": {"@path": "$.properties.amount"},
        "note": {"@template": "paid by {{userId}}"},
    },
)


def test_what_mappings_name_is_there_and_every_object_is_active() -> None:
    workspace = implied_by(sources(IDENTIFY, GROUP, INVOICE), EventGenerator(people=1).world.people[0])
    assert all(one.active for one in workspace.objects.values())
    types = {one.slug: (one.type, one.is_unique) for one in workspace.objects["invoices"].attributes.values()}
    assert {key: types[key] for key in ("number", "amount", "note")} == {
        "number": ("text", True),
        "amount": ("number", False),
        "note": ("text", False),
    }
    assert workspace.objects["users"].attributes["plan"].type == "text"
    # one that Attio has by itself stays what it is
    assert workspace.objects["people"].attributes["email_addresses"].type == "email-address"


def test_events_are_made_without_a_workspace() -> None:
    found = MadeEvents(sources(IDENTIFY, GROUP, INVOICE))
    events = list(found.stream(30))
    assert (len(events), found.unmade, found.unresolved) == (30, [], 0)
    assert {event["type"] for event in events} == {"identify", "group", "track"}
    assert all(event["event"] == "Invoice Paid" for event in events if event["type"] == "track")
