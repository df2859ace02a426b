"""Which assumptions decided what became of an assertion: told where another setting gives something else, and only there."""

from __future__ import annotations

import random
from typing import Any

import pytest
from attio_emulator import ASSUMPTIONS, Outcome, Response
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.attio_emulator.assumption_cases import limit_of_ten
from tests.attio_emulator.calls import Attio, assertion
from tests.attio_emulator.decided_cases import DECIDED, WORKSPACE, Situation, observed, thing
from tests.examples import examples


def seen(situation: Situation, assumptions: dict[str, str]) -> tuple[set[str], Any]:
    """The assumptions that decided something, and what a client saw of it; time stands still, so that none is a difference."""
    outcomes: list[Outcome] = []
    attio = Attio(WORKSPACE, assumptions=assumptions, clock=lambda: 1_700_000_000_000, observer=outcomes.append)
    answer = situation(attio)
    decided = {id for one in outcomes for id in one.assumptions} | set(attio.emulator.last_assumptions)
    return decided, (_answers(answer), observed(attio, outcomes))


def _answers(answer: Any) -> list[tuple[int, str]]:
    """Status and code of each answer."""
    if isinstance(answer, list):
        return [row for one in answer for row in _answers(one)]
    body = answer.json() if isinstance(answer, Response) else answer.body
    return [(answer.status, (body or {}).get("code", ""))]


_IDS = pytest.mark.parametrize("id", ASSUMPTIONS)


def test_every_assumption_has_a_situation_and_a_neighbour() -> None:
    assert set(DECIDED) == set(ASSUMPTIONS)


@_IDS
def test_an_assumption_is_told_under_every_setting_where_another_gives_something_else(id: str) -> None:
    found = [seen(DECIDED[id][0], {id: choice}) for choice in ASSUMPTIONS[id].choices]
    assert all(id in decided for decided, _ in found)
    assert all(any(shown != other for _, other in found) for _, shown in found)


@_IDS
def test_an_assumption_is_not_told_where_every_setting_gives_the_same(id: str) -> None:
    found = [seen(DECIDED[id][1], {id: choice}) for choice in ASSUMPTIONS[id].choices]
    assert not any(id in decided for decided, _ in found)
    assert all(shown == found[0][1] for _, shown in found)


@pytest.mark.parametrize("id", [id for id, row in ASSUMPTIONS.items() if row.concerns == "code"])
def test_every_assertion_is_refused_under_every_setting_where_an_assumption_concerns_the_code(id: str) -> None:
    ends = [seen(DECIDED[id][0], {id: choice})[1][1][0] for choice in ASSUMPTIONS[id].choices]
    assert id.endswith("_code")
    assert len({str(one) for one in ends}) == len(ends)
    assert all([end[:3] for end in one] == [end[:3] for end in ends[0]] for one in ends)


@pytest.mark.parametrize("id", [id for id, row in ASSUMPTIONS.items() if row.concerns in ("values", "history")])
def test_every_assertion_ends_the_same_where_an_assumption_concerns_values_or_their_history_only(id: str) -> None:
    ends = [seen(DECIDED[id][0], {id: choice})[1][1][0] for choice in ASSUMPTIONS[id].choices]
    assert ends[0] == ends[1]
    assert (ASSUMPTIONS[id].concerns == "history") == (id == "write.equal_value")


# -- each assertion by itself ----------------------------------------------------------------------------------------


def told(*assertions: dict[str, Any], assumptions: dict[str, str] | None = None) -> dict[str, tuple[str, ...]]:
    """Pointer of each assertion of a batch -> the assumptions that decided something in it."""
    outcomes: list[Outcome] = []
    attio = Attio(WORKSPACE, assumptions=assumptions, observer=outcomes.append)
    attio.batch(*assertions)
    # the key of a record that is there is written again each time
    return {one.pointer: tuple(id for id in one.assumptions if id != "write.equal_value") for one in outcomes}


def test_each_assertion_of_a_batch_has_its_own() -> None:
    assert told(thing(plan="free"), thing(plan="Free"), thing(email="a@b.test"), thing(plan="free", text=["a", "b"])) == {
        "/assertions/0": ("option.title_case",),
        "/assertions/1": (),
        "/assertions/2": ("email.reserved_domains",),
        "/assertions/3": ("option.title_case",),
    }  # fmt: skip


def test_what_a_nested_assertion_rests_on_the_one_around_it_rests_on_too() -> None:
    person = assertion("people", "email_addresses", {"email_addresses": "a@b.test"}, at=None)
    user = assertion("users", "user_id", {"user_id": "u", "primary_email_address": "u@x.com", "person": person})
    assert told(user) == {
        "/assertions/0/values/person": ("email.reserved_domains",),
        "/assertions/0": ("email.reserved_domains", "batch.nested_refused"),
    }


def test_an_assertion_that_is_dropped_anyway_does_not_rest_on_how_its_time_is_read() -> None:
    assert told(thing("soon", text=5), thing("soon", text="x"), thing("soon", plan="none")) == {
        "/assertions/0": (),
        "/assertions/1": ("batch.unreadable_time",),
        "/assertions/2": ("batch.unreadable_time",),  # with another code
    }


def test_of_three_out_of_order_those_that_change_places_are_named() -> None:
    at = [f"2024-05-01T12:00:0{second}Z" for second in (0, 2, 1, 3)]
    found = told(*(thing(one, text=one) for one in at))
    assert [found[f"/assertions/{index}"] for index in range(4)] == [(), ("batch.order",), ("batch.order",), ()]


@pytest.mark.parametrize(
    "values",
    [{"nope": "x"}, {"person": {"values": {}}}, {"person": {"object": "people"}}, {"person": [None, 5]}],
    ids=["an attribute that is not there", "half an assertion", "its other half", "no reference"],
)
def test_an_assertion_that_is_refused_changes_places_too_without_harm(values: dict[str, Any]) -> None:
    found = told(thing("2024-05-01T12:00:01Z", text="b"), thing("2024-05-01T12:00:00Z", **values))
    assert found["/assertions/0"] == ("batch.order",)


def test_a_record_that_one_writes_and_another_refers_to_is_the_same_one() -> None:
    person = assertion("people", "email_addresses", {"email_addresses": "New@gmail.com"}, at="2024-05-01T13:00:00Z")
    found = told(person, thing("2024-05-01T12:00:00Z", person="new@gmail.com"))
    assert found == {
        "/assertions/0": ("batch.order",),
        "/assertions/1": ("reference.not_found_code", "batch.order"),
    }


def test_a_domain_in_both_of_its_spellings_names_one_record() -> None:
    company = assertion("companies", "domains", {"domains": "xn--mnchen-3ya.de"}, at="2024-05-01T13:00:00Z")
    person = assertion(
        "people",
        "email_addresses",
        {"email_addresses": "n@x.com", "company": "münchen.de"},
        at="2024-05-01T12:00:00Z",
    )
    found = told(company, person)
    assert found == {
        "/assertions/0": ("batch.order",),
        "/assertions/1": ("reference.not_found_code", "batch.order"),
    }


def test_a_record_that_is_not_there_in_the_end_is_named_by_its_unique_value() -> None:
    at = [f"2024-05-01T12:00:0{second}Z" for second in range(3)]
    assertions = (
        assertion("people", "email_addresses", {"email_addresses": "c@gmail.com"}, at=at[2]),
        assertion("companies", "domains", {"domains": "xn--mnchen-3ya.de", "team": ["c@gmail.com"]}, at=at[1]),
        assertion("people", "email_addresses", {"email_addresses": "a@gmail.com", "company": "münchen.de"}, at=at[0]),
    )
    assert all("batch.order" in ids for ids in told(*assertions).values())


def test_two_references_of_a_relationship_to_one_record_are_writes_of_it() -> None:
    early, late = (
        assertion("companies", "domains", {"domains": domain, "team": ["p@x.com"]}, at=f"2024-05-01T12:00:0{second}Z")
        for second, domain in enumerate(("c.com", "d.com"))
    )
    found = told(late, early)
    assert all("batch.order" in ids for ids in found.values())
    assert not any("batch.order" in ids for ids in told(early, late).values())


@pytest.mark.parametrize(("plan", "ids"), [("free", ["option.title_case"]), ("Free", [])])
def test_each_request_has_its_own(plan: str, ids: list[str]) -> None:
    attio = Attio(WORKSPACE)
    attio.simple("things", "key", {"key": "8", "email": "gob@bluth.example"})
    attio.simple("things", "key", {"key": "9", "plan": plan})
    assert list(attio.emulator.last_assumptions) == ids


def test_a_queued_batch_keeps_what_decided_that_it_was_accepted() -> None:
    nested = assertion("people", "email_addresses", {"email_addresses": "p@x.com"}, at=None)
    user = assertion("users", "user_id", {"user_id": "u", "primary_email_address": "u@x.com", "person": nested})
    outcomes: list[Outcome] = []
    attio = Attio(WORKSPACE, batch_lag=60, observer=outcomes.append)
    with limit_of_ten():
        attio.batch(*[user] * 6)
    other = Attio(WORKSPACE, observer=outcomes.append)
    other.emulator.restore(attio.emulator.snapshot())
    other.emulator.flush()
    own = [one for one in outcomes if one.pointer.count("/") == 2]
    assert len(own) == 6
    assert all("batch.limit_counts" in one.assumptions for one in own)


# -- nothing is missing ----------------------------------------------------------------------------------------------

_VALUES: dict[str, list[Any]] = {
    "text": ["a", "b", ["a", "b"], None, []],
    "name": ["Joe", "Bloggs, Joe", {"first_name": "J"}],
    "email": ["a@b.com", "a@b.test", "a@b", "A@B.com"],
    "phone": ["+15558675309", "+11234567890", "+12125551234", "+442079460000", "+80012345678", "5", "+1212"],
    "place": ["1 Main Street, Springfield", "Springfield"],
    "plan": ["free", "Free", "none", ["Free", "Pro"]],
    "stage": ["OPEN", "Open"],
    "person": ["p@x.com", "q@x.com", "nobody@x.test", 7, {"target_object": "people", "email_addresses": "q@x.com"}],
    "keys": ["one.com", "two.com", "https://one.com", ["one.com", "two.com"]],
    "created_at": ["2024-05-01T12:00:00Z"],
}
_PEOPLE: dict[str, list[Any]] = {
    "email_addresses": ["p@x.com", "q@x.com", "r@gmail.com", "s@t.example", ["p@x.com", "q@x.com"]],
    "company": ["a.com", "b.com", "none.com"],
    "job_title": ["x", "y"],
}
_COMPANIES: dict[str, list[Any]] = {"domains": ["a.com", "b.com", "c.com"], "team": ["p@x.com", "q@x.com", ["p@x.com"]]}
_TIMES = [None, "soon", *(f"2024-05-01T12:00:0{second}Z" for second in range(4))]


def _drawn(seed: int) -> Situation:
    """Some requests, single and in batches, about few records, so that they meet."""
    draw = random.Random(seed)

    def values(of: dict[str, list[Any]], *always: str) -> dict[str, Any]:
        others = sorted(set(of) - set(always))
        names = [*always, *draw.sample(others, draw.randint(0, min(2, len(others))))]
        return {name: draw.choice(of[name]) for name in names}

    def one() -> tuple[str, str, dict[str, Any]]:
        return draw.choice(
            [
                ("things", "key", {"key": draw.choice("123"), **values(_VALUES)}),
                ("things", "keys", values(_VALUES)),
                ("people", "email_addresses", values(_PEOPLE, "email_addresses")),
                ("companies", "domains", values(_COMPANIES, "domains")),
            ]
        )

    def nested() -> dict[str, Any]:
        object, match, given = one()
        if object == "things" and draw.random() < 0.5:
            person = values(_PEOPLE, "email_addresses")
            given["person"] = assertion("people", "email_addresses", person, at=None)
        return assertion(object, match, given, at=draw.choice(_TIMES))

    steps = [
        (draw.choice(["simple", "public", "batch"]), one(), [nested() for _ in range(draw.randint(1, 4))])
        for _ in range(draw.randint(1, 5))
    ]

    def situation(attio: Attio) -> Any:
        return [
            attio.batch(*assertions) if way == "batch" else getattr(attio, way)(*single)
            for way, single, assertions in steps
        ]

    return situation


@given(
    st.integers(0, 10**9), st.sampled_from([(id, one) for id, row in ASSUMPTIONS.items() for one in row.choices[1:]])
)
@settings(max_examples=examples(60, 1500))
def test_what_is_not_told_makes_no_difference(seed: int, other: tuple[str, str]) -> None:
    situation = _drawn(seed)
    decided, found = seen(situation, {})
    assert other[0] in decided or seen(situation, dict([other]))[1] == found
