"""Triggers and mappings that can be read and not be run are errors of the file, with the place."""

from __future__ import annotations

from typing import Any

import pytest
from attio_harness import InputError, check

from tests.attio_harness.subscriptions import identify_user

EVENT = {"type": "identify", "userId": "u1", "messageId": "m1", "traits": {"email": "jane@acme.io"}}


def run(trigger: str = 'type = "identify"', mapping: Any = None) -> None:
    subscription = identify_user("x", trigger)
    if mapping:
        subscription["mapping"] = mapping
    check([EVENT], [subscription], {"objects": [{"api_slug": "users", "active": True}]})


@pytest.mark.parametrize(
    ("trigger", "said"),
    [
        ('type = "group" or ()', "an empty group `()`"),
        ('(type = "group") and ( )', "an empty group `()`"),
        (
            '(type = "group") or lowercase(groupId) = "pro"',
            "a group of which Segment reads nothing (it has no functions but contains() and match())",
        ),
        ("traits.\\.\\. = 5", "the name '..' without a key"),
    ],
)
def test_a_trigger_on_which_the_engine_fails(trigger: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        run(trigger)
    assert caught.value.problem == f"the trigger {trigger!r} has {said}, on which Segment's engine fails; leave it out"
    assert caught.value.pointer == "/0/subscribe"


def test_a_mapping_on_which_the_engine_fails() -> None:
    with pytest.raises(InputError, match="malformed mapping: Cannot convert undefined or null to object"):
        run(mapping={"__segment_internal_directive": None})
