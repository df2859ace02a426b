"""The parts of a destination: actions with their fields, subscriptions, the context of a run. `destination` runs them."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from segment_actions.environment import Clock, iso, system_clock
from segment_actions.http import Request, Response
from segment_actions.js import MISSING
from segment_actions.validation import InputField, Validator

__all__ = ["Action", "Context", "Exchange", "Subscription"]

Exchange = Generator[Request, Response, Any]
"""A running action: it yields requests, is sent their 2xx responses (others are raised into it), and returns a result."""


@dataclass(slots=True, kw_only=True)
class Context:
    """What an action knows besides its payload. Treat it as immutable.

    It is not frozen because every delivery makes one, and freezing triples the cost.

    `auth` holds access_token, refresh_token and refresh_token_url of settings["oauth"]; `settings` holds the other
    settings, coerced to the destination's fields. `raw_data` is the event before mapping. In a batch, `payload` and
    `raw_data` are lists. For a dynamic field, `payload` is what the caller has filled in so far and
    `dynamic_field_context` the requested element or key. MISSING means absent.
    """

    # not in repr, so that a failed assertion prints no token or secret
    auth: Mapping[str, Any] = field(default_factory=dict, repr=False)
    settings: Mapping[str, Any] = field(default_factory=dict, repr=False)
    clock: Clock = system_clock
    payload: Any = MISSING
    raw_data: Any = MISSING
    raw_mapping: Any = MISSING
    page: Any = MISSING
    dynamic_field_context: Any = MISSING

    def now(self) -> str:
        """The time in the format of JavaScript's `toISOString`."""
        return iso(self.clock())


@dataclass(frozen=True, kw_only=True)
class Action:
    """One action of a destination.

    `perform(payload, context)` and `perform_batch(payloads, context)` are generators of requests: see `Exchange`.
    `dynamic_fields` maps a field to a generator function (context) that returns `{"choices": [...]}`. For a field with
    members, it maps to a dict of such functions by member; `__keys__` and `__values__` serve the members it does not
    list.
    """

    slug: str
    title: str
    description: str = ""
    fields: Mapping[str, InputField] = field(default_factory=dict)
    perform: Callable[[dict[str, Any], Context], Exchange]
    perform_batch: Callable[[Sequence[dict[str, Any]], Context], Exchange] | None = None
    dynamic_fields: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def validator(self) -> Validator:
        """The compiled fields. Cached on the action, because a destination with another clock has the same ones."""
        return Validator(self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A mapping with its trigger: `partner_action` is the slug of the action, `subscribe` the FQL text.

    `name` is for messages. The engine ignores `enabled`: the caller leaves out disabled subscriptions.
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
        """Segment's run-time form, as `from_dict` reads it."""
        return {
            "name": self.name,
            "partnerAction": self.partner_action,
            "subscribe": self.subscribe,
            "mapping": dict(self.mapping),
            "enabled": self.enabled,
        }
