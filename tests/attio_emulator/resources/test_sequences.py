"""The unsubscribe list: what is added, once, and what is no address."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import VirtualClock

from tests.attio_emulator.calls import Answer, Attio
from tests.attio_emulator.resources.member_calls import problems

PATH = "/v2/sequences/unsubscribed_emails"


def added(attio: Attio, *addresses: Any) -> Answer:
    return attio.ask("POST", PATH, {"data": {"email_addresses": list(addresses)}})


@pytest.mark.covers("POST /v2/sequences/unsubscribed_emails", "sequence.unsubscribed")
def test_an_address_is_listed_once_with_its_first_time() -> None:
    clock = VirtualClock(step=0)
    attio = Attio(clock=clock)
    first = "2025-01-01T00:00:00.000000000Z"
    assert added(attio, "Ada@Lovelace.org", " bob@x.org ", "ada@lovelace.org") == (
        200,
        {
            "data": [
                {"email_address": "ada@lovelace.org", "created_at": first},
                {"email_address": "bob@x.org", "created_at": first},
            ]
        },
    )
    clock.advance(60)
    assert added(attio, "new@x.org", "ADA@lovelace.org").body["data"] == [
        {"email_address": "new@x.org", "created_at": "2025-01-01T00:01:00.000000000Z"},
        {"email_address": "ada@lovelace.org", "created_at": first},
    ]
    assert list(attio.emulator.documents()["unsubscribed_emails"]) == ["ada@lovelace.org", "bob@x.org", "new@x.org"]


@pytest.mark.covers("sequence.unsubscribed")
def test_a_thousand_addresses_fit() -> None:
    attio = Attio()
    addresses = [f"a{number}@x.org" for number in range(1001)]
    assert len(added(attio, *addresses[:1000]).body["data"]) == 1000
    answer = added(attio, *addresses)
    assert problems(answer) == [("invalid", ["data", "email_addresses"])]
    assert answer.body["validation_errors"][0]["message"] == "Array must contain at most 1000 element(s)"
    assert len(attio.emulator.documents()["unsubscribed_emails"]) == 1000


def test_lists_that_cannot_be() -> None:
    attio = Attio()
    before = attio.stored()
    answer = added(attio, "ada@lovelace.org", "bob", "", "a@b@c.org", "x" * 200)
    assert [row["path"][-1] for row in answer.body["validation_errors"]] == [1, 2, 3, 4]
    assert answer.body["validation_errors"][0]["message"] == "Expected a valid email address, found 'bob'"
    assert problems(added(attio)) == [("invalid", ["data", "email_addresses"])]
    assert problems(added(attio, 7, None)) == [
        ("invalid_type", ["data", "email_addresses", 0]),
        ("invalid_type", ["data", "email_addresses", 1]),
    ]
    for data in ({}, {"email_addresses": "ada@lovelace.org"}, {"email_addresses": None}):
        assert problems(attio.ask("POST", PATH, {"data": data})) == [("invalid_type", ["data", "email_addresses"])]
    assert attio.stored() == before
