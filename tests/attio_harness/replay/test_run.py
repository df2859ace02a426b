"""Whole sessions: what an emulator with other ids answered is found again, and what is changed in it is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from attio_emulator import Emulator, Request, Workspace
from attio_harness.replay.cassettes.files import Recording, recordings_of
from attio_harness.replay.hosts import Hosts
from attio_harness.replay.run import Settings, replay

from tests.attio_emulator.calls import new_attribute

from .made import Recorder, differences, exchange, recorded, replayed, verdicts

PEOPLE, COMPANIES = "/v2/objects/people/records", "/v2/objects/companies/records"


def session() -> Recorder:
    """A client that goes by ids of earlier answers, in paths, queries, bodies and filters."""
    real = Recorder()
    company = real("POST", COMPANIES, {"data": {"values": {"domains": ["acme.com"], "name": "Acme"}}})["data"]["id"]
    person = real(
        "PUT",
        f"{PEOPLE}?matching_attribute=email_addresses",
        {
            "data": {
                "values": {
                    "email_addresses": ["Jane@acme.com"],
                    "name": "Doe, Jane",
                    "company": [{"target_object": "companies", "target_record_id": company["record_id"]}],
                }
            }
        },
    )["data"]["id"]
    real("GET", f"{PEOPLE}/{person['record_id']}")
    real("PATCH", f"{PEOPLE}/{person['record_id'].upper()}", {"data": {"values": {"job_title": "CEO"}}})
    real("POST", f"{PEOPLE}/query", {"filter": {"company": {"target_record_id": company["record_id"]}}})
    note = {
        "parent_object": "people",
        "parent_record_id": person["record_id"],
        "title": "T",
        "format": "plaintext",
        "content": "x",
    }
    real("POST", "/v2/notes", {"data": note})
    real("GET", f"/v2/notes?parent_object=people&parent_record_id={person['record_id']}")
    real("GET", f"{PEOPLE}/{person['record_id']}/attributes/name/values?show_historic=true")
    real("PUT", f"{PEOPLE}?matching_attribute=email_addresses", {"data": {"values": {"email_addresses": ["x"]}}})
    real("GET", "/v2/nothing")
    real("DELETE", f"{COMPANIES}/{company['record_id']}")
    real("GET", f"{COMPANIES}/{company['record_id']}")
    return real


@pytest.mark.parametrize("infer", [True, False])
def test_a_session_agrees_whatever_its_ids_are(infer: bool) -> None:
    real = session()
    report, attio = replay([real.recording()], Settings(infer=infer))
    assert report.outcome == "12 exchanges: 12 agree, 0 differ, 0 cannot be judged"
    assert report.ok
    assert attio is not None
    assert attio.records("people")[0]["values"]["job_title"][0]["value"] == "CEO"
    there, here = ({one["id"]["record_id"] for one in each.records("people")} for each in (real.attio, attio))
    assert (there == here) is infer


@pytest.mark.parametrize("most", [1, 2, 3])
def test_a_journal_says_that_it_lost_its_beginning(most: int) -> None:
    real = Recorder(journal_limit=most)
    for number in range(3):
        real("GET", f"/v2/objects/{('people', 'companies', 'users')[number]}")
    answer = real.attio.handle(Request.make("GET", "/_emulator/requests", token="t"))
    report, _ = replay([recordings_of(answer.body, "j.json")], Settings())
    went = {1: "2 requests", 2: "1 request"}.get(most)
    said = (
        f"j.json: the journal has forgotten the first {went}, so that what they wrote is not there where later ones meet it; "
        "the emulator keeps more with its limit journal_requests"
    )
    assert (len(report.judged), report.notes) == (most, [said] if went else [])


def edit(change: Callable[[list[dict[str, Any]]], None]) -> Recording:
    rows = session().attio.journal
    change(rows)
    return recordings_of(json.dumps(rows).encode(), "f")


def of(row: dict[str, Any]) -> Any:
    return row["response"]["data"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda rows: rows[0].update(status=201), [("status", "")]),
        (lambda rows: rows[8]["response"].update(code="other"), [("code", "/code")]),
        (lambda rows: rows[8]["response"].update(message="Other."), [("message", "/message")]),
        (lambda rows: of(rows[0]).update(new=1), [("missing", "/data/new")]),
        (lambda rows: of(rows[0]).pop("web_url"), [("extra", "/data/web_url")]),
        (lambda rows: of(rows[0]).update(created_at=5), [("type", "/data/created_at")]),
        (
            lambda rows: of(rows[0]).update(created_at="2026-05-16T01:32:54.223Z"),
            [("form", "/data/created_at")],
        ),
        (lambda rows: of(rows[2])["values"]["name"][0].update(first_name="Jane"), []),
        (
            lambda rows: of(rows[2])["values"]["email_addresses"][0].update(original_email_address="Acme"),
            [("value", "/data/values/email_addresses/0/original_email_address")],
        ),
        (
            lambda rows: of(rows[4])[0]["id"].update(record_id=of(rows[0])["id"]["record_id"]),
            [("fewer", "/data/0"), ("more", "/data/0")],
        ),
        (lambda rows: of(rows[4]).append(of(rows[4])[0]), [("fewer", "/data/1")]),
        (lambda rows: of(rows[4]).clear(), [("more", "/data/0")]),
        (
            lambda rows: rows[0].update(response={"data": dict(reversed(of(rows[0]).items()))}),
            [("order", "/data")],
        ),
        (lambda rows: rows[10].update(response="gone"), [("body", "")]),
    ],
)  # fmt: skip
def test_what_is_otherwise_is_named_by_its_kind(
    change: Callable[[list[dict[str, Any]]], None], expected: list[tuple[str, str]]
) -> None:
    report, _ = replay([edit(change)], Settings())
    assert [(one.kind, one.pointer) for one in differences(report)] == expected


def test_files_begin_anew_unless_they_are_one_recording() -> None:
    real = Recorder()
    real("POST", COMPANIES, {"data": {"values": {"domains": ["acme.com"]}}})
    rows = real.attio.journal
    first = recordings_of(json.dumps(rows).encode(), "a")
    again = Recorder()
    again("POST", f"{COMPANIES}/query", {})
    second = recordings_of(json.dumps(again.attio.journal).encode(), "b")
    assert verdicts(first, second) == [("agree",), ("agree",)]
    assert verdicts(first, second, together=True) == [("agree",), ("differ",)]


def test_a_workspace_and_its_assumptions() -> None:
    workspace = Workspace.from_dict(
        {"objects": [{"api_slug": "cars", "attributes": [{"api_slug": "vin", "type": "text"}]}]}
    )
    real = Recorder(workspace)
    real("POST", "/v2/objects/cars/records", {"data": {"values": {"vin": "1"}}})
    assert verdicts(real.recording(), workspace=workspace) == [("agree",)]
    strict = Recorder(assumptions={"email.reserved_domains": "refuse"})
    strict("POST", PEOPLE, {"data": {"values": {"email_addresses": ["a@b.test"]}}})
    report, _ = replay([strict.recording()], Settings(assumptions={"email.reserved_domains": "accept"}))
    assert [(one.kind, one.right) for one in differences(report)] == [("status", 200)]
    assert report.judged[0].assumptions == ("email.reserved_domains",)
    assert report.settings == {"email.reserved_domains": "accept"}


def test_an_assumption_is_named_only_at_what_another_setting_takes_away() -> None:
    """Where the address begins decides of the location, and nothing of the name."""
    real = Recorder(assumptions={"location.text": "line"})
    values = {"domains": ["acme.com"], "name": "Acme", "primary_location": "1 Main Street, Springfield, US"}
    real("POST", COMPANIES, {"data": {"values": values}})
    rows = real.attio.journal
    rows[0]["response"]["data"]["values"]["name"][0]["value"] = "acme.com"
    found = replayed(rows)
    by_place = {one.pointer.split("/")[3]: one.assumptions for one in differences(found)}
    assert by_place == {"name": (), "primary_location": ("location.text",)}
    assert (found.judged[0].assumptions, found.settings) == (("location.text",), {"location.text": "split"})
    rests = {row["pointer"].split("/")[3]: row["assumptions"] for row in found.to_dict()["differences"]}
    assert rests == {"name": [], "primary_location": ["location.text"]}
    # the name alone
    told = replayed(rows, assumptions={"location.text": "line"})
    assert [(one.pointer, one.assumptions) for one in differences(told)] == [("/data/values/name/0/value", ())]
    assert (told.judged[0].assumptions, told.settings) == ((), {})


def test_what_cannot_be_judged_under_another_setting_rests_on_nothing() -> None:
    """Without the first person the second call is about nothing that is known; its difference is not gone by that."""
    accepts = {"email.reserved_domains": "accept"}
    real = Recorder(assumptions=accepts)
    created = real("POST", PEOPLE, {"data": {"values": {"email_addresses": ["a@b.test"]}}})
    more = {"data": {"values": {"email_addresses": ["c@d.test"]}}}
    real("PUT", f"{PEOPLE}/{created['data']['id']['record_id']}", more)
    rows = real.attio.journal
    rows[1]["response"]["data"]["values"]["email_addresses"][0]["original_email_address"] = "a@b.test"
    found = differences(replayed(rows, assumptions=accepts))
    assert [(one.kind, one.assumptions) for one in found] == [("value", ())]


def test_what_is_refused_under_another_setting_rests_on_nothing() -> None:
    """The answer is another one altogether, of whose body nothing is told; the difference is not gone by that."""
    accepts = {"email.reserved_domains": "accept"}
    real = Recorder(assumptions=accepts)
    created = real("POST", PEOPLE, {"data": {"values": {"email_addresses": ["a@b.com"]}}})
    more = {"data": {"values": {"email_addresses": ["c@d.test"]}}}
    real("PUT", f"{PEOPLE}/{created['data']['id']['record_id']}", more)
    rows = real.attio.journal
    rows[1]["response"]["data"]["values"]["email_addresses"][0]["original_email_address"] = "a@b.com"
    found = differences(replayed(rows, assumptions=accepts))
    assert [(one.kind, one.assumptions) for one in found] == [("value", ())]


def test_a_state_to_begin_with() -> None:
    real = Recorder()
    created = real("POST", COMPANIES, {"data": {"values": {"domains": ["acme.com"]}}})
    state = real.attio.snapshot()
    real.attio.clear_journal()
    real("GET", f"{COMPANIES}/{created['data']['id']['record_id']}")
    assert verdicts(real.recording(), state=state) == [("agree",)]


def test_other_hosts_are_counted_and_left_out() -> None:
    rows = [
        exchange(host="api.attio.com", path="/v2/nothing", status=404),
        exchange(host="cdn.example.com"),
        exchange(host="a:1", path="/api/objects"),
    ]
    report, _ = replay([recorded(*rows)], Settings(hosts=Hosts(["a:1/api"])))
    assert report.left_out == {"cdn.example.com": 1}
    assert [one.path for one in report.judged] == ["/v2/nothing", "/objects"]
    nothing, _ = replay([recorded(exchange(host="cdn.example.com"))], Settings())
    assert (nothing.ok, nothing.outcome) == (
        False,
        "0 exchanges with Attio: nothing to compare; 1 exchange with other hosts",
    )


def test_the_journal_of_an_emulator_of_the_same_seed_agrees() -> None:
    """What a request makes besides what its answer is about, and what has no place in a schema, has ids of its own here."""
    workspace = Workspace.from_dict({"objects": [{"api_slug": "cars"}]})
    attio = Emulator(workspace)

    def ask(method: str, path: str, json: Any = None, token: str | None = "t") -> Any:
        return attio.handle(Request.make(method, path, json=json, token=token)).json().get("data")

    ask("GET", "/v2/self", token=None)
    calls = {"api_slug": "demos", "singular_noun": "Demo", "plural_noun": "Demos", "extends": "calls"}
    ask("POST", "/v2/activities", {"data": calls})
    ask("GET", "/v2/activities/demos/attributes")
    back = {"object": "cars", "title": "Children", "api_slug": "children", "is_multiselect": True}
    config = {"record_reference": {"allowed_objects": ["cars"]}}
    parent = new_attribute("parent", "record-reference", config=config, relationship=back)
    ask("POST", "/v2/objects/cars/attributes", {"data": parent})
    one, other = (
        ask("POST", "/v2/objects/cars/records", {"data": {"values": {}}})["id"]["record_id"] for _ in range(2)
    )
    ask("POST", "/v2/files", {"object": "cars", "record_id": one, "file_type": "folder", "name": "F"})
    merged = ask(
        "POST", "/v2/objects/cars/records/merge", {"data": {"primary_record_id": one, "secondary_record_id": other}}
    )
    ask("GET", f"/v2/objects/cars/records/{merged['new_record_id']}")
    assert [row["status"] for row in attio.journal] == [400, *[200] * 8]
    report = replayed({"data": attio.journal}, workspace=workspace)
    assert ([one.verdict for one in report.judged], report.notes) == (["agree"] * 9, [])
