"""Subscriptions that become one, and one that becomes two: the same event gives the same records the same attributes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness.compare.mappings import MappingDiff, compare_mappings
from attio_harness.inputs.event import SourceEvent
from attio_harness.inputs.mappings import locate_dict

from tests.attio_harness.subscriptions import assert_record, identify_user

WORKSPACE = {
    "objects": [
        {
            "api_slug": "companies",
            "attributes": [{"api_slug": "tier", "type": "text"}, {"api_slug": "plan", "type": "text"}],
        },
        {"api_slug": "users", "active": True},
    ]
}
EVENTS = (
    {"type": "group", "groupId": "g1", "traits": {"domain": "one.com", "plan": "Pro", "tier": "A"}},
    {"type": "group", "groupId": "g2", "traits": {"domain": "two.com", "plan": "Pro"}},
)


def company(name: str, *read: str, by: str = "domain", trigger: str = 'type = "group"') -> dict[str, Any]:
    attributes = {one: {"@path": f"$.traits.{one}"} for one in read}
    return assert_record(name, trigger, "companies", "domains", {"domains": {"@path": f"$.traits.{by}"}, **attributes})


def compared(
    old: list[dict[str, Any]], new: list[dict[str, Any]], mode: Any = "single", given: Sequence[dict[str, Any]] = EVENTS
) -> MappingDiff:
    events = [SourceEvent(event=event, file="events.ndjson", line=line) for line, event in enumerate(given, 1)]
    was, now = ([found for at, one in enumerate(each) for found in locate_dict(one, f"/{at}")] for each in (old, new))
    return compare_mappings(was, now, Workspace.from_dict(WORKSPACE), events, mode=mode, existing="none")


APART = [company("Plans", "plan"), company("Tiers", "tier")]
FIRST, SECOND = ('type = "group" and traits.domain = "one.com"', 'type = "group" and traits.domain = "two.com"')
BOTH = [company("Both", "plan", "tier")]
EACH = [company("First", "plan", "tier", trigger=FIRST), company("Second", "plan", "tier", trigger=SECOND)]
TURNED = [company("First", "plan", "tier", trigger=SECOND), company("Second", "plan", "tier", trigger=FIRST)]


@pytest.mark.parametrize("mode", ["single", "batch"])
@pytest.mark.parametrize(
    ("old", "new", "note"),
    [
        (APART, [company("Plans", "plan", "tier")], "Tiers: what it writes of 2 events is written by Plans now"),
        (APART, BOTH, "Tiers: what it writes of 2 events is written by Both now"),
        (BOTH, APART, "Tiers: what it writes of 2 events was written by Both before"),
        # each takes its part of the events; the first one is paired with the one that took all
        (BOTH, EACH, "Both: what it writes of 1 event is written by Second now"),
        (BOTH, [{**EACH[0], "name": "Both"}, EACH[1]], "Both: what it writes of 1 event is written by Second now"),
        (EACH, BOTH, "Second: what it writes of 1 event is written by Both now"),
        # nothing but what the other one gives as well
        ([company("Plans", "plan"), company("Domains")], [company("Plans", "plan")],
         "Domains: what it writes of 2 events is written by Plans now"),
    ],
)  # fmt: skip
def test_what_another_subscription_writes_is_neither_lost_nor_new(
    old: list[dict[str, Any]], new: list[dict[str, Any]], note: str, mode: Any
) -> None:
    diff = compared(old, new, mode)
    assert (diff.ok, diff.differences, diff.vanished, diff.notes) == (True, (), (), (note,))


def test_subscriptions_that_exchange_their_triggers_lose_nothing() -> None:
    diff = compared(EACH, TURNED)
    assert (diff.ok, diff.differences, diff.vanished) == (True, (), ())
    assert diff.notes == (
        "First: what it writes of 1 event is written by Second now",
        "Second: what it writes of 1 event is written by First now",
    )


def test_an_event_that_another_subscription_loses_by_the_same_fault_ends_as_before() -> None:
    of_nothing = [{**one, "mapping": company("", by="none")["mapping"]} for one in (*BOTH, *EACH)]
    diff = compared(of_nothing[:1], of_nothing[1:])
    assert (diff.ok, diff.differences, diff.notes, diff.new.verdicts["rejected"]) == (True, (), (), 2)
    # by another fault it ends differently
    unknown = company("Second", "plan", trigger=SECOND)
    unknown["mapping"]["attributes"]["domains"] = "no domain"
    assert compared(of_nothing[:1], [of_nothing[1], unknown]).summary == (
        "1 sent for the first time and lost, 1 lost before and no longer sent."
    )


def test_a_narrowed_trigger_loses_what_nothing_else_lets_in() -> None:
    diff = compared(BOTH, [{**EACH[0], "name": "Both"}])
    assert (diff.ok, diff.notes, diff.summary) == (False, (), "1 no longer written, 1 record missing.")
    wider = compared([{**EACH[0], "name": "Both"}], BOTH)
    assert (wider.ok, wider.notes, wider.summary) == (True, (), "1 newly written, 1 record added.")


def test_an_event_that_its_own_subscription_loses_is_lost_although_another_one_writes_the_same() -> None:
    broken = company("Both", "plan", "tier", by="none")
    diff = compared(BOTH, [broken, company("More", "plan", "tier")])
    assert (diff.ok, diff.counts["newly_lost"]) == (False, 2)


@pytest.mark.parametrize(
    ("new", "lines", "notes"),
    [
        # one of its attributes is in no line any more; the second event never had it
        ([company("Plans", "plan")], [1], ("Tiers: what it writes of 1 event is written by Plans now",)),
        # the other one lets in only the second event
        ([company("Plans", "plan", "tier", trigger='type = "group" and traits.tier != "A"')], [1, 1],
         ("Tiers: what it writes of 1 event is written by Plans now",)),
        # what it gave goes to other records
        ([company("Plans", "plan", "tier", by="plan")], None, ()),
    ],
)  # fmt: skip
def test_what_no_other_subscription_writes_is_lost(
    new: list[dict[str, Any]], lines: list[int] | None, notes: tuple[str, ...]
) -> None:
    diff = compared(APART, new)
    verdicts = [one for one in diff.differences if one.what == "verdict"]
    assert (diff.ok, diff.notes) == (False, notes)
    if lines is not None:
        assert [event.line for one in verdicts for event in one.events] == lines


def test_of_two_records_both_must_be_written() -> None:
    attributes = {"email_addresses": {"@path": "$.traits.email"}}
    person = assert_record("People", 'type = "identify"', "people", "email_addresses", attributes)
    event = {"type": "identify", "userId": "u1", "traits": {"email": "ada@one.com"}}
    diff = compared([identify_user("Users"), person], [person], given=[event])
    assert (diff.ok, diff.notes) == (False, ())
    assert [(one.subscription, one.left, one.right) for one in diff.differences if one.what == "verdict"] == [
        ("Users", "written", "unmatched")
    ]
