"""Recordings of a workspace that was not empty: what was there before is made of the answers, and everything agrees.

Each case has a workspace with a past, of which nothing is recorded, and a session that is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from attio_emulator import Emulator, Workspace
from attio_harness.replay.run import Settings, replay

from tests.attio_emulator.calls import new_attribute, new_list
from tests.attio_harness.replay.made import Recorder, replayed

PEOPLE, COMPANIES = "/v2/objects/people/records", "/v2/objects/companies/records"
NOBODY = "00000000-0000-4000-8000-000000000000"
WORKSPACE: dict[str, Any] = {
    "name": "Acme",
    "slug": "acme",
    "members": [{"email_address": "alice@acme.com", "first_name": "Alice", "last_name": "Adams"}],
    "objects": [
        {"api_slug": "deals", "active": True},
        {
            "api_slug": "cars",
            "singular_noun": "Car",
            "plural_noun": "Cars",
            "attributes": [
                {"api_slug": "vin", "title": "VIN", "type": "text", "is_unique": True},
                {"api_slug": "colour", "type": "select", "is_multiselect": True, "options": ["Red", "Blue"]},
                {"api_slug": "state", "type": "status", "statuses": ["New", "Sold"]},
                {"api_slug": "price", "type": "currency", "config": {"currency": {"default_currency_code": "EUR"}}},
                {"api_slug": "owner", "type": "record-reference", "config": {"record_reference": {"allowed_objects": ["people"]}}},
                {"api_slug": "sold_by", "type": "actor-reference"},
                {"api_slug": "seen_at", "type": "timestamp"},
            ],
        },
    ],
}  # fmt: skip


class Past:
    """A workspace with a past: a person, three companies, a car, a list with an entry, a note, a task, a webhook, a comment."""

    def __init__(self) -> None:
        self.real = real = Recorder(Workspace.from_dict(WORKSPACE))
        self.member = real.attio.workspace.members[0].id
        self.companies = [
            self.made(COMPANIES, {"name": name, "domains": [f"{name.lower()}.com"]})
            for name in ("Bolt", "Acme", "Core")
        ]
        company = {"target_object": "companies", "target_record_id": self.companies[1]}
        self.person = self.made(
            PEOPLE, {"name": "Doe, Jane", "email_addresses": ["Jane@acme.com"], "company": [company]}
        )
        owner = {"target_object": "people", "target_record_id": self.person}
        self.car = self.made(
            "/v2/objects/cars/records",
            {
                "vin": "1", "colour": ["Blue", "Red"], "state": "Sold", "price": 5.5, "owner": [owner],
                "sold_by": "alice@acme.com", "seen_at": "2026-01-02T03:04:05Z",
            },
        )  # fmt: skip
        data = new_list("leads")
        self.list = real("POST", "/v2/lists", {"data": data})["data"]["id"]["list_id"]
        attribute = new_attribute("rank", "select")
        real("POST", "/v2/lists/leads/attributes", {"data": attribute})
        real("POST", "/v2/lists/leads/attributes/rank/options", {"data": {"title": "Top"}})
        entry = {"parent_record_id": self.person, "parent_object": "people", "entry_values": {"rank": "Top"}}
        self.entry = real("POST", "/v2/lists/leads/entries", {"data": entry})["data"]["id"]["entry_id"]
        note = {
            "parent_object": "people",
            "parent_record_id": self.person,
            "title": "T",
            "format": "markdown",
            "content": "**x**",
        }
        self.note = real("POST", "/v2/notes", {"data": note})["data"]["id"]["note_id"]
        task = {
            "content": "Call", "format": "plaintext", "deadline_at": "2026-05-01T00:00:00.000000000Z", "is_completed": True,
            "linked_records": [owner],
            "assignees": [{"referenced_actor_type": "workspace-member", "referenced_actor_id": self.member}],
        }  # fmt: skip
        self.task = real("POST", "/v2/tasks", {"data": task})["data"]["id"]["task_id"]
        hook = {
            "target_url": "https://example.com/x",
            "subscriptions": [{"event_type": "note.created", "filter": None}],
        }
        self.webhook = real("POST", "/v2/webhooks", {"data": hook})["data"]["id"]["webhook_id"]
        comment = {
            "format": "plaintext", "content": "Hi", "author": {"type": "workspace-member", "id": self.member},
            "record": {"object": "people", "record_id": self.person},
        }  # fmt: skip
        self.comment = real("POST", "/v2/comments", {"data": comment})["data"]["id"]["comment_id"]
        real.attio.clear_journal()

    def made(self, path: str, values: dict[str, Any]) -> str:
        answer = self.real("POST", path, {"data": {"values": values}})
        return str(answer["data"]["id"]["record_id"])

    def __call__(self, method: str, url: str, json: Any = None) -> Any:
        return self.real(method, url, json)


def records(past: Past) -> None:
    past("GET", f"{PEOPLE}/{past.person}")
    past("POST", f"{COMPANIES}/query", {"sorts": [{"attribute": "name", "direction": "desc"}]})
    past("POST", f"{COMPANIES}/query", {"filter": {"domains": "acme.com"}})
    past("POST", f"{COMPANIES}/query", {"filter": {"name": {"$contains": "o"}}, "limit": 1})
    past(
        "POST",
        f"{PEOPLE}/query",
        {"filter": {"company": {"target_record_id": past.companies[1], "target_object": "companies"}}},
    )
    past("PATCH", f"{PEOPLE}/{past.person}", {"data": {"values": {"job_title": "CEO"}}})
    past("GET", f"{PEOPLE}/{past.person}/attributes/job_title/values")
    past(
        "PUT",
        f"{PEOPLE}?matching_attribute=email_addresses",
        {"data": {"values": {"email_addresses": ["jane@acme.com"], "name": "Doe, J."}}},
    )
    past("DELETE", f"{COMPANIES}/{past.companies[0]}")
    past("POST", f"{COMPANIES}/query", {})
    past("GET", f"{COMPANIES}/{past.companies[0]}")


def assertion_of_what_is_there(past: Past) -> None:
    sent = {"data": {"values": {"email_addresses": ["jane@acme.com"], "job_title": "CEO"}}}
    # the clock of a session that comes a while after
    past.real.attio.clock.advance(60)  # type: ignore[attr-defined]
    past("PUT", f"{PEOPLE}?matching_attribute=email_addresses", sent)
    past("GET", f"{PEOPLE}/{past.person}")
    past("POST", f"{PEOPLE}/query", {})


def assertion_at_once_of_what_is_there(past: Past) -> None:
    past(
        "PUT",
        f"{PEOPLE}?matching_attribute=email_addresses",
        {"data": {"values": {"email_addresses": ["jane@acme.com"]}}},
    )
    past("GET", f"{PEOPLE}/{past.person}")


def multiselect_that_is_added_to(past: Past) -> None:
    past.real.attio.clock.advance(60)  # type: ignore[attr-defined]
    past("PATCH", f"{PEOPLE}/{past.person}", {"data": {"values": {"email_addresses": ["jd@acme.com"]}}})
    past("GET", f"{PEOPLE}/{past.person}")


def custom_objects(past: Past) -> None:
    past("POST", "/v2/objects/cars/records/query", {"filter": {"vin": "1"}})
    past(
        "POST",
        "/v2/objects/cars/records",
        {"data": {"values": {"vin": "2", "colour": ["Red"], "state": "Sold", "price": 7}}},
    )
    past(
        "PUT", "/v2/objects/cars/records?matching_attribute=vin", {"data": {"values": {"vin": "1", "colour": ["Blue"]}}}
    )
    past("POST", "/v2/objects/cars/records", {"data": {"values": {"colour": ["Green"]}}})


def schema(past: Past) -> None:
    past("GET", "/v2/objects")
    past("GET", "/v2/objects/cars")
    past("GET", "/v2/objects/cars/attributes")
    past("GET", "/v2/objects/companies/attributes")
    past("GET", "/v2/objects/cars/attributes/colour/options")
    past("GET", "/v2/objects/cars/attributes/state/statuses")
    past("GET", "/v2/workspace_members")
    past("POST", "/v2/objects/cars/attributes/colour/options", {"data": {"title": "Green"}})
    past("GET", "/v2/objects/cars/attributes/colour/options")
    past("PATCH", "/v2/objects/cars", {"data": {"plural_noun": "Vehicles"}})
    past("GET", "/v2/objects/cars")


def schema_that_the_recording_makes(past: Past) -> None:
    past("POST", "/v2/objects", {"data": {"api_slug": "boats", "singular_noun": "Boat", "plural_noun": "Boats"}})
    attribute = new_attribute("name", is_unique=True)
    past("POST", "/v2/objects/boats/attributes", {"data": attribute})
    past("GET", "/v2/objects/boats/attributes")
    past("POST", "/v2/objects/boats/records", {"data": {"values": {"name": "Ada"}}})
    past("POST", "/v2/objects/boats/records/query", {})


def lists_and_entries(past: Past) -> None:
    past("GET", "/v2/lists")
    past("GET", "/v2/lists/leads/attributes")
    past("POST", "/v2/lists/leads/entries/query", {"filter": {"rank": "Top"}})
    past("GET", f"/v2/lists/{past.list}/entries/{past.entry}")
    past("PATCH", f"/v2/lists/leads/entries/{past.entry}", {"data": {"entry_values": {"rank": "Top"}}})
    past("GET", f"{PEOPLE}/{past.person}/entries")
    past("PATCH", f"/v2/lists/{past.list}", {"data": {"name": "Best leads"}})
    past("DELETE", f"/v2/lists/leads/entries/{past.entry}")


def notes_tasks_webhooks(past: Past) -> None:
    past("GET", f"/v2/notes?parent_object=people&parent_record_id={past.person}")
    past("GET", f"/v2/notes/{past.note}")
    past("GET", "/v2/tasks?is_completed=true")
    past("PATCH", f"/v2/tasks/{past.task}", {"data": {"is_completed": False}})
    past("GET", "/v2/webhooks")
    past("PATCH", f"/v2/webhooks/{past.webhook}", {"data": {"target_url": "https://example.com/y"}})
    past("GET", f"/v2/comments/{past.comment}")
    past("GET", f"/v2/threads?object=people&record_id={past.person}")
    past("DELETE", f"/v2/comments/{past.comment}")


def deletions_of_what_is_only_named(past: Past) -> None:
    past("DELETE", f"/v2/notes/{past.note}")
    past("DELETE", f"/v2/tasks/{past.task}")
    past("DELETE", f"/v2/webhooks/{past.webhook}")
    past("DELETE", f"/v2/lists/leads/entries/{past.entry}")
    past("DELETE", f"{COMPANIES}/{past.companies[0]}")


def refusals_because_of_what_is_there(past: Past) -> None:
    past("POST", PEOPLE, {"data": {"values": {"email_addresses": ["jane@acme.com"]}}})
    past("POST", "/v2/objects", {"data": {"api_slug": "cars", "singular_noun": "C", "plural_noun": "Cs"}})
    past("GET", f"{PEOPLE}/00000000-0000-4000-8000-000000000000")
    past("POST", f"{PEOPLE}/query", {"filter": {"unknown": 1}})


def what_segment_sends(past: Past) -> None:
    simple = "/v2/objects/people/records/simple?matching_attribute=email_addresses"
    past("GET", "/v1/token")
    past("PUT", simple, {"data": {"values": {"email_addresses": "jane@acme.com", "job_title": "CEO"}}})
    past("PUT", simple, {"data": {"values": {"email_addresses": "new@bolt.com", "name": "New, Person"}}})
    past("PUT", "/v2/batch/records", {"assertions": []})
    past("POST", f"{PEOPLE}/query", {"filter": {"email_addresses": "new@bolt.com"}})


def made_by_others_meanwhile(past: Past) -> None:
    past("POST", f"{COMPANIES}/query", {"sorts": [{"attribute": "created_at", "direction": "asc"}]})
    past.made(COMPANIES, {"name": "New"})
    del past.real.attio._journal[-1:]
    past("POST", f"{COMPANIES}/query", {"sorts": [{"attribute": "created_at", "direction": "asc"}]})


def renamed_meanwhile(past: Past) -> None:
    """An attribute and an option of a list, and an option of an object that only a value shows."""
    rank = "/v2/lists/leads/attributes/rank"
    past("PATCH", rank, {"data": {"title": "Level of interest"}})
    past.real.attio.clear_journal()
    past("GET", "/v2/lists")
    past("GET", rank)
    past("PATCH", rank, {"data": {"title": "Merit"}})
    past("GET", rank)
    past("PATCH", f"{rank}/options/Top", {"data": {"title": "Best"}})
    past("GET", f"{rank}/options")
    past("PATCH", "/v2/objects/cars/attributes/colour/options/Blue", {"data": {"title": "Navy"}})
    past("GET", f"/v2/objects/cars/records/{past.car}")


CASES = [
    records,
    assertion_of_what_is_there,
    assertion_at_once_of_what_is_there,
    multiselect_that_is_added_to,
    custom_objects,
    schema,
    schema_that_the_recording_makes,
    lists_and_entries,
    notes_tasks_webhooks,
    deletions_of_what_is_only_named,
    refusals_because_of_what_is_there,
    what_segment_sends,
    made_by_others_meanwhile,
    renamed_meanwhile,
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_a_recording_is_enough(case: Callable[[Past], None]) -> None:
    past = Past()
    case(past)
    report, attio = replay([past.real.recording()], Settings())
    told = [
        (one.operation, one.verdict, one.said, *((d.kind, d.pointer, d.left, d.right) for d in one.differences))
        for one in report.judged
    ]
    assert [one for one in told if one[1] != "agree"] == []
    assert isinstance(attio, Emulator)


@pytest.mark.parametrize(
    "case", [records, custom_objects, lists_and_entries, notes_tasks_webhooks], ids=lambda case: case.__name__
)
def test_without_it_little_agrees(case: Callable[[Past], None]) -> None:
    past = Past()
    case(past)
    report, _ = replay([past.real.recording()], Settings(infer=False))
    assert report.count("agree") < len(report.judged) / 2
    assert report.inferred == {}


@pytest.mark.parametrize("seed", [0, 99])
def test_records_of_the_workspace_file_are_those_that_the_recording_shows(seed: int) -> None:
    acme: list[dict[str, Any]] = [{"domains": ["acme.com"], "name": "Acme"}, {"domains": ["core.com"], "name": "Core"}]
    jane = [{"email_addresses": "jane@acme.com", "company": "acme.com"}]
    workspace = Workspace.from_dict({**WORKSPACE, "records": {"companies": acme, "people": jane}})
    real = Recorder(workspace)
    real.attio = Emulator(workspace, seed=seed)
    sent = {"data": {"values": {"domains": ["acme.com"], "description": "Anvils"}}}
    real("PUT", f"{COMPANIES}?matching_attribute=domains", sent)
    real("POST", f"{COMPANIES}/query", {"sorts": [{"attribute": "name", "direction": "asc"}]})
    real("POST", f"{PEOPLE}/query", {})
    real("POST", COMPANIES, {"data": {"values": {"domains": ["acme.com"]}}})
    report, attio = replay([real.recording()], Settings(workspace=workspace))
    assert [(one.operation, one.differences) for one in report.judged if one.verdict != "agree"] == []
    assert attio is not None
    for object in ("companies", "people"):
        left, right = ([one["id"]["record_id"] for one in each.records(object)] for each in (real.attio, attio))
        assert sorted(left) == sorted(right)


def unknown_list(past: Past) -> tuple[str, str]:
    past(
        "POST",
        f"/v2/lists/{past.list}/entries",
        {"data": {"parent_record_id": NOBODY, "parent_object": "people", "entry_values": {}}},
    )
    return "there before", f"the list {past.list} was there before the recording, which does not show it"


def values_of_a_record(past: Past) -> tuple[str, str]:
    past("GET", f"{PEOPLE}/{past.person}/attributes/email_addresses/values")
    return "only known by id", f"only the ID of the record {past.person} is known, not its values"


def found_by_a_search(past: Past) -> tuple[str, str]:
    past(
        "POST",
        "/v2/objects/records/search",
        {"query": "jane", "objects": ["people"], "limit": 5, "request_as": {"type": "workspace"}},
    )
    past("DELETE", f"{PEOPLE}/{past.person}")
    return "only known by id", "only the ID of a record is known, so not by which values it is found"


def reference_by_a_value(past: Past) -> tuple[str, str]:
    past("POST", PEOPLE, {"data": {"values": {"email_addresses": ["new@core.com"], "company": "acme.com"}}})
    return "there before", "a record that a value refers to was there before the recording, which does not show it"


@pytest.mark.parametrize(
    "case",
    [unknown_list, values_of_a_record, found_by_a_search, reference_by_a_value],
    ids=lambda case: case.__name__,
)
def test_what_the_recording_does_not_show_is_no_difference(case: Callable[[Past], tuple[str, str]]) -> None:
    past = Past()
    expected = case(past)
    report, _ = replay([past.real.recording()], Settings())
    first = report.judged[0]
    assert (first.verdict, first.reason, first.said, first.differences) == ("unjudged", *expected, ())


def test_a_reference_to_what_the_recording_told_of_is_judged() -> None:
    past = Past()
    past("POST", f"{COMPANIES}/query", {"filter": {"domains": "acme.com"}})
    reference_by_a_value(past)
    rows = past.real.attio.journal
    rows[0]["response"]["data"][0]["values"]["domains"][0]["active_until"] = "2024-01-01T00:00:00.000000000Z"
    report = replayed(rows)
    assert [one.verdict for one in report.judged] == ["differ", "differ"]


@pytest.mark.parametrize("is_known", [True, False])
def test_a_listing_of_nothing_makes_no_record_and_an_option_is_there_by_its_old_title(is_known: bool) -> None:
    tags = {"api_slug": "tags", "type": "select", "is_multiselect": True, "options": ["old"]}
    past = Workspace.from_dict({"slug": "acme", "objects": [{"api_slug": "cars", "attributes": [tags]}]})
    real = Recorder(past)
    options = "/v2/objects/cars/attributes/tags/options"
    assert real("GET", f"/v2/notes?parent_object=people&parent_record_id={NOBODY}") == {"data": []}
    assert real("GET", f"{PEOPLE}/{NOBODY}")["status_code"] == 404
    assert real("PATCH", f"{options}/old", {"data": {"title": "new"}})["data"]["title"] == "new"
    assert real("GET", options)["data"][0]["title"] == "new"
    report = replayed(real.attio.journal, **({"workspace": past} if is_known else {}))
    assert (report.count("agree"), report.count("differ")) == (4, 0)
