"""What may be written: only what the run itself made. The table has what passes, and its neighbours that do not."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from typing import Any

import pytest
from attio_harness.exchanges.answers import Answer
from attio_harness.verify import Guard, Stage
from attio_harness.verify.guard import NotOwn
from attio_harness.verify.steps import Ask, Upload

from .runs import MARKER

MEMBER = "33333333-3333-4333-8333-333333333333"
STAGE = Stage(marker=MARKER, now=datetime(2026, 11, 27, tzinfo=UTC), standard=("people", "companies"), member=MEMBER)
OWN, FOREIGN = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
EMAIL = STAGE.email("a")
PERSON = {"object": "people", "matching_attribute": "email_addresses", "values": {"email_addresses": EMAIL}}
HERE = f"/v2/objects/{STAGE.object}"


def ask(method: str, path: str, body: Any = None, **query: str) -> Ask:
    return Ask(method=method, path=path, body=body, query=query or None)


def values(**given: Any) -> dict[str, Any]:
    return {"data": {"values": given}}


def attribute(**more: Any) -> dict[str, Any]:
    return {"data": {"api_slug": "x", **more}}


def references(*objects: str) -> dict[str, Any]:
    return {"config": {"record_reference": {"allowed_objects": list(objects)}}}


PASSES = {
    "any read": ask("GET", "/v2/objects/people/records/x"),
    "a query": ask("POST", "/v2/objects/people/records/query", {}),
    "SQL": ask("POST", "/v2/sql", {"sql": "SELECT 1"}),
    "its object": ask("POST", "/v2/objects", {"data": {"api_slug": STAGE.object}}),
    "its other object": ask("POST", "/v2/objects", {"data": {"api_slug": STAGE.other}}),
    "an attribute": ask("POST", f"{HERE}/attributes", attribute()),
    "a reference to itself": ask("POST", f"{HERE}/attributes", attribute(**references(STAGE.object))),
    "its record": STAGE.create({"key": "x"}),
    "a reference to its record": STAGE.simple({"key": "x", "link": OWN}),
    "a reference to nobody": STAGE.simple({"key": "x", "link": STAGE.nobody}),
    "its object's end": ask("DELETE", HERE),
    "a person": STAGE.create({"email_addresses": [EMAIL]}, object="people"),
    "an asserted person": STAGE.simple({"email_addresses": EMAIL}, match="email_addresses", object="people"),
    "its person": STAGE.update(OWN, {"name": f"{MARKER}, Joe"}, append=True, object="people"),
    "its person's end": ask("DELETE", f"/v2/objects/people/records/{OWN}"),
    "a batch": STAGE.batch(STAGE.assertion("x", 0)),
    "a batch of nowhere": STAGE.batch(STAGE.assertion("x", 0, object=f"{STAGE.object}_nowhere")),
    "a batch with its person": STAGE.batch(PERSON),
    "a batch with its person inside": STAGE.batch(STAGE.assertion("x", 0, {"link": PERSON})),
    "a batch that is none": ask("PUT", "/v2/batch/records", {"assertions": "x"}),
    "a note": ask("POST", "/v2/notes", {"data": {"parent_object": STAGE.object, "parent_record_id": OWN}}),
    "a webhook to nobody": ask("POST", "/v2/webhooks", {"data": {"target_url": f"https://x{MARKER}.com/"}}),
    "its list": ask("POST", "/v2/lists", {"data": {"api_slug": STAGE.list, "parent_object": STAGE.object}}),
    "an entry of its list": ask("POST", f"/v2/lists/{STAGE.list}/entries", {"data": {"parent_record_id": OWN}}),
    "a comment": ask(
        "POST",
        "/v2/comments",
        {"data": {"record": {"object": STAGE.object, "record_id": OWN}, "author": {"id": MEMBER}}},
    ),
    "its activity": ask("POST", "/v2/activities", {"data": {"api_slug": STAGE.activity}}),
    "a record of its activity": ask("POST", f"/v2/activities/{STAGE.activity}/records", values()),
    "a file": Ask(
        method="POST", path="/v2/files/upload", form={"file": Upload(name="x", size=1), "object": STAGE.object}
    ),
}
REFUSED = {
    "another object": ask("POST", "/v2/objects", {"data": {"api_slug": "people"}}),
    "a change of another object": ask("PATCH", "/v2/objects/people", {"data": {"plural_noun": MARKER}}),
    "the end of another object": ask("DELETE", "/v2/objects/vehicles"),
    "an object whose name begins alike": ask("DELETE", f"{HERE}x"),
    "an attribute of people": ask("POST", "/v2/objects/people/attributes", attribute()),
    "a way out": ask("DELETE", f"{HERE}/../people"),
    "a quoted way out": ask("DELETE", f"{HERE}/%2e%2e/people"),
    "a quoted slash": ask("DELETE", f"{HERE}%2f..%2fpeople"),
    "a reference to people": ask("POST", f"{HERE}/attributes", attribute(**references(STAGE.object, "people"))),
    "a relationship with people": ask("POST", f"{HERE}/attributes", attribute(relationship={"object": "people"})),
    "a reference to another's record": STAGE.simple({"key": "x", "link": FOREIGN}),
    "a person without the marker": STAGE.create({"email_addresses": ["jane@acme.com"]}, object="people"),
    "a person with one of two": STAGE.create({"email_addresses": [EMAIL, "jane@acme.com"]}, object="people"),
    "a person without an address": STAGE.create({"name": MARKER}, object="people"),
    "a person with no address": STAGE.create({"email_addresses": []}, object="people"),
    "a person of another's company": STAGE.create({"email_addresses": [EMAIL], "company": "acme.com"}, object="people"),
    "a person of another's company by ID": STAGE.create(
        {"email_addresses": [EMAIL], "company": FOREIGN}, object="people"
    ),
    "a value that reads as an attribute": STAGE.create({"email_addresses": [EMAIL], "name": "name"}, object="people"),
    "a person matched by another attribute": STAGE.simple(
        {"email_addresses": EMAIL, "name": MARKER}, match="name", object="people"
    ),
    "an assertion of another's person": STAGE.simple(
        {"email_addresses": "jane@acme.com"}, match="email_addresses", object="people"
    ),
    "a user, who was not asked for": STAGE.create({"user_id": MARKER}, object="users"),
    "another's person": STAGE.update(FOREIGN, {"name": MARKER}, append=True, object="people"),
    "another's person's end": ask("DELETE", f"/v2/objects/people/records/{FOREIGN}"),
    "a batch with people": STAGE.batch(STAGE.assertion("x", 0), STAGE.assertion("x", 0, object="people")),
    "a batch with people inside": STAGE.batch(
        STAGE.assertion("x", 0, {"link": STAGE.assertion("x", 0, object="people")})
    ),
    "a batch with people inside of a list": STAGE.batch(
        STAGE.assertion("x", 0, {"links": [STAGE.assertion("x", 0, object="people")]})
    ),
    "a batch with a user, who was not asked for": STAGE.batch(
        {**PERSON, "object": "users", "matching_attribute": "user_id", "values": {"user_id": MARKER}}
    ),
    "a batch with another's person": STAGE.batch({**PERSON, "values": {"email_addresses": "jane@acme.com"}}),
    "a batch with a person by another attribute": STAGE.batch({**PERSON, "matching_attribute": "name"}),
    "a batch with a person of another's company": STAGE.batch(
        {**PERSON, "values": {"email_addresses": EMAIL, "company": "acme.com"}}
    ),
    "a batch with a person around another's company": STAGE.batch(
        {
            **PERSON,
            "values": {
                "email_addresses": EMAIL,
                "company": {"object": "companies", "matching_attribute": "domains", "values": {"domains": "acme.com"}},
            },
        }
    ),
    "a batch with another's record": STAGE.batch(STAGE.assertion("x", 0, {"link": FOREIGN})),
    "a file of a person": Ask(method="POST", path="/v2/files/upload", form={"object": "people", "record_id": OWN}),
    "a file of another's record": ask("POST", "/v2/files", {"object": STAGE.object, "record_id": FOREIGN}),
    "another's file": ask("DELETE", f"/v2/files/{FOREIGN}"),
    "a note of a person": ask("POST", "/v2/notes", {"data": {"parent_object": "people"}}),
    "a note of another's record": ask(
        "POST", "/v2/notes", {"data": {"parent_object": STAGE.object, "parent_record_id": FOREIGN}}
    ),
    "the end of a note": ask("DELETE", f"/v2/notes/{FOREIGN}"),
    "another activity": ask("POST", "/v2/activities", {"data": {"api_slug": "visits"}}),
    "the end of another activity": ask("DELETE", "/v2/activities/phone-calls"),
    "a record of another activity": ask("POST", "/v2/activities/phone-calls/records", values()),
    "a webhook to somebody": ask("POST", "/v2/webhooks", {"data": {"target_url": "https://acme.com"}}),
    "another's webhook": ask("DELETE", f"/v2/webhooks/{FOREIGN}"),
    "a change of a webhook": ask("PATCH", f"/v2/webhooks/{OWN}", {"data": {"target_url": f"https://{MARKER}.com"}}),
    "a list of people": ask("POST", "/v2/lists", {"data": {"api_slug": STAGE.list, "parent_object": "people"}}),
    "another list": ask("POST", "/v2/lists", {"data": {"api_slug": "sales", "parent_object": STAGE.object}}),
    "an entry of another list": ask("POST", "/v2/lists/sales/entries", {"data": {"parent_record_id": OWN}}),
    "a comment on a person": ask("POST", "/v2/comments", {"data": {"record": {"object": "people", "record_id": OWN}}}),
    "a comment in a thread": ask("POST", "/v2/comments", {"data": {"thread_id": OWN}}),
    "a comment of another": ask(
        "POST",
        "/v2/comments",
        {"data": {"record": {"object": STAGE.object, "record_id": OWN}, "author": {"id": FOREIGN}}},
    ),
    "another's comment": ask("DELETE", f"/v2/comments/{FOREIGN}"),
    "what is not known yet": ask("POST", f"/v2/{MARKER}"),
}


def guard() -> Guard:
    made = Guard(STAGE)
    made.note(
        STAGE.create({"email_addresses": [EMAIL]}, object="people"),
        Answer(status=200, body={"data": {"id": {"record_id": OWN}}}),
    )
    return made


@pytest.mark.parametrize("one", PASSES.values(), ids=PASSES)
def test_what_is_its_own_passes(one: Ask) -> None:
    guard().check(one)


@pytest.mark.parametrize("one", REFUSED.values(), ids=REFUSED)
def test_what_is_not_its_own_is_refused(one: Ask) -> None:
    with pytest.raises(NotOwn, match=f"^{one.method} "):
        guard().check(one)


@pytest.mark.parametrize(
    "change",
    [{"status": 400}, {"body": None}, {"body": {"data": {"id": {"record_id": None}}}}, {"body": {"data": []}}],
    ids=["refused", "no body", "no ID", "a list"],
)
def test_only_what_an_answer_says_was_made_is_its_own(change: dict[str, Any]) -> None:
    other = Guard(STAGE)
    good = Answer(status=200, body={"data": {"id": {"record_id": OWN}}})
    other.note(STAGE.create({"email_addresses": [EMAIL]}, object="people"), dataclasses.replace(good, **change))
    other.note(STAGE.one(OWN, "people"), good)  # what is read is not made
    assert other.made == {}
