"""Advice for a unique value that another record has."""

from __future__ import annotations

from typing import Any

import pytest
from attio_harness import check

from tests.attio_harness.subscriptions import assert_record, identify_user

WORKSPACE = {"objects": [{"api_slug": "users", "active": True}]}
SUBSCRIPTIONS = [
    identify_user(),
    assert_record(
        "Email changed",
        'type = "track"',
        "users",
        "user_id",
        {"user_id": {"@path": "$.userId"}, "primary_email_address": {"@path": "$.properties.email"}},
    ),
]
BOB = {"type": "identify", "userId": "bob", "traits": {"email": "bob@acme.io"}}
ANN = {"type": "identify", "userId": "ann", "traits": {"email": "ann@acme.io"}}
CHANGED = {"type": "track", "event": "Email changed", "userId": "ann", "properties": {"email": "bob@acme.io"}}


def checked(*events: Any, by: str = "user_id") -> Any:
    changed = SUBSCRIPTIONS[1] | {"mapping": SUBSCRIPTIONS[1]["mapping"] | {"matching_attribute": by}}
    return check([*events], [SUBSCRIPTIONS[0], changed], WORKSPACE, existing="none")


def test_the_record_that_has_the_value_is_named() -> None:
    (loss,) = checked(BOB, ANN, CHANGED).rejections
    assert loss.hint == (
        "The users record with the user_id 'bob' has the primary_email_address 'bob@acme.io' already, and the record is found by "
        "user_id: send the user_id of that record, or another primary_email_address, or leave primary_email_address out of this "
        "mapping. Only if no record has the user_id of this event yet, match on primary_email_address instead: that record then gets "
        "this user_id."
    )


@pytest.mark.parametrize(("events", "lost"), [((BOB, CHANGED), 0), ((BOB, ANN, CHANGED), 1)])
def test_matching_on_it_helps_only_if_no_record_has_the_id(events: tuple[Any, ...], lost: int) -> None:
    assert checked(*events).lost == 1
    assert checked(*events, by="primary_email_address").lost == lost
