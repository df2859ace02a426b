"""One record: its values with their history, who wrote each and where in which request, what points to it and where it points."""

from __future__ import annotations

from typing import Any

from attio_emulator import Emulator
from attio_emulator.record import loaded_value

from tests.attio_emulator.calls import KEY_ID, Attio, assertion
from tests.attio_emulator.ui.asking import ask


def _attribute(shown: Any, slug: str) -> Any:
    return next(one for one in shown["attributes"] if one["slug"] == slug)


def _last_request(attio: Attio) -> str:
    id: str = attio.emulator.journal[-1]["id"]
    return id


def test_a_value_says_who_wrote_it_and_in_which_request() -> None:
    attio = Attio()
    attio.simple("companies", "domains", {"domains": "acme.com", "name": "Acme"})
    first = _last_request(attio)
    attio.simple("companies", "domains", {"domains": "acme.com", "name": "Acme Inc"})
    second = _last_request(attio)
    (id,) = attio.ids("companies")
    shown = ask(attio.emulator, f"objects/companies/records/{id}")
    name = _attribute(shown, "name")
    (now,), (then,) = name["values"], name["ended"]
    assert (now["text"], now["request_id"], now["active_until"]) == ("Acme Inc", second, None)
    assert (then["text"], then["request_id"], then["active_until"]) == ("Acme", first, now["active_from"])
    assert now["actor"] == {"type": "api-token", "id": KEY_ID, "name": None}
    assert (shown["name"], shown["created_by"]) == ("Acme Inc", now["actor"])
    assert shown["moments"] == sorted({then["active_from"], now["active_from"]})


def test_a_value_of_a_batch_says_which_assertion_it_came_from() -> None:
    attio = Attio()
    person = {"object": "people", "mode": "create-or-update", "matching_attribute": "email_addresses", "multiselect_values": "append", "values": {"email_addresses": "a@b.com", "job_title": "CEO"}}  # fmt: skip
    attio.batch(
        assertion("companies", "domains", {"domains": "one.com"}),
        assertion("companies", "domains", {"domains": "two.com", "team": [person]}),
    )
    request = _last_request(attio)
    (id,) = attio.ids("people")
    title = _attribute(ask(attio.emulator, f"objects/people/records/{id}"), "job_title")["values"][0]
    assert (title["request_id"], title["pointer"]) == (request, "/assertions/1/values/team/0")
    assert title["received_at"] == "2024-05-01T12:00:00.000000000Z"
    two = attio.ids("companies")[1]
    domain = _attribute(ask(attio.emulator, f"objects/companies/records/{two}"), "domains")["values"][0]
    assert domain["pointer"] == "/assertions/1"


def test_where_a_value_came_from_outlives_a_snapshot() -> None:
    attio = Attio()
    attio.batch(assertion("companies", "domains", {"domains": "one.com"}))
    (id,) = attio.ids("companies")
    before = ask(attio.emulator, f"objects/companies/records/{id}")
    other = Emulator()
    other.restore(attio.emulator.snapshot())
    assert ask(other, f"objects/companies/records/{id}") == before


def test_a_state_that_says_nothing_of_assertions_is_read() -> None:
    row = {"data": 1, "active_from": 1, "active_until": None, "actor": ["system", None], "request_id": "r", "received_at": None}  # fmt: skip
    assert loaded_value(row, 1, {}).stamp.pointer == ""


def test_references_are_ways_in_both_directions() -> None:
    attio = Attio()
    company = attio.create("companies", {"domains": ["acme.com"], "name": "Acme"}).body["data"]["id"]["record_id"]
    person = attio.create("people", {"email_addresses": ["a@acme.com"], "company": [company]}).body["data"]["id"]
    shown = ask(attio.emulator, f"objects/people/records/{person['record_id']}")
    assert _attribute(shown, "company")["values"][0]["record"] == ["companies", company]
    (pointing,) = ask(attio.emulator, f"objects/companies/records/{company}")["referenced_by"]
    assert (pointing["object"], pointing["attribute"], pointing["total"]) == ("people", "company", 1)
    assert pointing["records"] == [{"id": person["record_id"], "name": "a@acme.com"}]


def test_a_record_as_of_a_moment() -> None:
    attio = Attio()
    attio.simple("companies", "domains", {"domains": "acme.com", "name": "Acme"})
    (id,) = attio.ids("companies")
    attio.ask("PATCH", f"/v2/objects/companies/records/{id}", {"data": {"values": {"domains": ["acme.org"]}}})
    moment = attio.emulator.now() - 1
    attio.simple("companies", "domains", {"domains": "acme.com", "name": "Later"})
    then = ask(attio.emulator, f"objects/companies/records/{id}", at=moment)
    assert [one["text"] for one in _attribute(then, "name")["values"]] == ["Acme"]
    # the last one written comes first, as in Attio's own answers
    assert [one["text"] for one in _attribute(then, "domains")["values"]] == ["acme.org", "acme.com"]


def test_notes_and_tasks_stand_with_their_record_and_by_themselves() -> None:
    attio = Attio({"members": [{"first_name": "Ann", "last_name": "Lee", "email_address": "ann@acme.com"}]})
    id = attio.create("companies", {"domains": ["acme.com"], "name": "Acme"}).body["data"]["id"]["record_id"]
    note = {"parent_object": "companies", "parent_record_id": id, "title": "Call", "format": "plaintext", "content": "<b>"}  # fmt: skip
    attio.ask("POST", "/v2/notes", {"data": note})
    task = {"content": "Send it", "format": "plaintext", "deadline_at": None, "is_completed": False, "linked_records": [{"target_object": "companies", "target_record_id": id}], "assignees": [{"workspace_member_email_address": "ann@acme.com"}]}  # fmt: skip
    assert attio.ask("POST", "/v2/tasks", {"data": task}).status == 200
    shown = ask(attio.emulator, f"objects/companies/records/{id}")
    link = {"object": "companies", "id": id, "name": "Acme"}
    assert [(one["title"], one["content"], one["record"]) for one in shown["notes"]] == [("Call", "<b>", link)]
    assert [(one["content"], one["records"], one["assignees"][0]["name"]) for one in shown["tasks"]] == [("Send it", [link], "Ann Lee")]  # fmt: skip
    assert ask(attio.emulator, "notes", search="CALL") == {"total": 1, "data": shown["notes"]}
    assert ask(attio.emulator, "tasks", search="send") == {"total": 1, "data": shown["tasks"]}
    assert ask(attio.emulator, "tasks", search="nothing") == {"total": 0, "data": []}


def test_a_very_long_value_is_cut_and_says_how_long_it_is() -> None:
    attio = Attio()
    attio.create("companies", {"name": "x" * 50_000, "domains": ["a.com"]})
    (id,) = attio.ids("companies")
    (value,) = _attribute(ask(attio.emulator, f"objects/companies/records/{id}"), "name")["values"]
    assert (len(value["text"]), value["length"]) == (20_000, 50_000)


def test_only_the_newest_of_a_long_history_are_told() -> None:
    attio = Attio()
    for index in range(250):
        attio.simple("companies", "domains", {"domains": "a.com", "name": f"n{index}"})
    (id,) = attio.ids("companies")
    name = _attribute(ask(attio.emulator, f"objects/companies/records/{id}"), "name")
    assert (name["ended_total"], len(name["ended"]), name["ended"][0]["text"]) == (249, 200, "n248")
