"""`plan`: what events would do to a workspace with records, as text and as JSON, with the exit code of a check."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.attio_harness.subscriptions import assert_record

from .shell import EVENT, MAPPING, Shell

WORKSPACE = """
name: Acme
objects:
  - api_slug: users
    active: true
    attributes:
      - {api_slug: plan, type: select, options: [Free, Enterprise]}
      - {api_slug: tags, type: select, is_multiselect: true, options: [a, b]}
      - {api_slug: seats, type: number}
records:
  people:
    - {email_addresses: jane@acme.com}
    - {email_addresses: old@acme.com}
  users:
    - {user_id: u1, primary_email_address: jane@acme.com, plan: Free, tags: [a]}
    - {user_id: u9, primary_email_address: old@acme.com, plan: Free}
"""
PLAN = ("plan", "events.ndjson", "-m", "mapping.json", "-w", "workspace.yaml")


def event(number: int, **traits: Any) -> dict[str, Any]:
    email = "jane@acme.com" if number == 1 else f"u{number}@acme.com"
    return {**EVENT, "userId": f"u{number}", "messageId": f"m{number}", "traits": {"email": email, **traits}}


def mapping(name: str, attributes: Any) -> dict[str, Any]:
    mapped = {**MAPPING["mapping"], "user_attributes": attributes}
    return {**MAPPING, "name": name, "mapping": mapped}


@pytest.fixture
def acme(shell: Shell) -> Shell:
    shell.write("workspace.yaml", WORKSPACE)
    read = {name: {"@path": f"$.traits.{name}"} for name in ("plan", "tags", "seats")}
    shell.write("mapping.json", json.dumps(mapping("Identify", read)))
    return shell


def told(shell: Shell, *events: Any, words: tuple[str, ...] = ()) -> tuple[int, Any]:
    shell.write("events.ndjson", "".join(json.dumps(one) + "\n" for one in events))
    code, out, err = shell(*PLAN, *words, "--format", "json")
    assert err == ""
    return code, json.loads(out)


def test_records_values_and_requests(acme: Shell) -> None:
    code, said = told(acme, event(1, plan="Enterprise", tags="b", seats=3), event(2, plan="Free"), event(9))
    assert code == 0
    users, people = said["objects"]["users"], said["objects"]["people"]
    assert {name: users[name] for name in ("new", "changed", "unchanged", "assumed")} == {
        "new": 1, "changed": 2, "unchanged": 0, "assumed": 0
    }  # fmt: skip
    plan = users["attributes"]["plan"]
    assert (plan["type"], plan["filled"], plan["replaced"], plan["emptied"]) == ("select", 1, 1, 0)
    (sample,) = plan["samples"]
    assert (sample["record"], sample["before"], sample["after"]) == ("user_id u1", ["Free"], ["Enterprise"])
    assert sample["events"] == [{"file": "events.ndjson", "line": 1, "message_id": "m1", "type": "identify"}]
    assert users["attributes"]["seats"]["filled"] == 1
    # u9 gets another address, which a user has one of and a person several
    assert users["attributes"]["primary_email_address"]["replaced"] == 1
    assert (people["new"], said["records_before"]) == (2, 4)
    assert said["requests"] == {"count": 6, "per_second": 25, "seconds": 0.24}
    assert (said["conflicts"], said["check"]["verdicts"]["written"]) == ([], 3)


def test_lists_are_added_to(acme: Shell) -> None:
    _, said = told(acme, event(1, tags="b"))
    tags = said["objects"]["users"]["attributes"]["tags"]
    assert (tags["added"], tags["replaced"], tags["samples"][0]["after"]) == (1, 0, ["a", "b"])


def test_what_is_there_already_stays_as_it_is(acme: Shell) -> None:
    told(acme, event(2, plan="Free"))
    acme("check", "events.ndjson", "-m", "mapping.json", "-w", "workspace.yaml", "--state", "crm.json")
    acme.write("workspace.yaml", WORKSPACE.partition("records:")[0])
    _, said = told(acme, event(2, plan="Free"), words=("--from", "crm.json"))
    assert {slug: (one["new"], one["changed"], one["unchanged"]) for slug, one in said["objects"].items()} == {
        "people": (0, 0, 1), "users": (0, 0, 1)
    }  # fmt: skip


def test_subscriptions_that_contradict_each_other(acme: Shell) -> None:
    both = [
        mapping("First", {"plan": "Free", "seats": 1}),
        mapping("Second", {"plan": {"@path": "$.traits.plan"}, "seats": 1}),
    ]
    acme.write("mapping.json", json.dumps(both))
    _, said = told(acme, event(1, plan="Enterprise"), event(2, plan="Enterprise"), event(3, plan="Free"))
    (conflict,) = said["conflicts"]
    assert {name: conflict[name] for name in ("object", "attribute", "records")} == {
        "object": "users", "attribute": "plan", "records": 2
    }  # fmt: skip
    assert [(conflict[name]["value"], conflict[name]["subscription"]) for name in ("first", "then")] == [
        ("Free", "First"), ("Enterprise", "Second")
    ]  # fmt: skip
    code, out, _ = acme(*PLAN)
    assert code == 0
    assert "1 conflict between subscriptions: the later value stays" in out
    assert 'first   "Free" by First, events.ndjson:1' in out


def test_subscriptions_that_agree_on_each_event_contradict_each_other_by_no_later_one(acme: Shell) -> None:
    seats = {"seats": {"@path": "$.traits.seats"}}
    paying = {**mapping("Paying", seats), "subscribe": "traits.vip = true"}
    acme.write("mapping.json", json.dumps([mapping("Every", seats), paying]))
    events = [event(1, seats=seen, vip=vip) for seen, vip in ((1, False), (2, True), (3, False), (4, True))]
    assert told(acme, *events)[1]["conflicts"] == []
    paying["mapping"]["user_attributes"] = {"seats": 9}
    acme.write("mapping.json", json.dumps([mapping("Every", seats), paying]))
    (conflict,) = told(acme, *events)[1]["conflicts"]
    assert [conflict[name]["value"] for name in ("first", "then")] == [2, 9]


@pytest.mark.parametrize("names", [("Every", "Paying"), ("Paying", "Every")])
@pytest.mark.parametrize("mode", ["single", "batch"])
def test_subscriptions_that_agree_contradict_each_other_by_nothing_that_one_has_lost(
    acme: Shell, mode: str, names: tuple[str, str]
) -> None:
    """Also where its batch comes after all of the other one's; only what both have written, or one alone takes, is told."""
    seats = {"@path": "$.traits.seats"}
    every = mapping("Every", {"seats": seats})
    # loses an event whose plan is none
    paying = {
        **mapping("Paying", {"seats": seats, "plan": {"@path": "$.traits.plan"}}),
        "subscribe": "traits.vip = true",
    }
    by_name = {"Every": every, "Paying": paying}
    acme.write("mapping.json", json.dumps([by_name[name] for name in names]))
    rows = ((1, "Free"), (2, "Nope"), (3, "Free"), (4, "Nope"), (5, "Nope"), (6, "Free"))
    events = [event(1, seats=seen, plan=plan, vip=True) for seen, plan in rows]
    _, said = told(acme, *events, words=("--mode", mode))
    assert (said["conflicts"], said["check"]["verdicts"]["written"]) == ([], 9)
    paying["mapping"]["user_attributes"]["seats"] = 9
    acme.write("mapping.json", json.dumps([by_name[name] for name in names]))
    (conflict,) = told(acme, *events, words=("--mode", mode))[1]["conflicts"]
    assert {conflict[name]["value"] for name in ("first", "then")} >= {9}


def test_what_is_lost_writes_nothing(acme: Shell) -> None:
    code, said = told(acme, event(1, plan="Nope"), event(2, plan="Free"))
    assert code == 1
    assert said["outcome"] == {"passed": False, "why": ["1 lost"]}
    assert "plan" not in {name for name, one in said["objects"]["users"]["attributes"].items() if one["replaced"]}
    assert [one["code"] for one in said["check"]["rejections"]] == ["value_not_found"]
    assert told(acme, event(1, plan="Nope"), event(2, plan="Free"), words=("--max-failures", "1"))[0] == 0


def test_batches_are_one_request(acme: Shell) -> None:
    assert told(acme, *map(event, range(2, 12)), words=("--mode", "batch"))[1]["requests"]["count"] == 1


def test_as_text(acme: Shell) -> None:
    acme.write(
        "events.ndjson", "".join(json.dumps(one) + "\n" for one in (event(1, plan="Enterprise"), event(2, plan="x")))
    )
    code, out, err = acme(*PLAN)
    assert (code, err) == (1, "")
    assert (
        out
        == """\
Failed: 1 lost.
2 events into Acme, single mode: 1 written, 1 refused by Attio

What changes in the workspace
   people   1 new, 1 changed
   users    1 changed
            plan: 1 replaced, such as "Free" to "Enterprise" of user_id u1 by events.ndjson:1

1 loss of 1 kind; check explains them
   1 refused by Attio: users.plan (select)  mapping.json:1  (Identify)

4 requests to Attio, 0.2 seconds at its limit of 25 writes a second.

Failed: 1 lost.
"""
    )


def test_a_workspace_without_records_and_events_that_write_nothing(acme: Shell) -> None:
    acme.write("workspace.yaml", WORKSPACE.partition("records:")[0])
    acme.write("events.ndjson", json.dumps({"type": "track", "event": "Seen", "userId": "u1"}))
    code, out, _ = acme(*PLAN)
    assert code == 1
    assert "What changes in the workspace\n   nothing\n" in out
    assert "--from STATE starts with existing ones" in out
    assert "No request to Attio." in out


def test_a_replaced_value_is_told_with_the_events_that_wrote_it(acme: Shell) -> None:
    attributes = {"@path": "$.traits.user"}
    acme.write("mapping.json", json.dumps(mapping("Identify", attributes)))
    _, said = told(acme, event(1, user={"plan": "Enterprise"}), event(1, user={"seats": 3}))
    (sample,) = said["objects"]["users"]["attributes"]["plan"]["samples"]
    assert [one["line"] for one in sample["events"]] == [1]


def test_a_record_that_is_taken_as_there_is_not_new(acme: Shell) -> None:
    acme.write("workspace.yaml", WORKSPACE.replace("records:", "  - {api_slug: workspaces, active: true}\nrecords:"))
    mapped = {"domain": "acme.com", "workspace_id": "w1", "user_id": {"@path": "$.userId"}}
    group = {"partnerAction": "groupWorkspace", "subscribe": 'type = "identify"', "mapping": mapped}
    acme.write("mapping.json", json.dumps(group))
    _, said = told(acme, event(7))
    users = said["objects"]["users"]
    assert (users["new"], users["assumed"], users["attributes"]) == (0, 1, {})
    assert said["objects"]["workspaces"]["new"] == 1
    # a state keeps what is presumed to exist
    acme("check", "events.ndjson", "-m", "mapping.json", "-w", "workspace.yaml", "--state", "crm.json")
    acme.write(
        "workspace.yaml",
        WORKSPACE.replace("records:", "  - {api_slug: workspaces, active: true}\nrecords:").partition("records:")[0],
    )
    assert told(acme, event(7), words=("--from", "crm.json"))[1]["objects"]["users"]["assumed"] == 1
    assert told(acme, event(9), words=("--from", "crm.json"))[1]["objects"]["users"]["assumed"] == 0


def test_a_record_that_is_sought_in_two_ways_has_conflicts(acme: Shell) -> None:
    attributes = {"primary_email_address": {"@path": "$.traits.email"}, "plan": "Enterprise"}
    other = assert_record("Other", 'type = "identify"', "users", "primary_email_address", attributes)
    acme.write("mapping.json", json.dumps([mapping("First", {"plan": "Free"}), other]))
    _, said = told(acme, event(1))
    (conflict,) = said["conflicts"]
    assert (conflict["attribute"], conflict["records"], conflict["record"]) == ("plan", 1, '"jane@acme.com"')
    assert [conflict[name]["subscription"] for name in ("first", "then")] == ["First", "Other"]


def test_no_record_is_counted_twice(acme: Shell) -> None:
    # the first cannot create a user, so that each is presumed to exist; the second makes one of them
    first = assert_record("First", 'type = "identify"', "users", "user_id", {"user_id": {"@path": "$.userId"}})
    second = {**mapping("Second", {"plan": "Free"}), "subscribe": 'userId = "u2"'}
    acme.write("mapping.json", json.dumps([first, second]))
    _, said = told(acme, event(2), event(3), event(9))
    users = said["objects"]["users"]
    assert [users[name] for name in ("new", "changed", "unchanged", "assumed")] == [1, 0, 1, 1]


def test_long_values_are_told_where_they_differ(acme: Shell) -> None:
    changed = mapping("Identify", {})
    changed["mapping"]["person_attributes"] = {"name": {"@path": "$.traits.name"}}
    acme.write("mapping.json", json.dumps(changed))
    acme.write("workspace.yaml", WORKSPACE.replace("jane@acme.com}", "jane@acme.com, name: 'Long, Christiana'}", 1))
    acme.write("events.ndjson", json.dumps(event(1, name="Longer, Christiana")))
    line = " ".join(acme(*PLAN)[1].split())
    before, _, after = line.partition("such as ")[2].partition(" to ")
    assert before != after[: len(before)]


def test_an_address_in_capitals_is_no_other_one(acme: Shell) -> None:
    loud = mapping("Second", {"plan": "Free"})
    loud["mapping"]["email_address"] = {"@liquid": "{{ traits.email | upcase }}"}
    acme.write("mapping.json", json.dumps([mapping("First", {"plan": "Free"}), loud]))
    assert told(acme, event(1), event(2))[1]["conflicts"] == []


@pytest.mark.parametrize(("other", "count"), [("xn--bcher-kva.de", 0), ("xn--bcher-kva.at", 1)])
def test_an_international_domain_is_the_same_in_either_spelling(acme: Shell, other: str, count: int) -> None:
    acme.write(
        "workspace.yaml", WORKSPACE.replace("type: number}", "type: number}\n      - {api_slug: site, type: domain}")
    )
    acme.write(
        "mapping.json", json.dumps([mapping("First", {"site": "bücher.de"}), mapping("Second", {"site": other})])
    )
    code, said = told(acme, event(1))
    assert (code, len(said["conflicts"])) == (0, count)
