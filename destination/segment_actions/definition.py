"""What a destination is made of: actions with their fields, subscriptions, presets. Running them is `destination`'s work."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from segment_actions.environment import Clock, iso, system_clock
from segment_actions.http import Request, Response
from segment_actions.js import MISSING
from segment_actions.validation import InputField

__all__ = ["Action", "Context", "Exchange", "Subscription"]

Exchange = Generator[Request, Response, Any]
"""An action under way: it yields requests, is sent their responses (2xx only, others are raised into it) and returns a result."""


@dataclass(slots=True, kw_only=True)
class Context:
    """What an action may know besides its payload. Nobody changes one; it is not frozen because one is made of every delivery, and that
    takes three times as long.

    `auth` holds access_token, refresh_token and refresh_token_url of settings["oauth"], `settings` what the fields of the
    destination leave of the others. `payload` is a list in a batch, as `raw_data` is, the events before mapping. A dynamic
    field gets what its caller filled in so far as `payload`, and in `dynamic_field_context` which element or key it is for. MISSING is
    what there is none of.
    """

    # what is printed, such as by a failed assertion, holds no token and no secret
    auth: Mapping[str, Any] = field(default_factory=dict, repr=False)
    settings: Mapping[str, Any] = field(default_factory=dict, repr=False)
    clock: Clock = system_clock
    payload: Any = MISSING
    raw_data: Any = MISSING
    raw_mapping: Any = MISSING
    page: Any = MISSING
    dynamic_field_context: Any = MISSING

    def now(self) -> str:
        """The time as JavaScript's `toISOString` writes it."""
        return iso(self.clock())


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One action of a destination.

    `perform(payload, context)` and `perform_batch(payloads, context)` are generators of requests: see `Exchange`.
    `dynamic_fields` maps a field to a generator function of (context) that returns `{"choices": [...]}`, or to a dict of such by
    the keys inside the field (`__keys__` and `__values__` for those it does not name).
    """

    slug: str
    title: str
    description: str = ""
    fields: Mapping[str, InputField] = field(default_factory=dict)
    perform: Callable[[dict[str, Any], Context], Exchange]
    perform_batch: Callable[[Sequence[dict[str, Any]], Context], Exchange] | None = None
    dynamic_fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A mapping with its trigger: `partner_action` is the slug of the action, `subscribe` the FQL text.

    `name` is for messages. `enabled` is not asked here: whoever delivers leaves out what is switched off.
    """

    name: str = ""
    partner_action: str
    subscribe: str | None
    mapping: Mapping[str, Any] = field(default_factory=dict)
    enabled: bool = True

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Subscription:
        """From Segment's run-time form `{name?, partnerAction, subscribe, mapping?, enabled?}`."""
        return cls(
            name=given.get("name") or "",
            partner_action=given.get("partnerAction") or "",
            subscribe=given.get("subscribe"),
            mapping=given.get("mapping") or {},
            enabled=given.get("enabled", True) is not False,
        )

    def to_dict(self) -> dict[str, Any]:
        """Segment's run-time form again, as `from_dict` reads it."""
        return {
            "name": self.name,
            "partnerAction": self.partner_action,
            "subscribe": self.subscribe,
            "mapping": dict(self.mapping),
            "enabled": self.enabled,
        }
