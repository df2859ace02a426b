"""Unique values of which it depends on the CRM who has them: what an unresolved event gives a record, or takes from it.

Each history is run over every CRM that its needs can mean, and what is told of it has to hold in all of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from attio_harness.rejection import Need
from attio_harness.run.api import job_of
from attio_harness.run.arguments import timeline_of
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.attio_harness.run.test_worlds import (
    EVENTS,
    MODES,
    SUBSCRIPTIONS,
    WORKSPACE,
    Event,
    Key,
    identify,
    maybe,
    names,
    ran,
    record,
    report,
    timed,
    told,
    worlds,
)
from tests.examples import examples

A, B, C = "a@c0.io", "b@c0.io", "c@c0.io"


def user(name: str, address: str, person: str = "", **values: Any) -> Event:
    return record(
        "users", user_id=name, primary_email_address=address, **({"person": person} if person else {}), **values
    )


def broken(events: Sequence[Event], mode: Any, most: int = 6) -> Iterator[tuple[Key, str, set[str]]]:
    """The events of which something is told for certain that does not hold in some CRM: its key, what is told, and what becomes of it."""
    job = ran(events, mode, "unknown", WORKSPACE)
    rows = dict(job.unresolved.map(lambda key, row: (key, row)))
    needs = list(dict.fromkeys(replace(need, absent=False) for row in rows.values() for need in row.needs))[:most]
    by_world = [told(ran(events, mode, "none", workspace)) for _, workspace in worlds(needs)]
    for key, verdict in told(job).items():
        seen = {one[key] for one in by_world}
        if verdict != "unresolved" and seen != {verdict}:
            yield key, verdict, seen


swapped = st.sampled_from([A, B, C])
people = st.sampled_from(["u0", "u1", "u2"])
SWAPPED = st.one_of(
    st.builds(
        lambda name, address, more: identify(name, **{"email": address, **more}),
        people,
        swapped,
        maybe(company=st.sampled_from(["x.io", "y.io"])),
    ),
    st.builds(
        lambda name, more: record("users", user_id=name, **more),
        people,
        maybe(primary_email_address=swapped, person=swapped, workspace=st.lists(names, min_size=1, max_size=1)),
    ),
    EVENTS,
)


@settings(max_examples=examples(25, 1500), deadline=None)
@given(st.lists(SWAPPED, min_size=2, max_size=6), st.sampled_from(MODES))
def test_what_is_told_for_certain_holds_in_every_crm_where_users_swap_addresses(events: list[Event], mode: str) -> None:
    """No batch overtakes another: decision 0009 says what stays outside."""
    assert list(broken(timed(events), mode)) == []


COMPANY = "old.io"
THERE = Need(object="companies", attribute="domains", value=COMPANY)
ABSENT = replace(THERE, absent=True)
PERSON = Need(object="people", attribute="email_addresses", value=A)
NO_PERSON = replace(PERSON, absent=True)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("events", "needs"),
    [
        pytest.param(
            [identify("u0", email=A, company=COMPANY), identify("u1", email=A), identify("u0", email=A)],
            [(THERE,), (ABSENT,), (THERE,)],
            id="one that was kept out has the value where the other one has not",
        ),
        pytest.param(
            [identify("u0", email=A, company=COMPANY), identify("u1", email=A), identify("u2", email=A)],
            [(THERE,), (ABSENT,), "lost"],
            id="one of the two has it, whatever is there",
        ),
        pytest.param(
            [identify("u0", email=A), identify("u0", email=B, company=COMPANY), identify("u1", email=B)],
            ["written", (THERE,), (ABSENT,)],
            id="a value that is given to a record that is there for certain",
        ),
        pytest.param(
            [identify("u0", email=A), identify("u0", email=B, company=COMPANY), identify("u1", email=A)],
            ["written", (THERE,), (THERE,)],
            id="a value that is taken from a record that is there for certain",
        ),
        pytest.param(
            [identify("u0", email=A), identify("u0", email=B, company=COMPANY), identify("u0", email=C), identify("u1", email=A)],
            ["written", (THERE,), "written", "written"],
            id="a later write that needs nothing settles it",
        ),
        pytest.param(
            [identify("u0", email=A, company=COMPANY), identify("u0", email=B, company=COMPANY), identify("u1", email=A)],
            [(THERE,), (THERE,), "written"],
            id="what is given and taken by the same need is nobody's",
        ),
        pytest.param(
            [
                identify("u0", email=A),
                identify("u0", email=B, company=COMPANY),
                identify("u1", email=A),
                record("users", "primary_email_address", primary_email_address=A, user_id="u3"),
            ],
            ["written", (THERE,), (THERE,), "written"],
            id="one that writes whoever has it",
        ),
    ],
)  # fmt: skip
def test_who_has_a_unique_value_may_depend_on_what_is_there(
    mode: Any, events: list[Event], needs: Sequence[tuple[Need, ...] | str]
) -> None:
    job = ran(timed(events), mode, "unknown", WORKSPACE)
    rows = dict(job.unresolved.map(lambda key, row: (key[0], row)))
    verdicts = {key[0]: verdict for key, verdict in told(job).items()}
    assert [rows[n].needs if n in rows else verdicts[n] for n in range(len(events))] == list(needs)
    assert list(broken(timed(events), mode)) == []


def test_what_would_conflict_with_the_write_of_an_event_that_was_refused_is_unresolved() -> None:
    """The third has the address where the person is not in the CRM; the emulator takes it as there."""
    events = [user("u2", C, A), identify("u1", email=A), identify("u0", email=C), identify("u2", email=C)]
    found = report(events, "single")
    assert [(row.event.line, row.needs) for row in found.unresolved] == [(1, (PERSON,)), (3, (NO_PERSON,)), (4, (PERSON,))]  # fmt: skip
    last = found.unresolved[-1]
    assert (last.object, last.attribute, last.code, last.value) == ("users", "primary_email_address", "uniqueness_conflict", C)  # fmt: skip
    assert f'No event before this one wrote people with email_addresses "{A}": the event arrives if it is in the CRM' in last.hint  # fmt: skip
    assert list(broken(timed(events), "single")) == []


@pytest.mark.parametrize("mode", MODES)
def test_a_record_may_have_the_value_that_names_it_only_if_others_are_there(mode: Any) -> None:
    """The second address is one of the person's if the company is there."""
    both = record("people", email_addresses=[A, B], company=COMPANY)
    events = [
        record("people", email_addresses=A),
        both,
        record("users", user_id="u", primary_email_address=C, person=B),
    ]
    found = report(events, mode)
    assert [row.needs for row in found.unresolved] == [(THERE,), (THERE,)]
    last = found.unresolved[-1]
    assert (last.event.line, last.attribute, last.code) == (3, "person", "value_not_found")
    assert list(broken(timed(events), mode)) == []


@pytest.mark.parametrize("mode", MODES)
def test_what_is_found_by_such_a_value_is_unresolved_where_a_new_record_would_be_refused(mode: Any) -> None:
    by_address = record("users", "primary_email_address", user_id="u0", primary_email_address=B)
    events = [identify("u0", email=A), identify("u0", email=B, company=COMPANY), by_address]
    found = report(events, mode)
    assert [(row.event.line, row.needs, row.code) for row in found.unresolved[1:]] == [(3, (THERE,), "uniqueness_conflict")]  # fmt: skip
    assert list(broken(timed(events), mode)) == []
    # another user is created where it is not found
    apart = [*events[:2], {**by_address, "properties": {**by_address["properties"], "user_id": "u1"}}, identify("u2", email=A)]  # fmt: skip
    assert [(row.event.line, row.needs) for row in report(apart, mode).unresolved] == [(2, (THERE,)), (4, (THERE,))]
    assert list(broken(timed(apart), mode)) == []


def test_a_batch_that_comes_later_with_earlier_events_changes_no_value_that_may_be_there() -> None:
    """The address of the first batch is newer where the company is there, and gives way where it is not."""
    events = [
        identify("u0", email=B),
        user("u1", A, B),
        user("u0", A, A),
        identify("u0", email=C),
        identify("u1", email=B, company=COMPANY),
    ]
    assert list(broken(timed(events, 1), "batch")) == []
    again = [
        user("u0", B, C),
        identify("u2", email=A),
        identify("u2", email=C),
        identify("u0", email=A),
        user("u2", A, C),
    ]
    assert list(broken(timed(again, 1), "batch")) == []


@pytest.mark.parametrize("mode", MODES)
def test_it_is_kept_in_a_state(mode: Any) -> None:
    events = timed([identify("u0", email=A, company=COMPANY), identify("u1", email=A), identify("u0", email=A)])
    state: Any = None
    rows = []
    for event in events:
        job = job_of(SUBSCRIPTIONS, WORKSPACE, mode, start=state)
        job.feed(timeline_of([event], "received"))
        rows += [row.needs for row in job.report().unresolved]
        state = json.loads(json.dumps(job.emulator.snapshot()))
    assert rows == [(THERE,), (ABSENT,), (THERE,)]
    assert {(one["attribute"], one["key"]) for one in state["contested"]} == {("primary_email_address", A), ("user_id", "u1")}  # fmt: skip
    # and goes with what it depends on
    job = job_of(SUBSCRIPTIONS, WORKSPACE, mode, start=state)
    for name, address in (("u0", B), ("u1", C)):
        job.feed(timeline_of([{**timed([identify(name, email=address)])[0], "receivedAt": "2027-01-01T00:00:00Z"}], "received"))  # fmt: skip
    job.report()
    assert "contested" not in job.emulator.snapshot()


@pytest.mark.parametrize("mode", MODES)
def test_a_user_may_have_got_another_name_where_an_address_finds_it_only_without_a_record(mode: Any) -> None:
    """Without the company the fourth finds the first user by the address and names it u1; then the last one has no address for a new u0."""
    by_address = record("users", "primary_email_address", user_id="u1", primary_email_address=C)
    events = [identify("u1", email=C, company=COMPANY), identify("u0", email=B), user("u0", C), by_address, record("users", user_id="u0")]  # fmt: skip
    assert [(row.event.line, row.needs) for row in report(events, mode).unresolved] == [(1, (THERE,)), (3, (ABSENT,)), (5, (THERE,))]  # fmt: skip
    assert list(broken(timed(events), mode)) == []


def person(*addresses: str, **values: Any) -> Event:
    return record("people", email_addresses=[*addresses], **values)


@pytest.mark.parametrize("mode", MODES)
def test_values_of_a_certain_person_and_one_that_may_be_there_are_those_of_one_where_that_is_not(mode: Any) -> None:
    """Without the person A the third gives that address to the person B, and the fourth finds it there."""
    events = [person(B), record("companies", domains="c0.io", team=A), person(A, B), person(A, B)]
    absent = (Need(object="people", attribute="email_addresses", value=A, absent=True),)
    found = report(events, mode)
    assert [(row.event.line, row.needs, row.code) for row in found.unresolved[1:]] == [
        (line, absent, "multiple_match_results") for line in (3, 4)
    ]
    assert list(broken(timed(events), mode)) == []


@pytest.mark.parametrize("mode", MODES)
def test_a_person_that_may_be_there_is_not_certain_when_found_by_a_value_that_it_has_only_then(mode: Any) -> None:
    """Without the person A the third is lost, so that the fourth creates the person B."""
    team = record("companies", domains="c0.io", team=A)
    events = [team, person(A, B, company="c0.io"), person(B), record("companies", domains="c1.io", team=A), person(B), team]  # fmt: skip
    assert [row.event.line for row in report(events, mode).unresolved] == [1, 2, 4, 6]
    assert list(broken(timed(events), mode)) == []
