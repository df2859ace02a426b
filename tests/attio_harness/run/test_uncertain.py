"""Histories over an unknown CRM in which records exclude each other: each verdict, and what it needs, in every CRM there may be."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import pytest
from attio_harness import check
from attio_harness.rejection import Need

from tests.attio_harness.run import test_worlds
from tests.attio_harness.run.test_history import when
from tests.attio_harness.run.test_worlds import Event, group, identify, ran, record, timed, told, verdicts

UNIQUE = {"type": "text", "is_unique": True}
WORKSPACE: dict[str, Any] = {
    "name": "Acme",
    "objects": [
        {"api_slug": "users", "active": True, "attributes": [{"api_slug": "badge", **UNIQUE}]},
        {"api_slug": "workspaces", "active": True, "attributes": [{"api_slug": "number", **UNIQUE}]},
        {
            "api_slug": "people",
            "attributes": [{"api_slug": "badge", **UNIQUE}, test_worlds.reference("boss", "people")],
        },
        {
            "api_slug": "cars",
            "singular_noun": "Car",
            "plural_noun": "Cars",
            "attributes": [
                {"api_slug": "vin", **UNIQUE},
                {"api_slug": "plate", **UNIQUE},
                {"api_slug": "colour", "type": "text", "is_required": True},
                test_worlds.reference("owner", "users"),
                test_worlds.reference("driver", "people"),
            ],
        },
    ],
}
REST = {"users": {"primary_email_address": "{}@old.io", "user_id": "old {}"}, "cars": {"colour": "old"}}
P, Q, R = "p@p.io", "q@q.io", "r@r.io"
E, F = "e@e.io", "f@f.io"

CASES: dict[str, tuple[list[Event], list[str]]] = {
    "what a dropped assertion presumed is in the way": (
        [
            group("u", "w0", "c.io"),
            record("users", "badge", badge="b", user_id="u", workspace=["w"]),
            record("workspaces", "number", number="n", workspace_id="w"),
        ],
        ["unresolved", "unresolved", "unresolved"],
    ),
    "a value that a record surely had and lost is nobody's": (
        [
            record("users", "primary_email_address", primary_email_address=E, user_id="u"),
            record("users", "primary_email_address", primary_email_address=E, user_id="v"),
            group("u", "w", "c.io"),
        ],
        ["written", "written", "lost"],
    ),
    "a value that a record may have lost": (
        [
            record("cars", vin="v", colour="red", plate="b"),
            record("cars", "plate", plate="b", vin="w", owner="u"),
            record("cars", vin="v"),
        ],
        ["written", "unresolved", "unresolved"],
    ),
    "a record that a refused event would have created": (
        [
            record("cars", vin="v", colour="red", driver=P),
            record("cars", "plate", plate="b", vin="v", colour="red"),
            record("cars", "plate", plate="b"),
        ],
        ["unresolved", "unresolved", "unresolved"],
    ),
    "by one of its values a record is found for certain, not by the other": (
        [
            record("people", email_addresses=[P, Q], company="c.io"),
            record("people", email_addresses=Q),
            record("people", email_addresses=P, badge="b"),
            record("people", "badge", badge="b", email_addresses=Q),
        ],
        ["unresolved", "written", "written", "unresolved"],
    ),
    "a record has one value by itself, another by an unresolved event": (
        [
            record("people", email_addresses=[P, Q], badge="b", boss=Q, company="c.io"),
            record("people", "badge", badge="b", email_addresses=[P, Q]),
        ],
        ["unresolved", "unresolved"],
    ),
    "an event refers to what must not be there": (
        [
            record("people", "badge", badge="b", email_addresses=P, company="c.io"),
            record("people", "badge", badge="c", email_addresses=P, boss=P),
        ],
        ["unresolved", "lost"],
    ),
    "a name that another record has if the first is not there": (
        [
            record("companies", domains="c.io", team=P),
            record("people", "badge", badge="b", email_addresses=P),
            record("people", "badge", badge="b", email_addresses=P, boss=P),
        ],
        ["unresolved", "unresolved", "unresolved"],
    ),
    "one of two records in the way is there if the event is not refused": (
        [
            record("companies", domains="d.io"),
            record("companies", domains="c.io", team=P),
            record("companies", domains="c.io", team=Q),
            record("companies", domains=["d.io", "c.io"], team=Q),
        ],
        ["written", "unresolved", "unresolved", "lost"],
    ),
    "the one in the way has the other value where it has not this one": (
        [
            record("cars", vin="v", colour="red", driver=P, plate="b"),
            record("cars", "plate", plate="b", colour="red"),
            record("cars", vin="w", plate="b", colour="red"),
        ],
        ["unresolved", "written", "lost"],
    ),
    "a value that is taken away again whenever it was given": (
        [
            record("workspaces", "number", number="1", workspace_id="w", users="u"),
            record("workspaces", workspace_id="w", number="0"),
            record("workspaces", workspace_id="v", number="1"),
        ],
        ["unresolved", "written", "written"],
    ),
    "what an event has written itself needs nothing": (
        [
            record("companies", domains="d.io"),
            identify("u", email=E, company="c.io"),
            record("companies", domains=["d.io", "c.io"]),
            identify("v", email=E, company="c.io"),
        ],
        ["written", "unresolved", "unresolved", "unresolved"],
    ),
    "a match that another record may be": (
        [
            record("users", "primary_email_address", primary_email_address=F),
            record("users", user_id="u", badge="b", primary_email_address=E),
            record("users", user_id="u", primary_email_address=F),
            record("users", "primary_email_address", badge="b", primary_email_address=F),
        ],
        ["unresolved", "written", "unresolved", "unresolved"],
    ),
    "a reference to what one record has or another": (
        [
            record("companies", domains=["c.io", "d.io"], team=P),
            record("companies", domains="d.io"),
            record("workspaces", workspace_id="w", company="d.io"),
        ],
        ["unresolved", "written", "written"],
    ),
    "a match of two records, one of which another replaces if it is not there": (
        [
            record("people", email_addresses=Q),
            record("people", email_addresses=P, boss=Q),
            record("companies", domains="c.io", team=R),
            record("people", "badge", badge="b", email_addresses=R),
            record("people", email_addresses=[R, Q]),
        ],
        ["written", "written", "unresolved", "unresolved", "lost"],
    ),
    "an event that refers to the record that it writes creates none": (
        [
            record("people", email_addresses=P, company="c.io", boss=P),
            record("people", "badge", badge="b", company="c.io", boss=P),
        ],
        ["unresolved", "unresolved"],
    ),
    "a value that is gone if what the event refers to is there": (
        [
            record("cars", vin="v", colour="red", plate="b"),
            record("cars", vin="v", plate="c", owner="u"),
            record("cars", "plate", plate="b", owner="u"),
        ],
        ["written", "unresolved", "lost"],
    ),
    "what such an event gave a record is not given to another": (
        [
            record("people", email_addresses=P, boss=P, badge="b", company="c.io"),
            record("people", "badge", badge="c", email_addresses=P, boss=P, company="c.io"),
        ],
        ["unresolved", "lost"],
    ),
    "the same refused event twice": (
        [
            record("companies", domains="c.io", team=P),
            record("people", "badge", badge="b", email_addresses=P),
            record("people", "badge", badge="b", email_addresses=P),
            record("people", "badge", badge="c", email_addresses=P),
        ],
        ["unresolved", "unresolved", "unresolved", "lost"],
    ),
}


def in_every_crm(needs: Sequence[Need]) -> list[tuple[set[tuple[str, str, str]], dict[str, Any]]]:
    """Every choice among these records, and the workspace that has them."""
    keys = list(dict.fromkeys((one.object, one.attribute, str(one.value)) for one in needs))
    found = []
    for chosen in product((False, True), repeat=len(keys)):
        there = {key for key, is_there in zip(keys, chosen, strict=True) if is_there}
        records: dict[str, list[dict[str, Any]]] = {}
        for object, attribute, value in sorted(there):
            rest = {slug: text.format(attribute) for slug, text in REST.get(object, {}).items()}
            records.setdefault(object, []).append({**rest, attribute: value})
        found.append((there, {**WORKSPACE, "records": records}))
    return found


@pytest.mark.parametrize("mode", test_worlds.MODES)
@pytest.mark.parametrize("case", CASES)
def test_a_verdict_and_its_needs_hold_in_every_crm(case: str, mode: str) -> None:
    events, expected = CASES[case]
    assert verdicts(events, mode, WORKSPACE) == expected
    job = ran(timed(events), mode, "unknown", WORKSPACE)
    rows = dict(job.unresolved.map(lambda key, row: (key, row)))
    crms = in_every_crm([need for row in rows.values() for need in row.needs])
    ends = [(there, told(ran(timed(events), mode, "none", workspace))) for there, workspace in crms]
    for key, verdict in told(job).items():
        if verdict != "unresolved":
            assert {end[key] for _, end in ends} == {verdict}
            continue
        needed, absent = (
            {(one.object, one.attribute, str(one.value)) for one in rows[key].needs if one.absent is is_absent}
            for is_absent in (False, True)
        )
        assert {end[key] for there, end in ends if needed <= there and not absent & there} == {"written"}


@pytest.mark.parametrize("mode", test_worlds.MODES)
def test_what_is_in_the_way_may_depend_on_an_object_that_is_deactivated_by_now(mode: Any) -> None:
    before = ran(timed([group("u", "w", "c.io")]), mode, "unknown", WORKSPACE)
    now = {**WORKSPACE, "objects": [{"api_slug": "users", "active": False}, *WORKSPACE["objects"][1:]]}
    event = {**record("workspaces", "number", number="1", workspace_id="w"), "receivedAt": when(2000)}
    found = check([event], test_worlds.SUBSCRIPTIONS, now, mode, start=before.emulator.snapshot())
    assert [row.needs for row in found.unresolved] == [
        (Need(object="users", attribute="user_id", value="u", absent=True),)
    ]


@pytest.mark.parametrize("mode", test_worlds.MODES)
def test_no_value_of_a_unique_attribute_needs_nothing_where_other_values_are_contested(mode: str) -> None:
    events = [
        record("people", email_addresses=P, boss=Q, badge="b"),
        record("people", "badge", badge="b", email_addresses=[]),
    ]
    assert verdicts(events, mode, WORKSPACE) == ["unresolved", "written"]


@pytest.mark.parametrize("mode", test_worlds.MODES)
def test_a_value_that_a_record_had_only_perhaps_before_it_lost_it_may_be_anothers(mode: str) -> None:
    """Without the workspace the second event is refused, and then the user u may be there as somebody else."""
    events = [
        record("users", "badge", badge="b", user_id="z", primary_email_address=E),
        record("users", "badge", badge="b", user_id="u", workspace=["w"]),
        record("users", "badge", badge="b", user_id="v"),
        record("cars", vin="c", colour="red", owner="u"),
    ]
    assert verdicts(events, mode, WORKSPACE) == ["written", "unresolved", "written", "unresolved"]
    there = {**WORKSPACE, "records": {"users": [{"user_id": "u", "primary_email_address": F}]}}
    assert [*told(ran(timed(events), mode, "none", there)).values()] == ["written", "lost", "written", "written"]


@pytest.mark.parametrize("mode", test_worlds.MODES)
def test_an_event_needs_nothing_of_a_write_that_has_to_be_refused(mode: str) -> None:
    """It arrives only if the person of the first event's boss is not there; then the company of that event does not matter."""
    events = [
        record("people", email_addresses=P, boss=Q, badge="b", company="d.io"),
        record("people", "badge", badge="b", email_addresses=Q, company="c.io"),
    ]
    rows = ran(timed(events), mode, "unknown", WORKSPACE).unresolved.rows()
    assert [(one.value, one.absent) for one in rows[1].needs] == [("c.io", False), (Q, True)]


@pytest.mark.parametrize("mode", test_worlds.MODES)
def test_what_finds_no_record_where_others_are_is_told_so(mode: str) -> None:
    events = [
        record("cars", vin="v", colour="red", plate="b"),
        record("cars", vin="v", colour="red", plate="c", owner="z"),
        record("cars", "plate", plate="b"),
    ]
    row = ran(timed(events), mode, "unknown", WORKSPACE).unresolved.rows()[1]
    assert [(one.value, one.absent) for one in row.needs] == [("z", True)]
    assert "(otherwise no record has the value that it needs)" in row.hint
