"""What is told of the needs of an unresolved event holds in every CRM there may be; where it is not worked out, nothing is claimed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from attio_harness import check
from attio_harness.formats.contract import JsonReport
from attio_harness.formats.json import render_json
from attio_harness.run.api import job_of
from attio_harness.run.arguments import timeline_of

from tests.attio_harness.run.test_uncertain import WORKSPACE, in_every_crm
from tests.attio_harness.run.test_worlds import MODES, SUBSCRIPTIONS, Event, identify, ran, record, timed, told

P, Q = "p@p.io", "q@q.io"
A, B, C = "a@c0.io", "b@c0.io", "c@c0.io"


def by_id(name: str, address: str = "", person: str = "") -> Event:
    return record("users", user_id=name, **_user(address, person))


def by_address(address: str, name: str = "", person: str = "") -> Event:
    return record("users", "primary_email_address", **({"user_id": name} if name else {}), **_user(address, person))


def _user(address: str, person: str) -> dict[str, Any]:
    return {"primary_email_address": address} | ({"person": person} if person else {}) if address else {}


CASES: dict[str, tuple[list[Event], list[str]]] = {
    "a value given by one need and taken away by another": (
        [by_address(C, "u", Q), by_id("u", B, P), by_address(C)],
        ["exact", "exact", "rough"],
    ),
    "a value that a record lost which it had only perhaps": (
        [by_address(C, "u", P), by_id("u", B), by_address(C)],
        ["exact", "written", "rough"],
    ),
    "a name that a record lost with a refused write": (
        [by_id("u", B, Q), by_address(B, "v"), by_id("u")],
        ["exact", "written", "rough"],
    ),
    "a record in the way that another refused write would have made": (
        [by_id("u"), by_address(A, "u", Q), by_address(B, "u", Q)],
        ["exact", "exact", "rough"],
    ),
    "a record that is two records where another is not there": (
        [by_address(C), by_address(C, "u", Q), by_id("u", A), by_id("u", C, P)],
        ["exact", "exact", "written", "rough"],
    ),
    "a record that has the name of another one if it is there itself": (
        [by_address(B), by_id("u", C, Q), by_address(B, "u"), by_id("u", B), by_address(B, "u", Q)],
        ["exact", "exact", "exact", "rough", "rough"],
    ),
    "a record that needs one thing, in a place that needs the same": (
        [by_id("u2", C, A), identify("u1", email=A), identify("u0", email=C), identify("u2", email=C)],
        ["exact", "written", "exact", "exact"],
    ),
}


def faults(events: Sequence[Event], mode: Any) -> tuple[list[str], list[str]]:
    """What is told of each event, and each claim that does not hold in some CRM."""
    job = ran(timed(events), mode, "unknown", WORKSPACE)
    rows = dict(job.unresolved.map(lambda key, row: (key, row)))
    crms = in_every_crm([need for row in rows.values() for need in row.needs])
    ends = [(there, told(ran(timed(events), mode, "none", workspace))) for there, workspace in crms]
    words, wrong = list[str](), list[str]()
    for key, verdict in sorted(told(job).items()):
        row = rows.get(key)
        words.append(verdict if row is None else "rough" if row.is_rough else "exact")
        if row is None:
            wrong += [f"{key} is not {verdict}"] if {end[key] for _, end in ends} != {verdict} else []
            continue
        assert ("in which cases it does is not worked out" in row.hint) is row.is_rough
        assert not (row.is_rough and "arrives if" in row.hint)
        if not row.is_rough:
            needed, absent = (
                {(one.object, one.attribute, str(one.value)) for one in row.needs if one.absent is is_absent}
                for is_absent in (False, True)
            )
            with_them = {end[key] for there, end in ends if needed <= there and not absent & there}
            wrong += [f"{key} is {with_them} with its needs"] if with_them != {"written"} else []
    return words, wrong


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("case", CASES)
def test_what_is_told_of_needs_holds_in_every_crm(case: str, mode: Any) -> None:
    events, expected = CASES[case]
    assert faults(events, mode) == (expected, [])


ROUGH = CASES["a value that a record lost which it had only perhaps"][0]


def test_rough_needs_are_a_group_of_their_own_and_say_no_more_than_they_know() -> None:
    found = check(timed(ROUGH), SUBSCRIPTIONS, WORKSPACE, "single")
    assert [row.is_rough for row in found.unresolved] == [False, True]
    assert "a certain combination of users by primary_email_address" in str(found)
    assert [row.get("is_rough") for row in json_of(found)["unresolved"]] == [None, True]


def json_of(found: Any) -> dict[str, Any]:
    text = render_json(found)
    return JsonReport.model_validate_json(text).model_dump(exclude_unset=True)


def test_a_value_that_was_lost_perhaps_is_kept_in_a_state() -> None:
    events, state, rows = timed(ROUGH), None, []
    for event in events:
        job = job_of(SUBSCRIPTIONS, WORKSPACE, "single", start=state)
        job.feed(timeline_of([event], "received"))
        rows += [row.is_rough for row in job.report().unresolved]
        state = job.emulator.snapshot()
    assert rows == [False, True]
