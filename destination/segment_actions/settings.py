"""Reads what a caller hands to a destination: subscriptions, tokens, its settings, events. Nothing is delivered here.

Source: observation of the published packages (actions-core 3.170.0), including their slips.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from segment_actions import fql
from segment_actions.definition import Subscription
from segment_actions.errors import EngineError, FqlError, UnusableValue
from segment_actions.js import is_truthy
from segment_actions.json_values import kind_of

__all__ = ["complaint_of", "events_of", "own_settings", "seen_by_requests", "subscriptions_of", "tokens_of"]


def events_of(events: Any) -> Any:
    """The events of a batch.

    Raises:
        UnusableValue: the events are not an array.
    """
    if not isinstance(events, list | tuple):
        raise UnusableValue(f"the events of a batch are {kind_of(events)}; expected an array")
    return events


def own_settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings without `oauth` and `subscriptions`. `subscription` stays: the published code misspells the key (observed)."""
    return {key: one for key, one in settings.items() if key not in ("subcription", "subscriptions", "oauth")}


def tokens_of(settings: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of `settings["oauth"]`."""
    oauth = settings.get("oauth")
    return dict(oauth) if isinstance(oauth, Mapping) else {}


def seen_by_requests(oauth: Mapping[str, Any]) -> dict[str, Any]:
    """The part of `settings["oauth"]` that requests see."""
    return {key: oauth[key] for key in ("access_token", "refresh_token", "refresh_token_url") if key in oauth}


def subscriptions_of(settings: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The subscriptions to deliver to, in Segment's run-time form.

    Raises:
        EngineError: one of them is null.
    """
    one, several = settings.get("subscription"), settings.get("subscriptions")
    given = [one] if is_truthy(one) else several if isinstance(several, list | tuple) else []
    if any(one is None for one in given):
        raise EngineError("Cannot read properties of null (reading 'partnerAction')")
    return [
        one.to_dict() if isinstance(one, Subscription) else one if isinstance(one, Mapping) else {} for one in given
    ]


def complaint_of(given: Mapping[str, Any]) -> str | None:
    """Segment's complaint if a subscription's trigger cannot be read, else None."""
    trigger = given.get("subscribe")
    if not isinstance(trigger, str) or not trigger:
        return "Failed to validate subscription"
    try:
        fql.compile_trigger(trigger)
    except FqlError as error:
        return f"Invalid subscription : {error}"
    return None
