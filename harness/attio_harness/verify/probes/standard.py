"""What only the standard objects can tell. They are asked where `--with` names them; every value holds the marker of the run."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from attio_harness.verify.probe import Probe
from attio_harness.verify.stage import Stage, outcome, record_id, shown
from attio_harness.verify.steps import NotSeen, Program, Settle, Until

__all__ = ["PROBES"]


def _reserved(stage: Stage) -> Program[Any]:
    seen = {}
    for top in ("example", "test", "invalid", "localhost"):
        address = stage.email("gob", f"x{stage.marker}.{top}")
        answer = yield stage.simple({"email_addresses": address}, match="email_addresses", object="people")
        seen[top] = outcome(answer)
    return seen


def _company(stage: Stage) -> Program[Any]:
    """A new person with an address of a domain that nobody has."""
    values = {"email_addresses": [stage.email("new")]}
    answer = yield stage.create(values, object="people")
    person = record_id(answer.data)
    at_once = len(shown(answer.data, "company"))
    with suppress(NotSeen):
        yield Until(
            ask=stage.one(person, "people"),
            done=lambda one: bool(shown(one.data, "company")),
            what="the company of a new person",
        )
    yield Settle()
    answer = yield stage.query({"domains": {"domain": {"$eq": stage.domain}}}, object="companies")
    return [at_once, [shown(row, "domains") != [] for row in answer.rows]]


def _names(stage: Stage) -> Program[Any]:
    """Forms of a person's name in records/simple."""
    seen = []
    for name in (f"Joe {stage.marker}", f"{stage.marker}, Joe"):
        values = {"email_addresses": stage.email("joe"), "name": name}
        answer = yield stage.simple(values, match="email_addresses", object="people")
        seen.append(outcome(answer))
    return seen


def _matching(stage: Stage) -> Program[Any]:
    """Addresses of two people in one assertion, and of one of them in other case."""
    for name in ("one", "two"):
        yield stage.simple({"email_addresses": stage.email(name)}, match="email_addresses", object="people")
    both = {"email_addresses": [stage.email("one"), stage.email("two")]}
    answer = yield stage.simple(both, match="email_addresses", object="people")
    other = {"email_addresses": stage.email("ONE")}
    again = yield stage.simple(other, match="email_addresses", object="people")
    return [outcome(answer), outcome(again), len(shown(again.data, "email_addresses"))]


PROBES: tuple[Probe, ...] = (
    Probe(
        id="email-reserved",
        about=("email.reserved_domains",),
        question="Are addresses under reserved domains refused?",
        run=_reserved,
        uses=("people",),
    ),
    Probe(
        id="company-from-email",
        about=("person.company_from_email",),
        question="Does a new person get the company of its address's domain?",
        run=_company,
        uses=("people", "companies"),
    ),
    Probe(
        id="names",
        about=("simple.value_forms",),
        question="Which forms of a name does records/simple take?",
        run=_names,
        uses=("people",),
    ),
    Probe(
        id="people-matching",
        about=("assert.several_matches_code",),
        question="What do the addresses of two people match?",
        run=_matching,
        uses=("people",),
    ),
)
