"""Which records of two runs are the same, where values stand on other records: exchanged, moved, merged, in chains."""

from __future__ import annotations

from operator import itemgetter
from typing import Any

import pytest
from attio_emulator import Workspace
from attio_emulator.clock import START
from attio_harness.compare.difference import Difference
from attio_harness.compare.records import differing_runs
from attio_harness.compare.same_records import Place, Side, same_records
from attio_harness.inputs.event import SourceEvent
from attio_harness.inputs.mappings import locate_dict
from attio_harness.inputs.states import SavedState, state_of
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.run.check import Check

from tests.attio_harness.subscriptions import assert_record

BADGE = {"api_slug": "badge", "type": "text", "is_unique": True}
CARS = {
    "api_slug": "cars", "singular_noun": "Car", "plural_noun": "Cars",
    "attributes": [{"api_slug": slug, "type": "text", "is_unique": True} for slug in ("plate", "vin")],
}  # fmt: skip
WORKSPACE = Workspace.from_dict(
    {
        "objects": [
            {"api_slug": "people", "attributes": [BADGE]},
            {"api_slug": "users", "active": True, "attributes": [BADGE]},
            CARS,
        ]
    }
)


def asserting(object: str, by: str, values: str = "$.properties") -> list[LocatedSubscription]:
    return locate_dict(assert_record("Assert", 'type = "track"', object, by, {"@path": values}), "/0")


def ran(sources: list[LocatedSubscription], *properties: dict[str, Any]) -> Check:
    """A run of one event for each; `at` is where it is in the file, if not in this order."""
    return run_from(None, sources, *properties)


def run_from(state: SavedState | None, sources: list[LocatedSubscription], *properties: dict[str, Any]) -> Check:
    job = Check(sources, WORKSPACE, keep=True, existing="none", start=state)
    for number, one in enumerate(properties, 1):
        values = {key: value for key, value in one.items() if key != "at"}
        event = {"type": "track", "event": "E", "userId": "u", "properties": values, "traits": values}
        job.feed([SourceEvent(event=event, file="e", line=one.get("at", number), at=START + number * 1000)])
    job.report()
    return job


def told(found: Any) -> list[tuple[Any, ...]]:
    def row(one: Difference) -> tuple[Any, ...]:
        return (one.record, one.attribute or one.only, one.left, one.right)

    return sorted(map(row, found), key=itemgetter(0, 1))


def test_people_that_exchange_a_value_of_the_workspaces_own_are_told_apart_by_their_addresses() -> None:
    """Not by the badge, although it is the last unique attribute."""
    sources = asserting("people", "email_addresses")
    left = ran(sources, {"email_addresses": "a@acme.com", "badge": "1"}, {"email_addresses": "b@acme.com", "badge": "2"})  # fmt: skip
    right = ran(sources, {"email_addresses": "a@acme.com", "badge": "2"}, {"email_addresses": "b@acme.com", "badge": "1"})  # fmt: skip
    assert told(differing_runs(left, right)) == [
        ("email_addresses a@acme.com", "badge", ["1"], ["2"]),
        ("email_addresses b@acme.com", "badge", ["2"], ["1"]),
    ]


@pytest.mark.parametrize(("by", "other"), [("vin", "plate"), ("plate", "vin")])
def test_records_are_recognised_by_the_attribute_that_the_mapping_matches_them_by(by: str, other: str) -> None:
    sources = asserting("cars", by)
    left = ran(sources, {by: "1", other: "x"}, {by: "2", other: "y"}, {by: "3", other: "z"})
    right = ran(sources, {by: "1", other: "z"}, {by: "2", other: "x"}, {by: "3", other: "y"})
    assert told(differing_runs(left, right)) == [
        (f"{by} 1", other, ["x"], ["z"]),
        (f"{by} 2", other, ["y"], ["x"]),
        (f"{by} 3", other, ["z"], ["y"]),
    ]


def test_a_value_that_moved_to_a_new_record_leaves_the_old_one_what_it_is() -> None:
    """The badge stands on another record then, and each has a name of its own."""
    sources = asserting("people", "email_addresses")
    left = ran(sources, {"email_addresses": "a@acme.com", "badge": "1"})
    right = ran(sources, {"email_addresses": "b@acme.com", "badge": "1"}, {"email_addresses": "a@acme.com", "badge": "2"})  # fmt: skip
    assert told(differing_runs(left, right)) == [
        ("email_addresses a@acme.com", "badge", ["1"], ["2"]),
        ("email_addresses b@acme.com", "right", None, {"badge": ["1"], "email_addresses": ["b@acme.com"]}),
    ]


def test_of_two_people_with_the_addresses_of_one_the_events_tell_which_is_the_same() -> None:
    """Not the smallest address: `a@acme.com` came to the person later."""
    sources = asserting("people", "email_addresses")
    first, later = {"email_addresses": ["m@acme.com"]}, {"email_addresses": ["m@acme.com", "a@acme.com"]}
    left = ran(sources, first, later)
    right = ran(sources, first, {"email_addresses": ["a@acme.com"], "at": 2})
    assert told(differing_runs(left, right)) == [
        ("email_addresses a@acme.com", "right", None, {"email_addresses": ["a@acme.com"]}),
        ("email_addresses m@acme.com", "email_addresses", ["a@acme.com", "m@acme.com"], ["m@acme.com"]),
    ]


def test_the_events_that_tell_may_be_at_other_places_of_their_file() -> None:
    """A line was put before them, for another person, who is new."""
    sources = asserting("people", "email_addresses")
    left = ran(sources, {"email_addresses": ["m@acme.com"]}, {"email_addresses": ["m@acme.com", "a@acme.com"]})
    right = ran(sources, {"email_addresses": ["a@acme.com"]}, {"email_addresses": ["m@acme.com"]})
    moved: dict[Place, Place] = {("e", 2, None): ("e", 1, None)}
    assert [one[:2] for one in told(differing_runs(left, right, moved))] == [
        ("email_addresses a@acme.com", "right"),
        ("email_addresses m@acme.com", "email_addresses"),
    ]


def test_a_chain_of_addresses_is_told_by_the_events_that_made_the_people() -> None:
    """Each has an address of the next one in the other run."""
    sources = asserting("people", "email_addresses")
    made = [{"email_addresses": [f"{one}@acme.com"]} for one in "abc"]
    left = ran(sources, *made, {"email_addresses": ["a@acme.com", "x@acme.com"]}, {"email_addresses": ["b@acme.com", "y@acme.com"]})  # fmt: skip
    right = ran(sources, *made, {"email_addresses": ["b@acme.com", "x@acme.com"]}, {"email_addresses": ["c@acme.com", "y@acme.com"]})  # fmt: skip
    assert [one[:2] for one in told(differing_runs(left, right))] == [
        (f"email_addresses {one}@acme.com", "email_addresses") for one in "abc"
    ]


def test_a_record_of_the_state_from_which_both_runs_began_is_the_same_by_its_id() -> None:
    """Also if its plate changed, and a new record has that."""
    before = ran(asserting("cars", "vin"), {"vin": "1", "plate": "x"}).emulator.snapshot()
    state, another = state_of(before), state_of(before)
    left = run_from(state, asserting("cars", "plate"), {"plate": "x", "vin": "1"})
    moved = asserting("cars", "vin"), {"vin": "1", "plate": "z"}, {"vin": "2", "plate": "x"}
    assert told(differing_runs(left, run_from(state, *moved))) == [
        ("plate x", "plate", ["x"], ["z"]),
        ("vin 2", "right", None, {"plate": ["x"], "vin": ["2"]}),
    ]
    assert told(differing_runs(left, run_from(another, *moved))) == [
        ("plate x", "vin", ["1"], ["2"]),
        ("vin 1", "right", None, {"plate": ["z"], "vin": ["1"]}),
    ]


def test_records_of_other_workspace_files_are_not_the_same_because_of_a_number() -> None:
    """IDs are counted: the first record of each file has the same one."""
    made = []
    for rows in ([{"vin": "1"}, {"vin": "2"}], [{"vin": "2"}, {"vin": "1"}]):
        workspace = Workspace.from_dict({"objects": [CARS], "records": {"cars": rows}})
        made.append(Check(asserting("cars", "vin"), workspace, keep=True))
    left, right = made
    assert list(differing_runs(left, right)) == []


def test_each_record_has_a_name_of_its_own_where_all_its_values_name_another() -> None:
    events = {"L": [1], "R": [1], "S": [2]}
    values = {"L": ["a", "b"], "R": ["b"], "S": ["a"]}

    def side(*ids: str) -> Side:
        return Side(ids=ids, values=lambda id, name: values[id], events=lambda id: events[id])

    assert same_records(side("L"), side("S", "R"), ["any"], ()) == {"R": "L"}
    left = ran(asserting("people", "email_addresses"), {"email_addresses": ["a@acme.com", "b@acme.com"]})
    right = ran(asserting("people", "email_addresses"), {"email_addresses": ["b@acme.com"]}, {"email_addresses": ["a@acme.com"]})  # fmt: skip
    assert told(differing_runs(left, right)) == [
        ("email_addresses a@acme.com", "email_addresses", ["a@acme.com", "b@acme.com"], ["b@acme.com"]),
        ("email_addresses a@acme.com (another record)", "right", None, {"email_addresses": ["a@acme.com"]}),
    ]
