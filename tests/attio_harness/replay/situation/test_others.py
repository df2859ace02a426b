"""What others did while somebody recorded: Attio itself, people at its application, other clients."""

from __future__ import annotations

from typing import Any

from attio_emulator import VirtualClock

from tests.attio_harness.replay.made import Recorder, differences, replayed

PEOPLE, COMPANIES = "/v2/objects/people/records", "/v2/objects/companies/records"


def value(row: dict[str, Any], actor: str, **said: Any) -> dict[str, Any]:
    at = row["response"]["data"]["created_at"].replace("00:00:00", "00:00:59")
    id = None if actor == "system" else "0b1c77ca-9b81-47ba-8d2e-490c74901031"
    return {"active_from": at, "active_until": None, "created_by_actor": {"type": actor, "id": id}, **said}


def test_values_that_others_wrote_between_two_answers_are_put_there() -> None:
    real = Recorder()
    company = real("POST", COMPANIES, {"data": {"values": {"domains": ["acme.com"]}}})["data"]["id"]["record_id"]
    real("GET", f"{COMPANIES}/{company}")
    real("GET", f"{COMPANIES}/{company}")
    rows = real.attio.journal
    said = {"value": "Makes anvils", "attribute_type": "text"}
    for actor in ("system", "workspace-member"):
        rows[2]["response"]["data"]["values"]["description"] = [value(rows[2], actor, **said)]
        report = replayed(rows)
        assert (report.count("agree"), report.inferred["value that others wrote"]) == (3, 1)
    # the client itself wrote nothing of the kind: that differs
    rows[2]["response"]["data"]["values"]["description"] = [value(rows[2], "api-token", **said)]
    assert [(one.kind, one.pointer) for one in differences(replayed(rows))] == [("fewer", "/data/values/description/0")]


def test_a_company_that_attio_finds_for_a_person() -> None:
    real = Recorder(assumptions={"person.company_from_email": "deferred"})
    person = real("POST", PEOPLE, {"data": {"values": {"email_addresses": ["jane@acme.com"]}}})["data"]["id"][
        "record_id"
    ]
    assert isinstance(real.attio.clock, VirtualClock)
    real.attio.clock.advance(60)
    shown = real("GET", f"{PEOPLE}/{person}")["data"]["values"]["company"]
    assert [one["created_by_actor"]["type"] for one in shown] == ["system"]
    for setting in ("deferred", "never"):
        report = replayed(real.attio.journal, assumptions={"person.company_from_email": setting})
        assert (report.count("agree"), differences(report)) == (2, [])


def test_pages_behind_what_the_recording_shows_cannot_be_judged() -> None:
    real = Recorder()
    for name in "abcd":
        real("POST", COMPANIES, {"data": {"values": {"name": name}}})
    real.attio.clear_journal()
    sorts = [{"attribute": "name", "direction": "asc"}]
    real("POST", f"{COMPANIES}/query", {"sorts": sorts, "limit": 2, "offset": 2})
    assert [(one.verdict, one.reason) for one in replayed(real.attio.journal).judged] == [("unjudged", "pages")]
    real("POST", f"{COMPANIES}/query", {"sorts": sorts, "limit": 2})
    report = replayed(real.attio.journal)
    # the first page is recorded, too, if later: what is on it was there
    assert [one.verdict for one in report.judged] == ["agree", "agree"]


def test_pages_without_order_go_by_ids() -> None:
    real = Recorder()
    for name in "abcdef":
        real("POST", COMPANIES, {"data": {"values": {"name": name}}})
    real("POST", f"{COMPANIES}/query", {"limit": 2})
    report = replayed(real.attio.journal)
    assert report.judged[-1].verdict == "agree"
    report = replayed(real.attio.journal, infer=False)
    assert (report.judged[-1].verdict, report.judged[-1].reason) in [("unjudged", "pages"), ("agree", None)]


def test_a_record_of_which_only_the_id_is_known_does_not_cry_wolf() -> None:
    real = Recorder()
    ids = [real("POST", COMPANIES, {"data": {"values": {"name": name}}})["data"]["id"]["record_id"] for name in "ab"]
    real.attio.clear_journal()
    real("GET", f"{COMPANIES}/{ids[0]}/entries")
    real("POST", f"{COMPANIES}/query", {"filter": {"name": "b"}})
    real("POST", f"{COMPANIES}/query", {"filter": {"$not": {"name": "a"}}})
    report = replayed(real.attio.journal)
    assert [(one.verdict, one.reason) for one in report.judged] == [
        ("agree", None),
        ("agree", None),
        ("unjudged", "only known by id"),
    ]
