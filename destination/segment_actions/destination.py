"""A destination at work: from an event to results, single and batch, as Segment's runtime does it.

The whole way is one exchange (a generator of requests); `on_event` and `on_batch` are that exchange with a driver.
Actions and fields are declared in `definition`; the rules of mapping, triggers and validation are elsewhere.
Source: observation of the published packages (actions-core 3.170.0).
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from segment_actions import drivers, fql, js
from segment_actions.definition import Action, Clock, Context, Exchange, Subscription, system_clock
from segment_actions.errors import (
    EngineError,
    FqlError,
    HTTPError,
    IntegrationError,
    InvalidAuthenticationError,
    MappingError,
    PayloadValidationError,
    SegmentError,
)
from segment_actions.http import Request, Response
from segment_actions.mapping import compile_mapping
from segment_actions.validation import Validator
from segment_actions.validation.validator import Mode

__all__ = ["Destination", "PreparedSubscription"]

Results = Generator[Request, Response, list[dict[str, Any]]]
"""An exchange that ends with Segment's list of results."""

_USER_AGENT = "Segment (Actions)"
_REFUSED = {"status": 400, "errortype": "PAYLOAD_VALIDATION_FAILED", "errorreporter": "INTEGRATIONS"}
_UNFIT = "Payload is either invalid or does not match the subscription"


class PreparedSubscription:
    """A subscription with its trigger, mapping and fields compiled: cheap to run over many events.

    Raises:
        FqlError: the trigger is not FQL.
        MappingError: the mapping is malformed.
        KeyError: the destination has no such action.
    """

    def __init__(self, destination: Destination, subscription: Subscription) -> None:
        self.destination = destination
        self.subscription = subscription
        self.action: Action = destination.actions[subscription.partner_action]
        self._matches = fql.compile_trigger(subscription.subscribe or "")
        self.transform: Callable[[Any], Any] = compile_mapping(subscription.mapping)

    def matches(self, event: Any) -> bool:
        """Whether the trigger matches; an event that is no object matches nothing."""
        return isinstance(event, Mapping) and self._matches(event)

    def validate(self, payload: Mapping[str, Any], mode: Mode = "single") -> dict[str, Any]:
        """The payload as the action gets it; raises PayloadValidationError."""
        return self.destination.validator(self.action.slug).validate(payload, mode)

    def perform(self, payload: dict[str, Any], auth: Mapping[str, Any] | None = None) -> Exchange:
        """The exchange of one payload; returns the last response's data, raises HTTPError for what is not 2xx."""
        return self.destination.carried(self.action.perform(payload, self.destination.context(auth)), auth)

    def perform_batch(self, payloads: Sequence[dict[str, Any]], auth: Mapping[str, Any] | None = None) -> Exchange:
        """The exchange of a batch.

        Raises (the exchange):
            IntegrationError: the action takes no batches.
        """
        if self.action.perform_batch is None:
            raise IntegrationError("This action does not support batched requests.", "NotImplemented", 501)
        return self.destination.carried(self.action.perform_batch(payloads, self.destination.context(auth)), auth)


@dataclass(frozen=True, kw_only=True)
class Destination:
    """A cloud destination.

    `extend_request(request, context)` adds what every request needs, such as the authorization. `test` is the connection
    test, `refresh` (settings, auth) -> exchange of new tokens where the scheme has one. `presets` names lists of subscriptions.
    """

    name: str
    slug: str
    description: str = ""
    scheme: str = "custom"
    fields: Mapping[str, Any] = field(default_factory=dict)
    actions: Mapping[str, Action] = field(default_factory=dict)
    presets: Mapping[str, Sequence[Subscription]] = field(default_factory=dict)
    extend_request: Callable[[Request, Context], Request] = lambda request, context: request
    test: Callable[[Context], Exchange] | None = None
    refresh: Callable[[Mapping[str, Any], Mapping[str, Any]], Exchange] | None = None
    clock: Clock = system_clock

    # -- parts -----------------------------------------------------------------------------------------------------

    @cached_property
    def _validators(self) -> dict[str, Validator]:
        return {slug: Validator(action.fields) for slug, action in self.actions.items()}

    def validator(self, action: str) -> Validator:
        """The compiled fields of an action."""
        return self._validators[action]

    def defaults(self, action: str) -> dict[str, Any]:
        """The mapping a new subscription of this action starts with."""
        declared = self.actions[action].fields
        return {key: one.default for key, one in declared.items() if one.default is not js.MISSING}

    def prepare(self, subscription: Subscription) -> PreparedSubscription:
        """Compile a subscription; see `PreparedSubscription` for what it raises."""
        return PreparedSubscription(self, subscription)

    def context(self, auth: Mapping[str, Any] | None, settings: Mapping[str, Any] | None = None) -> Context:
        return Context(auth=auth or {}, settings=settings or {}, clock=self.clock)

    def carried(self, exchange: Exchange, auth: Mapping[str, Any] | None) -> Exchange:
        """The exchange with Segment's headers on its requests, and HTTPError raised for responses that are not 2xx."""
        context = self.context(auth)
        response: Response | None = None
        failure: Exception | None = None
        while True:
            try:
                if failure is not None:
                    request = exchange.throw(failure)
                else:
                    request = next(exchange) if response is None else exchange.send(response)
            except StopIteration as end:
                return end.value
            failure = None
            request = self.extend_request(request, context).with_headers(_headers(request))
            try:
                response = yield request
            except SegmentError as error:
                failure = error
                continue
            if not response.ok:
                failure = HTTPError(response)

    # -- single ----------------------------------------------------------------------------------------------------

    def on_event(self, event: Any, settings: Mapping[str, Any], client: Any = None) -> list[dict[str, Any]]:
        """Deliver one event to each subscription of `settings`; the list of results, as Segment's `onEvent` gives it.

        `settings` is `{"subscription": {...}}` or `{"subscriptions": [...]}`, and `{"oauth": {"access_token": ...}}`. `client` is
        an `httpx.Client`, an httpx transport or a callable Request -> Response.

        Raises:
            SegmentError: a mapping that cannot be resolved, a payload that does not fit, a response that is not 2xx.
        """
        return drivers.run(self._events(event, settings), drivers.sender(client))

    async def on_event_async(self, event: Any, settings: Mapping[str, Any], client: Any = None) -> list[dict[str, Any]]:
        """As `on_event`, over an `httpx.AsyncClient`."""
        return await drivers.run_async(self._events(event, settings), drivers.sender_async(client))

    def _events(self, event: Any, settings: Mapping[str, Any]) -> Results:
        def attempt(auth: Mapping[str, Any]) -> Results:
            results: list[dict[str, Any]] = []
            for subscription in _subscriptions(settings):
                results.extend((yield from self._event(event, subscription, auth)))
            return results

        return self._refreshed(attempt, settings)

    def _event(self, event: Any, given: Mapping[str, Any], auth: Mapping[str, Any]) -> Exchange:
        complaint = _complaint(given)
        if complaint is not None:
            return [{"output": complaint}]
        if not fql.matches(given["subscribe"], event):
            return [{"output": "not subscribed"}]
        if given.get("partnerAction") not in self.actions:
            return []
        return (yield from self.results(Subscription.from_dict(given), event, auth))

    def results(self, subscription: Subscription, event: Any, auth: Mapping[str, Any] | None) -> Exchange:
        """What happens after the trigger: mapping, validation, the action; the list of results."""
        action = self.actions[subscription.partner_action]
        results: list[dict[str, Any]] = []
        payload = _mapped(subscription, [event])[0]
        results.append({"output": "Mappings resolved"})
        if action.fields:
            payload = self.validator(action.slug).validate(payload, "single")
            results.append({"output": "Payload validated"})
        _check_audience(event)
        returned = yield from self.carried(action.perform(payload, self.context(auth)), auth)
        results.append(
            {"output": "Action Executed", "data": returned.value if isinstance(returned, Response) else returned}
        )
        return results

    # -- batch -----------------------------------------------------------------------------------------------------

    def on_batch(self, events: Sequence[Any], settings: Mapping[str, Any], client: Any = None) -> list[dict[str, Any]]:
        """Deliver events as one batch to each subscription: `[{"multistatus": [one entry for each event]}]`.

        Raises:
            SegmentError: a mapping that cannot be resolved, or a response that is not 2xx, fails the whole batch.
        """
        return drivers.run(self._batches(events, settings), drivers.sender(client))

    async def on_batch_async(
        self, events: Sequence[Any], settings: Mapping[str, Any], client: Any = None
    ) -> list[dict[str, Any]]:
        """As `on_batch`, over an `httpx.AsyncClient`."""
        return await drivers.run_async(self._batches(events, settings), drivers.sender_async(client))

    def _batches(self, events: Sequence[Any], settings: Mapping[str, Any]) -> Results:
        def attempt(auth: Mapping[str, Any]) -> Results:
            results: list[dict[str, Any]] = []
            for given in _subscriptions(settings):
                results.extend((yield from self._batch(events, given, auth)))
            return results

        return self._refreshed(attempt, settings)

    def _batch(self, events: Sequence[Any], given: Mapping[str, Any], auth: Mapping[str, Any]) -> Exchange:
        complaint = _complaint(given)
        if complaint is not None:
            return [{"multistatus": [{**_REFUSED, "errormessage": complaint} for _ in events]}]
        matched = [fql.matches(given["subscribe"], event) for event in events]
        if not any(matched):
            return [{"output": "not subscribed"}]
        if given.get("partnerAction") not in self.actions:
            # No row for an event that matches, which the published runtime then reads.
            raise EngineError("Cannot read properties of undefined (reading 'status')")
        chosen = [event for event, fits in zip(events, matched, strict=True) if fits]
        rows = iter((yield from self.statuses(Subscription.from_dict(given), chosen, auth)))
        return [{"multistatus": [next(rows) if fits else {**_REFUSED, "errormessage": _UNFIT} for fits in matched]}]

    def statuses(self, subscription: Subscription, events: Sequence[Any], auth: Mapping[str, Any] | None) -> Exchange:
        """What happens to events that match: one row each, in order."""
        action = self.actions[subscription.partner_action]
        rows: list[dict[str, Any] | None] = []
        payloads: list[dict[str, Any]] = []
        for payload in _mapped(subscription, events):
            try:
                payloads.append(self.validator(action.slug).validate(payload, "batch") if action.fields else payload)
                rows.append(None)
            except PayloadValidationError as error:
                rows.append({**_REFUSED, "errormessage": str(error)})
        if payloads:
            if action.perform_batch is None:
                raise IntegrationError("This action does not support batched requests.", "NotImplemented", 501)
            for event in events:
                _check_audience(event)
            returned = yield from self.carried(action.perform_batch(payloads, self.context(auth)), auth)
        sent = iter(payloads)
        return [row if row is not None else _row(returned, next(sent)) for row in rows]

    # -- connection ------------------------------------------------------------------------------------------------

    def _refreshed(self, attempt: Callable[[Mapping[str, Any]], Results], settings: Mapping[str, Any]) -> Results:
        """A refused token is refreshed once and everything run again; without a refresh the refusal is final."""
        auth = settings.get("oauth") or {}
        try:
            return (yield from attempt(auth))
        except SegmentError as error:
            status = error.status or (error.response.status if isinstance(error, HTTPError) else 500)
            if status != 401 or self.scheme not in ("oauth2", "oauth-managed"):
                raise
            fresh = (yield from self.refresh(settings, auth)) if self.refresh is not None else None
            if not fresh:
                raise InvalidAuthenticationError("Failed to refresh access token", "OAUTH_REFRESH_FAILED") from error
            return (yield from attempt({**auth, **fresh}))

    def test_authentication(self, settings: Mapping[str, Any], client: Any = None) -> None:
        """Try the connection with the token of `settings["oauth"]`.

        Raises:
            SegmentError: `Credentials are invalid: 401 Unauthorized`, with the status that came back.
        """
        if self.test is None:
            return
        auth = settings.get("oauth") or {}
        try:
            drivers.run(self.carried(self.test(self.context(auth)), auth), drivers.sender(client))
        except HTTPError as error:
            refused = SegmentError(f"Credentials are invalid: {error.response.status} {error}")
            refused.status = error.response.status
            raise refused from error

    def dynamic_field(self, action: str, name: str, settings: Mapping[str, Any], client: Any = None) -> dict[str, Any]:
        """The choices of a dynamic field: `{"choices": [{"value", "label"}]}`, with `error` beside an empty list if they cannot be had."""
        choose = self.actions[action].dynamic_fields.get(name)
        if choose is None:
            missing = {"message": f"No dynamic field named {name} found.", "code": "404"}
            return {"choices": [], "nextPage": "", "error": missing}
        auth = settings.get("oauth") or {}
        exchange = self.carried(choose(self.context(auth)), auth)
        return drivers.run(exchange, drivers.sender(client))


def _headers(request: Request) -> dict[str, str]:
    headers = {"user-agent": _USER_AGENT}
    if request.json is not js.MISSING:
        headers["content-type"] = "application/json"
    return headers


def _subscriptions(settings: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    given = settings.get("subscriptions")
    if given is None:
        given = [settings["subscription"]] if settings.get("subscription") is not None else []
    return [one.to_dict() if isinstance(one, Subscription) else one for one in given]


def _complaint(given: Mapping[str, Any]) -> str | None:
    trigger = given.get("subscribe")
    if not isinstance(trigger, str) or not trigger:
        return "Failed to validate subscription"
    try:
        fql.compile_trigger(trigger)
    except FqlError as error:
        return f"Invalid subscription : {error}"
    return None


def _mapped(subscription: Subscription, events: Sequence[Any]) -> list[Any]:
    """The payloads of events; a mapping that is refused as a whole has the status 400 here, and only here."""
    try:
        transform = compile_mapping(subscription.mapping)
        return [transform(event) for event in events]
    except MappingError as error:
        if error.name == "ValidationError":
            error.status = 400
        raise


def _check_audience(event: Any) -> None:
    """Segment looks for an audience in every event it delivers, and fails where `context` or its `personas` is null."""
    if isinstance(event, Mapping):
        context = event.get("context", js.MISSING)
        personas = context.get("personas", js.MISSING) if isinstance(context, Mapping) else js.MISSING
        for value, name in ((context, "personas"), (personas, "computation_class")):
            if value is None:
                raise EngineError(f"Cannot destructure property '{name}' of 'undefined' as it is null.")


def _row(returned: Any, payload: dict[str, Any]) -> dict[str, Any]:
    if isinstance(returned, Response):
        return {"status": returned.status, "body": returned.value, "sent": payload}
    return {"status": 200, "body": {}, "sent": payload}
