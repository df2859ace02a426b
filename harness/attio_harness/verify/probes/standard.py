"""What only the standard objects can show. Asked if `--with` names them; every value holds the marker of the run."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from attio_harness.verify.probe import probe
from attio_harness.verify.stage import Stage, outcome, record_id, shown
from attio_harness.verify.steps import Ask, NotSeen, Program, Settle, Until


@probe("Are email addresses under reserved domains refused?", about=("email.reserved_domains",), uses=("people",))
def email_reserved(stage: Stage) -> Program[Any]:
    seen = {}
    for top in ("example", "test", "invalid", "localhost"):
        address = stage.email("gob", f"x{stage.marker}.{top}")
        answer = yield stage.simple({"email_addresses": address}, match="email_addresses", object="people")
        seen[top] = outcome(answer)
    return seen


@probe(
    "Is a new person linked to the company of their email domain?",
    about=("person.company_from_email",),
    uses=("people", "companies"),
)
def company_from_email(stage: Stage) -> Program[Any]:
    """A new person with an address at an unknown domain."""
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


@probe("Which forms of a name does records/simple accept?", about=("simple.value_forms",), uses=("people",))
def names(stage: Stage) -> Program[Any]:
    """Forms of a person's name in records/simple."""
    seen = []
    for name in (f"Joe {stage.marker}", f"{stage.marker}, Joe"):
        values = {"email_addresses": stage.email("joe"), "name": name}
        answer = yield stage.simple(values, match="email_addresses", object="people")
        seen.append(outcome(answer))
    return seen


def _linked(record: Any, attribute: str) -> int:
    """How many records an attribute refers to."""
    return len(shown(record, attribute))


@probe(
    "Does a user refer to its person by email address, and how is a missing person refused?",
    about=("PUT /v2/objects/{object}/records/simple", "error 400 value_not_found"),
    uses=("people", "users"),
)
def identify(stage: Stage) -> Program[Any]:
    """As the destination does for one event: the person, then the user who refers to it by its address; and to one who does not exist."""
    person = {"email_addresses": stage.email("identified")}
    seen: list[Any] = [outcome((yield stage.simple(person, match="email_addresses", object="people")))]
    for name in ("identified", "stranger"):
        user = {"user_id": stage.key(name), "primary_email_address": stage.email(name), "person": stage.email(name)}
        answer = yield stage.simple(user, match="user_id", object="users")
        seen += [outcome(answer), _linked(answer.data, "person")]
    return seen


@probe(
    "Does a workspace refer to its company and its users by ID?",
    about=("PUT /v2/objects/{object}/records/simple", "assert.append"),
    uses=("companies", "users", "workspaces"),
)
def group(stage: Stage) -> Program[Any]:
    """The company, then the workspace that refers to it by ID and to a user by user_id; then to another user, who is added."""
    company = yield stage.simple({"domains": f"group.{stage.domain}"}, match="domains", object="companies")
    seen: list[Any] = [outcome(company)]
    for name in ("member one", "member two"):
        user = {"user_id": stage.key(name), "primary_email_address": stage.email(name.replace(" ", "-"))}
        seen.append(outcome((yield stage.simple(user, match="user_id", object="users"))))
        group = {"workspace_id": stage.key("group"), "company": record_id(company.data), "users": [stage.key(name)]}
        answer = yield stage.simple(group, match="workspace_id", object="workspaces", append=True)
        seen += [outcome(answer), _linked(answer.data, "company"), _linked(answer.data, "users")]
    return seen


@probe("Does a batch make a user and the person inside?", about=("PUT /v2/batch/records",), uses=("people", "users"))
def identify_batch(stage: Stage) -> Program[Any]:
    """As the destination does for many events: the person is nested in the user."""
    name, at = "batched", {"received_at": stage.at(-60)}
    same = {"mode": "create-or-update", "multiselect_values": "append", **at}
    email = stage.email(name)
    person = {"object": "people", "matching_attribute": "email_addresses", "values": {"email_addresses": email}}
    values = {"user_id": stage.key(name), "primary_email_address": email, "person": {**person, **same}}
    user = {"object": "users", "matching_attribute": "user_id", "values": values, **same}
    answer = yield stage.batch(user)
    there = stage.query({"user_id": {"$eq": stage.key(name)}}, object="users")
    found = yield Until(ask=there, done=lambda one: bool(one.rows), what="the user of the batch")
    return [answer.status, answer.body, [_linked(row, "person") for row in found.rows]]


@probe(
    "Can a client write what Attio itself finds out about a company?", about=("write.enriched",), uses=("companies",)
)
def company_enriched(stage: Stage) -> Program[Any]:
    """A value in place of what Attio finds out about a company, for a domain about which there is nothing to find.

    The value is a number: titles and dates would be texts without the marker, which no run writes to a standard object.
    """
    company, amount = {"domains": f"enriched.{stage.domain}"}, 1000
    attribute = (yield Ask(method="GET", path="/v2/objects/companies/attributes/funding_raised_usd")).data
    # an archived or read-only one is refused for that reason, which does not answer the question
    if not isinstance(attribute, dict) or attribute.get("is_archived") or not attribute.get("is_writable"):
        raise NotSeen("companies have no attribute funding_raised_usd that says is_writable here")
    made = yield stage.simple(company, match="domains", object="companies")
    values = {**company, "funding_raised_usd": amount}
    answer = yield stage.simple(values, match="domains", object="companies")
    one = yield stage.one(record_id(made.data), "companies")
    held = [row.get("currency_value") == amount for row in shown(one.data, "funding_raised_usd")]
    return [outcome(made), outcome(answer), held]


@probe(
    "What happens if the email addresses belong to two people?",
    about=("assert.several_matches_code",),
    uses=("people",),
)
def people_matching(stage: Stage) -> Program[Any]:
    """The addresses of two people in one assertion, and the address of one of them in another case."""
    for name in ("one", "two"):
        yield stage.simple({"email_addresses": stage.email(name)}, match="email_addresses", object="people")
    both = {"email_addresses": [stage.email("one"), stage.email("two")]}
    answer = yield stage.simple(both, match="email_addresses", object="people")
    other = {"email_addresses": stage.email("ONE")}
    again = yield stage.simple(other, match="email_addresses", object="people")
    return [outcome(answer), outcome(again), len(shown(again.data, "email_addresses"))]
