"""Contested unique values where one subscription alone writes the users and finds them by either value: no other one could have made
a user that is missing. Each history is run over both CRMs that its needs can mean."""

from __future__ import annotations

from typing import Any

import pytest
from attio_harness.run.api import check

from tests.attio_harness.run.test_worlds import MODES, WORKSPACE, Event, record, timed

ANY: dict[str, Any] = {
    "name": "Users",
    "partnerAction": "assertRecord",
    "subscribe": 'event = "users"',
    "mapping": {
        "object": "users",
        "matching_attribute": {"@path": "$.context.by"},
        "attributes": {
            name: {"@path": f"$.properties.{name}"} for name in ("user_id", "primary_email_address", "person")
        },
        "received_at": {"@path": "$.receivedAt"},
    },
}
A, B, C = "a@c0.io", "b@c0.io", "c@c0.io"
P = "p@c0.io"


def by_id(name: str, **values: Any) -> Event:
    return record("users", "user_id", user_id=name, **values)


def by_address(address: str, **values: Any) -> Event:
    return record("users", "primary_email_address", primary_email_address=address, **values)


def ends(events: list[Event], mode: Any, *people: str, **options: Any) -> list[str]:
    """How each event ends: written, the code of its loss, or what it needs."""
    workspace = {**WORKSPACE, "records": {"people": [{"email_addresses": [one]} for one in people]}}
    found = check(timed(events), ANY, workspace, mode, **options)
    told = {row.event.line: row.code or "" for row in found.rejections}
    for row in found.unresolved:
        told[row.event.line] = ", ".join(f"{'no ' if need.absent else ''}{need.value}" for need in row.needs)
    return [told.get(line, "written") for line in range(1, len(events) + 1)]


HISTORIES = {
    "a user who cannot be made has its name unless another write gave it a new one": (
        [by_id("u0", primary_email_address=A), by_address(A, user_id="u9", person=P), by_id("u0")],
        ["written", P, f"no {P}"],
        ["written", "written", "missing_value"],
        ["written", "value_not_found", "written"],
    ),
    "a name that a write gives to one of two users, both by the same need": (
        [by_id("u1", primary_email_address=A, person=P), by_address(A, user_id="u0", person=P), by_address(C, user_id="u0")],
        [P, P, f"no {P}"],
        ["written", "written", "uniqueness_conflict"],
        ["value_not_found", "value_not_found", "written"],
    ),
    "a name that a user has in either CRM": (
        [by_address(A, user_id="u0", person=P), by_id("u0", primary_email_address=B), by_address(C, user_id="u0")],
        [P, "written", "uniqueness_conflict"],
        ["written", "written", "uniqueness_conflict"],
        ["value_not_found", "written", "uniqueness_conflict"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("events", "told", "with_person", "without"), HISTORIES.values(), ids=HISTORIES)
def test_what_is_told_holds_in_both_crms(
    events: list[Event], told: list[str], with_person: list[str], without: list[str], mode: Any
) -> None:
    assert ends(events, mode) == told
    assert ends(events, mode, P, existing="none") == with_person
    assert ends(events, mode, existing="none") == without
