"""What a caller hands to a destination, read as Segment's runtime reads it."""

from __future__ import annotations

from typing import Any

import pytest
from segment_actions import EngineError, Subscription, UnusableValue
from segment_actions.settings import (
    complaint_of,
    events_of,
    own_settings,
    seen_by_requests,
    subscriptions_of,
    tokens_of,
)

ONE = {"partnerAction": "a", "subscribe": 'type = "track"', "mapping": {}}


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        ({"subscription": ONE}, [ONE]),
        ({"subscriptions": [ONE, ONE]}, [ONE, ONE]),
        ({"subscription": ONE, "subscriptions": [{}]}, [ONE]),  # the one goes before the many
        ({"subscription": {}, "subscriptions": [ONE]}, [{}]),  # also an empty one: an object is true in JavaScript
        ({"subscription": "", "subscriptions": [ONE]}, [ONE]),
        ({"subscription": None, "subscriptions": (ONE,)}, [ONE]),
        ({"subscriptions": "text"}, []),
        ({"subscriptions": ["text", 1]}, [{}, {}]),
        ({}, []),
    ],
)
def test_the_subscriptions_that_are_delivered_to(settings: Any, found: Any) -> None:
    assert subscriptions_of(settings) == found


def test_a_subscription_object_is_its_dict() -> None:
    made = Subscription.from_dict(ONE)
    assert subscriptions_of({"subscription": made}) == [made.to_dict()]


def test_a_null_among_them_fails_as_it_does_in_javascript() -> None:
    with pytest.raises(EngineError, match=r"Cannot read properties of null \(reading 'partnerAction'\)"):
        subscriptions_of({"subscriptions": [ONE, None]})


def test_settings_of_the_destination_keep_subscription_by_a_slip_of_the_published_code() -> None:
    given = {"subscription": ONE, "subscriptions": [], "oauth": {}, "subcription": 1, "region": "eu"}
    assert own_settings(given) == {"subscription": ONE, "region": "eu"}


@pytest.mark.parametrize("oauth", [None, "token", ["a"], 1])
def test_what_is_no_object_of_tokens_has_none(oauth: Any) -> None:
    assert tokens_of({"oauth": oauth}) == {}


def test_requests_see_tokens_and_nothing_else() -> None:
    given = {"access_token": "a", "refresh_token": "r", "refresh_token_url": "u", "client_secret": "s"}
    tokens = tokens_of({"oauth": given})
    assert (tokens, tokens is given) == (given, False)
    assert seen_by_requests(tokens) == {"access_token": "a", "refresh_token": "r", "refresh_token_url": "u"}


@pytest.mark.parametrize(
    ("trigger", "complaint"),
    [
        ('type = "track"', None),
        (None, "Failed to validate subscription"),
        ("", "Failed to validate subscription"),
        (["type"], "Failed to validate subscription"),
    ],
)
def test_a_trigger_that_is_no_text_is_told(trigger: Any, complaint: str | None) -> None:
    assert complaint_of({"subscribe": trigger}) == complaint


def test_a_trigger_that_cannot_be_read_is_told_with_the_reason() -> None:
    assert str(complaint_of({"subscribe": "(type"})).startswith("Invalid subscription : ")


@pytest.mark.parametrize("events", [None, "text", {"type": "track"}, 1])
def test_the_events_of_a_batch_are_an_array(events: Any) -> None:
    with pytest.raises(UnusableValue, match="expected an array"):
        events_of(events)
    assert events_of((1,)) == (1,)
