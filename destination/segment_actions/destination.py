"""Runs a destination: from an event to results, single or batch, as Segment's runtime does.

Each call is one exchange (a generator of requests); `on_event` and `on_batch` drive it. This module handles settings,
several subscriptions and refused tokens. `subscription` runs a single subscription, `exchange` its requests.
Source: observation of the published packages (actions-core 3.170.0).
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

from segment_actions import drivers, fql, js
from segment_actions.definition import Action, Context, Exchange, Subscription
from segment_actions.dynamic_fields import chooser
from segment_actions.environment import SYSTEM, Clock, Shuffle, Surroundings, system_clock
from segment_actions.errors import EngineError, FieldError, InvalidAuthenticationError, SegmentError, UnusableValue
from segment_actions.exchange import together, with_options
from segment_actions.http import HTTPError, Request, Response
from segment_actions.json_values import guarded, guards, kind_of, unusable
from segment_actions.mapping import USUAL
from segment_actions.options import Options
from segment_actions.settings import (
    complaint_of,
    events_of,
    own_settings,
    seen_by_requests,
    subscriptions_of,
    tokens_of,
)
from segment_actions.subscription import REFUSED, PreparedSubscription
from segment_actions.validation import InputField, Validator
from segment_actions.validation.fields import check_fields

__all__ = ["Destination"]

Results = Generator[Request, Response, list[dict[str, Any]]]
"""An exchange that ends with Segment's list of results."""

OnTokenRefresh = Callable[[Mapping[str, Any]], None]
"""Called with new tokens."""

Deliver = Callable[[Any, Mapping[str, Any], Context], Exchange]
"""(event or events, subscription, context) -> the results of one subscription."""

_UNFIT = "Payload is either invalid or does not match the subscription"

_KEPT = 256
"""How many prepared subscriptions a destination keeps; a Segment workspace has a handful."""


@dataclass(frozen=True, kw_only=True)
class Destination:
    """A cloud destination: its actions, settings and presets.

    `scheme` is Segment's name for the kind of authentication. `fields` declares the settings; None leaves them
    unchecked. `extend_request(context)` gives the options of every request, such as the authorization. `test` is the
    connection test. `refresh(settings, oauth)` is the exchange that gets new tokens, `{"access_token",
    "refresh_token"?}`, if the scheme is oauth2 or oauth-managed. `presets` maps names to lists of subscriptions.
    `written_after` is passed to `compile_mapping`. `clock` and `shuffle` serve templates and actions; by default they
    are this computer's.

    Raises:
        FieldError: an action is listed under another name than its slug, or a field is not an InputField.
    """

    name: str
    slug: str
    description: str = ""
    scheme: str = "custom"
    fields: Mapping[str, InputField] | None = None
    actions: Mapping[str, Action] = field(default_factory=dict)
    presets: Mapping[str, Sequence[Subscription]] = field(default_factory=dict)
    extend_request: Callable[[Context], Options] = lambda context: {}
    test: Callable[[Context], Exchange] | None = None
    refresh: Callable[[Mapping[str, Any], Mapping[str, Any]], Exchange] | None = None
    clock: Clock = system_clock
    shuffle: Shuffle = SYSTEM.shuffle
    written_after: int | None = USUAL

    def __post_init__(self) -> None:
        for key, action in self.actions.items():
            if key != action.slug:
                raise FieldError(f"the action {action.slug!r} stands under {key!r}; expected its own slug")
            check_fields(action.fields, f"the action {key!r}")
        check_fields(self.fields or {}, "the destination")

    # -- parts -----------------------------------------------------------------------------------------------------

    def validator(self, action: str) -> Validator:
        """The compiled fields of an action."""
        return self.actions[action].validator

    def defaults(self, action: str) -> dict[str, Any]:
        """The mapping a new subscription of this action starts with."""
        declared = self.actions[action].fields
        return {key: one.default for key, one in declared.items() if one.default is not js.MISSING}

    def _has(self, action: Any) -> bool:
        return isinstance(action, str) and action in self.actions

    def prepare(self, subscription: Subscription) -> PreparedSubscription:
        """Compile a subscription.

        Raises:
            FqlError: the trigger is not FQL.
            MappingError: the mapping is malformed.
            KeyError: the destination has no such action.
        """
        prepared = self.uncompiled(subscription)
        _ = prepared.trigger, prepared.transform
        return prepared

    def uncompiled(self, subscription: Subscription) -> PreparedSubscription:
        """A subscription compiled on first use; only then do its mistakes show. Raises KeyError for an unknown action."""
        return PreparedSubscription(
            subscription=subscription,
            action=self.actions[subscription.partner_action],
            validator=self.validator(subscription.partner_action),
            extend_request=self.extend_request,
            around=Surroundings(clock=self.clock, shuffle=self.shuffle),
            written_after=self.written_after,
        )

    def _prepared(self, given: Mapping[str, Any]) -> PreparedSubscription:
        """The subscription in some settings, compiled once and reused while its values stay the same.

        The cache key is the bytes of the values (types and member order count). The subscription is compiled from a
        copy, so a caller may change the settings between calls. Values that cannot be marshalled (undefined, other dict
        classes, deep nesting) are compiled every time.
        """
        subscription = Subscription.from_dict(given)
        parts: Any = (subscription.partner_action, subscription.mapping)
        try:
            key = marshal.dumps(parts)
        except ValueError:
            return self.uncompiled(subscription)
        return self._kept(key)

    @cached_property
    def _kept(self) -> Callable[[bytes], PreparedSubscription]:
        """A cache of two levels, so that equal values share a subscription whatever their bytes are.

        By default, marshal writes a value that occurs twice as a reference, so equal values can differ in bytes.
        Version 0 writes no references, but never ends on a value that contains itself. The first level is therefore the
        default version, which is fast and always ends; `unusable` then finds cycles before version 0 is used.
        """

        def as_written(key: bytes) -> PreparedSubscription:
            action, mapping = marshal.loads(key)
            if unusable(mapping, "mapping") is not None:
                return self.uncompiled(Subscription(partner_action=action, subscribe=None, mapping=mapping))
            return of_values(marshal.dumps((action, mapping), 0))

        def of(key: bytes) -> PreparedSubscription:
            action, mapping = marshal.loads(key)
            return self.uncompiled(Subscription(partner_action=action, subscribe=None, mapping=mapping))

        of_values = lru_cache(maxsize=_KEPT)(of)
        return lru_cache(maxsize=_KEPT)(as_written)

    def context(self, auth: Mapping[str, Any] | None, settings: Mapping[str, Any] | None = None) -> Context:
        """What actions, `extend_request` and `test` receive. `auth` is the `oauth` of the settings."""
        return Context(auth=auth or {}, settings=settings or {}, clock=self.clock)

    def _with_options(self, exchange: Exchange, context: Context) -> Exchange:
        """Runs an exchange of the destination itself with the options of `extend_request`."""
        return with_options(exchange, self.extend_request(context) or {})

    @cached_property
    def _settings(self) -> Validator | None:
        return None if self.fields is None else Validator(self.fields)

    def settings(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The settings an action sees: without subscriptions and tokens, coerced to the fields of the destination.

        Raises:
            PayloadValidationError: a setting does not fit its field.
        """
        own = own_settings(given)
        return own if self._settings is None else self._settings.checked(own)

    # -- single ----------------------------------------------------------------------------------------------------

    @guards("event", "settings")
    def on_event(
        self,
        event: Any,
        settings: Mapping[str, Any],
        client: Any = None,
        *,
        on_token_refresh: OnTokenRefresh | None = None,
    ) -> list[dict[str, Any]]:
        """Deliver one event to each subscription in `settings`. Returns a list of results, like Segment's `onEvent`.

        `settings` is `{"subscription": {...}}` or `{"subscriptions": [...]}`, with `{"oauth": {"access_token": ...}}`.
        `client` is an `httpx.Client`, an httpx transport or a callable Request -> Response. Several subscriptions run
        at the same time (see `exchange.together`); if one fails, the call fails. After a refused token, the token is
        refreshed and everything runs once more. `on_token_refresh` receives the new tokens; the caller's settings are
        not changed.

        Raises:
            SegmentError: a setting or payload does not fit, a mapping cannot be resolved, or a response is not 2xx.
        """
        return drivers.run(self._delivered(self._event, event, settings, on_token_refresh), drivers.sender(client))

    async def on_event_async(
        self,
        event: Any,
        settings: Mapping[str, Any],
        client: Any = None,
        *,
        on_token_refresh: OnTokenRefresh | None = None,
    ) -> list[dict[str, Any]]:
        """Like `on_event`, over an `httpx.AsyncClient`."""
        with guarded(event=event, settings=settings):
            exchange = self._delivered(self._event, event, settings, on_token_refresh)
            return await drivers.run_async(exchange, drivers.sender_async(client))

    def _event(self, event: Any, given: Mapping[str, Any], context: Context) -> Exchange:
        complaint = complaint_of(given)
        if complaint is not None:
            return [{"output": complaint}]
        if not fql.matches(given["subscribe"], event):
            return [{"output": "not subscribed"}]
        if not self._has(given.get("partnerAction")):
            return []
        context = replace(context, raw_mapping=given.get("mapping") or {})
        return (yield from self._prepared(given).results(event, context))

    # -- batch -----------------------------------------------------------------------------------------------------

    @guards("events", "settings")
    def on_batch(
        self,
        events: Sequence[Any],
        settings: Mapping[str, Any],
        client: Any = None,
        *,
        on_token_refresh: OnTokenRefresh | None = None,
    ) -> list[dict[str, Any]]:
        """Deliver events as one batch to each subscription: `[{"multistatus": [one entry per event]}]`.

        Otherwise like `on_event`. An entry with status 401 also causes a token refresh.

        Raises:
            SegmentError: a mapping cannot be resolved or a response is not 2xx; either fails the whole batch.
        """
        exchange = self._delivered(self._batch, events_of(events), settings, on_token_refresh)
        return drivers.run(exchange, drivers.sender(client))

    async def on_batch_async(
        self,
        events: Sequence[Any],
        settings: Mapping[str, Any],
        client: Any = None,
        *,
        on_token_refresh: OnTokenRefresh | None = None,
    ) -> list[dict[str, Any]]:
        """Like `on_batch`, over an `httpx.AsyncClient`."""
        with guarded(events=events, settings=settings):
            exchange = self._delivered(self._batch, events_of(events), settings, on_token_refresh)
            return await drivers.run_async(exchange, drivers.sender_async(client))

    def _batch(self, events: Sequence[Any], given: Mapping[str, Any], context: Context) -> Exchange:
        complaint = complaint_of(given)
        if complaint is not None:
            return [{"multistatus": [{**REFUSED, "errormessage": complaint} for _ in events]}]
        matched = [fql.matches(given["subscribe"], event) for event in events]
        if not any(matched):
            return [{"output": "not subscribed"}]
        chosen = [event for event, fits in zip(events, matched, strict=True) if fits]
        found: list[Any] = []
        if self._has(given.get("partnerAction")):
            context = replace(context, raw_mapping=given.get("mapping") or {})
            found = yield from self._prepared(given).statuses(chosen, context)
        rows = iter(found)
        unfit = {**REFUSED, "errormessage": _UNFIT}
        return [{"multistatus": [next(rows, js.MISSING) if fits else dict(unfit) for fits in matched]}]

    # -- tokens ----------------------------------------------------------------------------------------------------

    def _delivered(
        self, deliver: Deliver, data: Any, settings: Mapping[str, Any], on_token_refresh: OnTokenRefresh | None
    ) -> Results:
        """Runs all subscriptions. A refused token is refreshed and they run once more; a second refusal only refreshes."""
        if not isinstance(settings, Mapping):
            raise UnusableValue(f"the settings are {kind_of(settings)}; expected an object with subscription and oauth")
        own = self.settings(settings)
        subscriptions = subscriptions_of(settings)
        oauth = tokens_of(settings)
        last = False
        while True:
            try:
                context = self.context(seen_by_requests(oauth), own)
                lists = yield from together(deliver(data, one, context) for one in subscriptions)
                results = [row for each in lists for row in each]
                if not any(_is_refused(row) and self._managed for row in results):
                    return results
                oauth = yield from self._fresh(settings, oauth, on_token_refresh)
                if last:
                    return results
            except SegmentError as error:
                status = error.status or (error.response.status if isinstance(error, HTTPError) else 500)
                if status != 401 or not self._managed:
                    raise
                oauth = yield from self._fresh(settings, oauth, on_token_refresh)
                if last:
                    raise
            last = True

    @property
    def _managed(self) -> bool:
        return self.scheme in ("oauth2", "oauth-managed")

    def _fresh(
        self, settings: Mapping[str, Any], oauth: dict[str, Any], on_token_refresh: OnTokenRefresh | None
    ) -> Exchange:
        """The tokens after a refresh. If the settings had no tokens, they are returned unchanged."""
        tokens = None
        if self.refresh is not None:
            own = own_settings(settings)
            context = self.context({}, own)  # observed: these requests are sent without a token
            tokens = yield from self._with_options(self.refresh(own, dict(oauth)), context)
        if not tokens:
            raise InvalidAuthenticationError("Failed to refresh access token", "OAUTH_REFRESH_FAILED")
        if on_token_refresh is not None:
            on_token_refresh(tokens)
        if not js.is_truthy(settings.get("oauth")):
            return oauth
        fresh = {**oauth, "access_token": tokens.get("access_token", js.MISSING)}
        return {**fresh, "refresh_token": tokens["refresh_token"]} if tokens.get("refresh_token") else fresh

    # -- connection ------------------------------------------------------------------------------------------------

    def test_authentication(self, settings: Mapping[str, Any], client: Any = None) -> None:
        """Try the connection with the token of `settings["oauth"]`.

        Raises:
            PayloadValidationError: a setting does not fit its field.
            SegmentError: `Credentials are invalid: 401 Unauthorized`; its cause is the HTTPError.
        """
        context = self.context(seen_by_requests(tokens_of(settings)), self.settings(settings))
        if self.test is None:
            return
        exchange = self._with_options(self.test(context), context)
        try:
            drivers.run(exchange, drivers.sender(client))
        except SegmentError as error:
            status = str(error.response.status) if isinstance(error, HTTPError) else ""
            raise SegmentError(f"Credentials are invalid: {status} {error}") from error

    @guards("settings", "payload")
    def dynamic_field(
        self,
        action: str,
        name: str,
        settings: Mapping[str, Any],
        client: Any = None,
        *,
        payload: Any = js.MISSING,
        page: Any = js.MISSING,
    ) -> Any:
        """The choices of a dynamic field: `{"choices": [{"value", "label"}]}`; on failure an empty list with `error` beside it.

        `name` may lead into a field: `items.[2].sku` for an element of a list, `attributes.plan` for a key of an object.
        """
        if action not in self.actions:
            return []
        choose, where = chooser(self.actions[action], name)
        if choose is None:
            missing = {"message": f"No dynamic field named {name} found.", "code": "404"}
            return {"choices": [], "nextPage": "", "error": missing}
        context = replace(
            self.context(seen_by_requests(tokens_of(settings)), own_settings(settings)),
            payload=payload,
            page=page,
            dynamic_field_context=where,
        )
        found = drivers.run(self._with_options(choose(context), context), drivers.sender(client))
        return found.value if isinstance(found, Response) else found


def _is_refused(result: Mapping[str, Any]) -> bool:
    """Whether a result has an entry with the status 401."""
    for row in result.get("multistatus", ()):
        if row is js.MISSING:  # an event of an unknown action has no row, and the published runtime fails reading it
            raise EngineError("Cannot read properties of undefined (reading 'status')")
        if row.get("status") == 401:
            return True
    return False
