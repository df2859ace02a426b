"""`redeliver`: which records depend on how often and in which order events come."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.attio_harness.subscriptions import assert_record

from .shell import EVENT, Shell

REDELIVER = ("redeliver", "events.ndjson", "-m", "mapping.json", "-w", "workspace.yaml")


def event(number: int, second: int, plan: str) -> dict[str, Any]:
    traits = {"email": f"u{number}@acme.com", "plan": plan}
    time = f"2026-01-01T10:00:{second:02}Z"
    return {**EVENT, "userId": f"u{number}", "messageId": f"m{second}", "traits": traits, "receivedAt": time}


def told(shell: Shell, *events: Any, words: tuple[str, ...] = ()) -> tuple[int, dict[str, list[Any]]]:
    shell.write("events.ndjson", "".join(json.dumps(one) + "\n" for one in events))
    code, out, err = shell(*REDELIVER, *words, "--format", "json")
    assert err == ""
    return code, {one["way"]: one["differences"] for one in json.loads(out)["ways"]}


@pytest.mark.parametrize("mode", ["single", "batch"])
def test_events_that_say_the_same_are_the_same_in_any_order(shell: Shell, mode: str) -> None:
    code, ways = told(shell, event(1, 1, "Free"), event(2, 2, "Free"), event(1, 3, "Free"), words=("--mode", mode))
    assert (code, ways) == (0, {"twice": [], "late": [], "backwards": [], "shuffled": []})


def test_a_value_that_changes_depends_on_the_order(shell: Shell) -> None:
    events = [event(number, second, plan) for number in range(8) for second, plan in ((number, "Free"), (30 + number, "Enterprise"))]  # fmt: skip
    code, ways = told(shell, *events)
    assert (code, ways["twice"]) == (1, [])
    assert {(one["attribute"], *one["as_they_came"], *one["then"]) for one in ways["shuffled"]} == {
        ("plan", "Enterprise", "Free")
    }
    assert told(shell, *events)[1] == ways
    assert told(shell, *events, words=("--seed", "5"))[1]["shuffled"] != ways["shuffled"]


def test_a_late_repeat_takes_a_value_back(shell: Shell) -> None:
    code, ways = told(shell, event(1, 1, "Free"), event(2, 3, "Free"), event(1, 4, "Enterprise"), event(3, 5, "Nope"))
    assert (code, ways["twice"]) == (1, [])
    (found,) = ways["late"]
    assert {name: found[name] for name in ("object", "record", "attribute", "as_they_came", "then")} == {
        "object": "users", "record": "user_id u1", "attribute": "plan", "as_they_came": ["Enterprise"], "then": ["Free"]
    }  # fmt: skip


def test_as_text(shell: Shell) -> None:
    events = [event(1, 1, "Free"), event(1, 2, "Enterprise")]
    shell.write("events.ndjson", "".join(json.dumps(one) + "\n" for one in events))
    code, out, _ = shell(*REDELIVER)
    assert code == 1
    ways = "with their first half again, in reverse order or in another order"
    assert out.startswith(f"Failed: the records differ if the events come {ways}.\n")
    lines = out.splitlines()
    assert "Each event comes twice: nothing differs" in lines
    assert "The first half of the events comes again at the end, as late retries do: 1 record or value differs" in lines
    assert 'plan of users user_id u1: "Free" instead of "Enterprise", by events.ndjson:1' in out


def test_nothing_to_compare(shell: Shell) -> None:
    shell.write("events.ndjson", "")
    code, out, _ = shell(*REDELIVER)
    assert (code, out.splitlines()[0]) == (1, "Failed: there was no event, so nothing was compared.")


def test_a_value_is_told_with_the_event_that_brings_it_then(shell: Shell) -> None:
    _, ways = told(shell, event(1, 1, "Free"), event(2, 2, "Free"), event(1, 3, "Enterprise"), event(3, 4, "Free"))
    (found,) = ways["late"]
    assert (found["then"], found["events"][-1]["line"]) == (["Free"], 1)


def test_a_record_with_several_addresses_is_the_same_in_whatever_order_they_came(shell: Shell) -> None:
    addresses = {"@path": "$.traits.emails"}
    source = assert_record(None, 'type = "identify"', "people", "email_addresses", {"email_addresses": addresses})
    shell.write("mapping.json", json.dumps(source))
    events = [{**EVENT, "traits": {"emails": ["m@acme.com", f"{name}@acme.com"]}, "messageId": name} for name in "zaq"]
    for seed in "01234":
        assert told(shell, *events, words=("--seed", seed)) == (
            0,
            {"twice": [], "late": [], "backwards": [], "shuffled": []},
        )


@pytest.mark.parametrize("seed", range(6))
def test_two_events_come_in_another_order_whatever_the_seed(shell: Shell, seed: int) -> None:
    _, ways = told(shell, event(1, 1, "Free"), event(1, 2, "Enterprise"), words=("--seed", str(seed)))
    assert [len(ways[way]) for way in ("twice", "late", "backwards", "shuffled")] == [0, 1, 1, 1]


def test_of_any_two_events_the_order_is_asked_for(shell: Shell) -> None:
    # both in the half that comes again, in the same order
    events = [
        event(1, 1, "Free"),
        event(1, 2, "Enterprise"),
        *(event(number, number, "Free") for number in range(3, 9)),
    ]
    for seed in range(4):
        code, ways = told(shell, *events, words=("--seed", str(seed)))
        assert (code, ways["late"], [one["record"] for one in ways["backwards"]]) == (1, [], ["user_id u1"])


def test_where_nothing_is_written_nothing_is_compared(shell: Shell) -> None:
    shell.write("events.ndjson", json.dumps({"type": "track", "event": "x", "userId": "u"}))
    code, out, _ = shell(*REDELIVER)
    assert (code, out.splitlines()[0]) == (1, "Failed: no event wrote a record, so nothing was compared.")
