"""A new person's company, found or made by Attio from the domain of an email address (`person.company_from_email`)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attio_emulator import Missing, VirtualClock, Workspace
from attio_emulator.clock import iso
from attio_emulator.followups import AFTER

from tests.attio_emulator.calls import Attio, assertion
from tests.attio_emulator.webhook_calls import hook

WORKSPACE = {"assumptions": {"person.company_from_email": "deferred"}, "records": {"companies": [{"domains": "a.com"}]}}
SYSTEM = {"type": "system", "id": None}


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(step=0)


@pytest.fixture
def attio(clock: VirtualClock) -> Attio:
    return Attio(WORKSPACE, clock=clock)


def later(attio: Attio, clock: VirtualClock) -> list[list[str]]:
    """The domains of all companies once Attio has had its time, the oldest first."""
    clock.advance(AFTER / 1000)
    assert attio.ask("POST", "/v2/objects/companies/records/query", {}).status == 200
    rows = attio.emulator.records("companies")
    return [[one["domain"] for one in row["values"]["domains"]] for row in rows]


@pytest.mark.covers("person.company")
def test_a_company_is_made_after_a_while_and_not_before(attio: Attio, clock: VirtualClock) -> None:
    answer = attio.create("people", {"email_addresses": ["ada@mail.acme.org"]})
    assert answer.body["data"]["values"]["company"] == []
    clock.advance((AFTER - 1) / 1000)
    assert attio.ask("GET", "/v2/objects").status == 200
    assert attio.emulator.counts() == {"people": 1, "companies": 1}
    clock.advance(0.001)
    assert attio.ask("GET", "/v2/objects").status == 200

    (person,) = attio.emulator.records("people")
    _, company = attio.emulator.records("companies")
    (link,), (team,), (domain,) = person["values"]["company"], company["values"]["team"], company["values"]["domains"]
    assert link["target_record_id"] == company["id"]["record_id"]
    assert team["target_record_id"] == person["id"]["record_id"]
    assert domain["domain"] == "acme.org"
    assert [one["created_by_actor"] for one in (link, team, domain)] == [SYSTEM] * 3
    assert company["values"]["created_by"][0]["referenced_actor_type"] == "system"
    assert link["active_from"] == company["created_at"] > person["created_at"]


CASES: tuple[tuple[str, list[str], str | None], ...] = (
    ("a known domain", ["ada@a.com"], "a.com"),
    ("a host of a known domain", ["ada@mail.a.com"], "a.com"),
    ("a new one", ["ada@b.com"], "b.com"),
    ("the registrable part", ["ada@eu.mail.b.co.uk"], "b.co.uk"),
    ("free mail", ["ada@gmail.com"], None),
    ("free mail in capitals", ["ADA@GMail.Com"], None),
    ("a host of free mail", ["ada@eu.gmail.com"], None),
    ("free mail first", ["ada@gmail.com", "ada@b.com", "ada@c.com"], "b.com"),
    ("no address", [], None),
)


@pytest.mark.covers("person.company")
@pytest.mark.parametrize(("addresses", "domain"), [one[1:] for one in CASES], ids=[one[0] for one in CASES])
def test_which_company(attio: Attio, clock: VirtualClock, addresses: list[str], domain: str | None) -> None:
    attio.create("people", {"email_addresses": addresses})
    assert later(attio, clock) == ([["a.com"]] if domain in (None, "a.com") else [["a.com"], [domain]])
    linked = [row["team"] for row in attio.plain("companies") if row["domains"][0]["domain"] == domain]
    people = [{"target_object": "people", "target_record_id": one} for one in attio.ids("people")]
    assert linked == ([] if domain is None else [people])
    assert ("company" in attio.plain("people")[0]) == (domain is not None)


def test_a_company_that_was_written_stays(attio: Attio, clock: VirtualClock) -> None:
    attio.simple("people", "email_addresses", {"email_addresses": "ada@b.com", "company": "a.com"})
    attio.create("people", {"email_addresses": ["bob@b.com"]})
    attio.simple("people", "email_addresses", {"email_addresses": "bob@b.com", "company": "a.com"})
    assert later(attio, clock) == [["a.com"]]
    assert [len(row["team"]) for row in attio.plain("companies")] == [2]


def test_a_company_is_as_old_as_it_is_due_however_late_somebody_asks(clock: VirtualClock) -> None:
    """It had the time of the next request, and none was made if a batch gave the person another one meanwhile."""
    attio = Attio(WORKSPACE, clock=clock, batch_lag=5)
    made = clock.now
    attio.create("people", {"email_addresses": ["ada@b.com"]})
    clock.advance(3)
    attio.batch(assertion("people", "email_addresses", {"email_addresses": "ada@b.com", "company": "a.com"}))
    clock.advance(3600)
    attio.ask("GET", "/v2/objects")
    first, second = attio.emulator.records("companies")
    assert second["values"]["domains"][0]["domain"] == "b.com"
    assert second["created_at"] == iso(made + AFTER)
    (link,) = attio.emulator.records("people")[0]["values"]["company"]
    assert link["target_record_id"] == first["id"]["record_id"]


@pytest.mark.parametrize(("lag", "domains"), [(AFTER + 1, ["a.com", "b.com"]), (AFTER - 1, ["a.com"])])
def test_a_company_and_a_batch_come_in_the_order_in_which_they_are_due(
    clock: VirtualClock, lag: int, domains: list[str]
) -> None:
    """Both are asked for much later, at once; the batch gives the person a company."""
    attio = Attio(WORKSPACE, clock=clock, batch_lag=lag / 1000)
    attio.create("people", {"email_addresses": ["ada@b.com"]})
    attio.batch(assertion("people", "email_addresses", {"email_addresses": "ada@b.com", "company": "a.com"}))
    clock.advance(3600)
    attio.ask("GET", "/v2/objects")
    assert [row["values"]["domains"][0]["domain"] for row in attio.emulator.records("companies")] == domains
    (link,) = attio.emulator.records("people")[0]["values"]["company"]
    assert link["target_record_id"] == attio.ids("companies")[0]


def test_a_company_that_need_not_be_waited_for_is_as_old_as_it_is_asked_for(attio: Attio, clock: VirtualClock) -> None:
    attio.create("people", {"email_addresses": ["ada@b.com"]})
    attio.emulator.flush()
    _, company = attio.emulator.records("companies")
    assert company["created_at"] == iso(clock.now)


@pytest.mark.parametrize("is_told", [False, True], ids=["nobody listens", "a webhook is told"])
def test_only_a_new_person_gets_one(attio: Attio, clock: VirtualClock, is_told: bool) -> None:
    if is_told:
        assert hook(attio).status == 200
    attio.create("people", {"email_addresses": ["ada@gmail.com"]})
    later(attio, clock)
    attio.simple("people", "email_addresses", {"email_addresses": ["ada@gmail.com", "ada@b.com"]})
    assert later(attio, clock) == [["a.com"]]
    # nor one who has an address of a company only after it was made, however soon
    attio.create("people", {"email_addresses": ["bob@gmail.com"]})
    attio.simple("people", "email_addresses", {"email_addresses": ["bob@b.com", "bob@gmail.com"]})
    assert later(attio, clock) == [["a.com"]]


def test_a_person_deleted_meanwhile_leaves_no_company(attio: Attio, clock: VirtualClock) -> None:
    attio.create("people", {"email_addresses": ["ada@b.com"]})
    assert attio.ask("DELETE", f"/v2/objects/people/records/{attio.ids('people')[0]}").status == 200
    assert later(attio, clock) == [["a.com"]]


def test_people_of_a_batch_and_of_one_domain_share_a_company(attio: Attio, clock: VirtualClock) -> None:
    people = [assertion("people", "email_addresses", {"email_addresses": f"{name}@b.com"}) for name in "xyz"]
    attio.batch(*people)
    assert later(attio, clock) == [["a.com"], ["b.com"]]
    assert len(attio.plain("companies")[1]["team"]) == 3


def test_a_restored_state_still_owes_the_company(attio: Attio) -> None:
    attio.create("people", {"email_addresses": ["ada@b.com"]})
    other = Attio()
    other.emulator.restore(json.loads(json.dumps(attio.emulator.snapshot())))
    other.emulator.flush()
    assert other.emulator.counts() == {"people": 1, "companies": 2}
    other.emulator.flush()
    assert other.emulator.counts() == {"people": 1, "companies": 2}


BOSS = {
    "api_slug": "boss",
    "type": "record-reference",
    "config": {"record_reference": {"allowed_objects": ["people"]}},
}


def test_what_a_run_presumes_is_asked_for_once_and_not_again_for_attio(clock: VirtualClock) -> None:
    attio = Attio({**WORKSPACE, "objects": [{"api_slug": "people", "attributes": [BOSS]}]}, clock=clock)
    asked: list[str] = []

    def presumed(missing: Missing) -> bool:
        asked.append(missing.value)
        return True

    attio.emulator.existing = presumed
    attio.simple("people", "email_addresses", {"email_addresses": "ada@b.com", "boss": "boss@c.com"})
    assert later(attio, clock) == [["a.com"], ["b.com"]]  # a boss that was there before got a company then
    uncertain = [(row["object"], row["value"], row.get("needs")) for row in taken(attio)]
    boss = ["people", "email_addresses", "boss@c.com"]
    assert uncertain == [
        ("people", "boss@c.com", None),
        ("people", "ada@b.com", [boss]),
        ("companies", "b.com", [boss]),
    ]
    attio.simple("people", "email_addresses", {"email_addresses": "eve@b.com"})
    assert later(attio, clock) == [["a.com"], ["b.com"]]
    assert asked == ["boss@c.com"]


def taken(attio: Attio) -> list[dict[str, Any]]:
    return list(attio.emulator.snapshot()["taken_as_there"].values())


def test_a_refused_creation_owes_nothing(attio: Attio) -> None:
    assert attio.create("people", {"email_addresses": ["ada@b.com"], "job_title": 7}).status == 400
    attio.emulator.flush()
    assert attio.emulator.counts() == {"companies": 1}


def test_webhooks_are_told_and_attio_is_the_actor(attio: Attio) -> None:
    types = ["record.created", "record.updated"]
    subscriptions = [{"event_type": one, "filter": None} for one in types]
    body = {"data": {"target_url": "https://acme.org/hook", "subscriptions": subscriptions}}
    assert attio.ask("POST", "/v2/webhooks", body).status == 200
    attio.create("people", {"email_addresses": ["ada@b.com"]})
    attio.emulator.flush()
    rows = [row["body"]["events"][0] for row in attio.emulator.documents()["deliveries"].values()]
    assert [(row["event_type"], row["actor"]["type"]) for row in rows] == [
        ("record.created", "api-token"),
        ("record.created", "system"),
        ("record.updated", "system"),
    ]


def test_a_company_that_cannot_be_made_is_in_the_ledger() -> None:
    required: dict[str, Any] = {"api_slug": "vat", "type": "text", "is_required": True}
    schema = {"assumptions": WORKSPACE["assumptions"], "objects": [{"api_slug": "companies", "attributes": [required]}]}
    attio = Attio(Workspace.from_dict(schema))
    attio.create("people", {"email_addresses": ["ada@b.com"]})
    attio.emulator.flush()
    assert attio.emulator.counts() == {"people": 1}
    (row,) = attio.emulator.ledger
    told = {name: row[name] for name in ("mode", "object", "code", "attribute", "values")}
    values = {"domains": ["b.com"], "team": attio.ids("people")}
    assert told == {
        "mode": "system", "object": "companies", "code": "missing_value", "attribute": "vat", "values": values,
    }  # fmt: skip
