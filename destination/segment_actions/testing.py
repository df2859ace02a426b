"""Helpers to test a destination: a sample event, and runs of an action without its trigger and Segment's platform."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from segment_actions import drivers
from segment_actions.definition import Context, Subscription
from segment_actions.destination import Destination
from segment_actions.environment import Clock, iso, system_clock
from segment_actions.http import Request, Response
from segment_actions.js import MISSING
from segment_actions.options import Options

__all__ = ["TestRun", "create_test_event", "test_action", "test_batch_action", "test_dynamic_field"]


def create_test_event(
    partial: Mapping[str, Any] | None = None,
    *,
    clock: Clock = system_clock,
    new_id: Callable[[], str] = lambda: str(uuid.uuid4()),
    **members: Any,
) -> dict[str, Any]:
    """A track event with all usual members. Given members replace whole top-level members.

    Source: observation (`createTestEvent` of the published packages).
    """
    now = iso(clock())
    return {
        "anonymousId": "anonId1234",
        "context": {
            "ip": "8.8.8.8",
            "library": {"name": "analytics.js", "version": "2.11.1"},
            "locale": "en-US",
            "location": {
                "city": "San Francisco",
                "country": "United States",
                "latitude": 40.2964197,
                "longitude": -76.9411617,
                "speed": 0,
            },
            "page": {
                "path": "/academy/",
                "referrer": "",
                "search": "",
                "title": "Analytics Academy",
                "url": "https://segment.com/academy/",
            },
            "timezone": "Europe/Amsterdam",
            "userAgent": "Mozilla/5.0 (iPhone; CPU iPhone OS 9_1 like Mac OS X) AppleWebKit/601.1.46 (KHTML, like Gecko) "
            "Version/9.0 Mobile/13B143 Safari/601.1",
        },
        "event": "Test Event",
        "messageId": new_id(),
        "properties": {},
        "receivedAt": now,
        "sentAt": now,
        "timestamp": now,
        "traits": {},
        "type": "track",
        "userId": "user1234",
        **(partial or {}),
        **members,
    }


@dataclass(frozen=True, slots=True)
class TestRun:
    """A run of an action: the requests as sent and their responses, in order, and the results as `on_event` or
    `on_batch` returns them."""

    __test__ = False

    requests: list[Request] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)
    results: list[dict[str, Any]] = field(default_factory=list)


def test_action(
    destination: Destination,
    action: str,
    *,
    event: Mapping[str, Any] | None = None,
    mapping: Mapping[str, Any] | None = None,
    settings: Mapping[str, Any] | None = None,
    use_default_mappings: bool = False,
    auth: Mapping[str, Any] | None = None,
    client: Any = None,
    clock: Clock = system_clock,
) -> TestRun:
    """Run one action for one event, like Segment's `testAction`: without trigger or token refresh, with the settings as
    they are.

    `auth` is `{"access_token": ...}`. An unknown action gives no results.

    Raises:
        SegmentError: as `on_event`.
    """
    run = TestRun()
    subscription = _subscription(destination, action, mapping, use_default_mappings)
    if action in destination.actions:
        context = destination.context(auth, settings)
        given = create_test_event(event, clock=clock)
        prepared = _watched(destination, run).uncompiled(subscription)
        exchange = prepared.results(given, replace(context, raw_mapping=subscription.mapping))
        run.results.extend(drivers.run(exchange, drivers.sender(client)))
    return run


def test_batch_action(
    destination: Destination,
    action: str,
    *,
    events: Sequence[Mapping[str, Any]],
    mapping: Mapping[str, Any] | None = None,
    settings: Mapping[str, Any] | None = None,
    use_default_mappings: bool = False,
    auth: Mapping[str, Any] | None = None,
    client: Any = None,
    clock: Clock = system_clock,
) -> TestRun:
    """Like `test_action`, for a batch; `results` is `[{"multistatus": [...]}]`. Without events, it sends one track event."""
    run = TestRun()
    subscription = _subscription(destination, action, mapping, use_default_mappings)
    rows: list[Any] = []
    if action in destination.actions:
        given = [create_test_event(event, clock=clock) for event in events or [{"type": "track"}]]
        context = destination.context(auth, settings)
        prepared = _watched(destination, run).uncompiled(subscription)
        exchange = prepared.statuses(given, replace(context, raw_mapping=subscription.mapping))
        rows = drivers.run(exchange, drivers.sender(client))
    run.results.append({"multistatus": rows})
    return run


def test_dynamic_field(
    destination: Destination,
    action: str,
    name: str,
    *,
    settings: Mapping[str, Any] | None = None,
    payload: Any = MISSING,
    page: Any = MISSING,
    auth: Mapping[str, Any] | None = None,
    client: Any = None,
) -> Any:
    """The choices of a dynamic field, like Segment's `testDynamicField`."""
    given = {**(settings or {}), "oauth": auth or {}}
    return destination.dynamic_field(action, name, given, client, payload=payload, page=page)


for _tool in (test_action, test_batch_action, test_dynamic_field):
    setattr(_tool, "__test__", False)  # noqa: B010


def _subscription(
    destination: Destination, action: str, mapping: Mapping[str, Any] | None, defaults: bool
) -> Subscription:
    base = destination.defaults(action) if defaults else {}
    return Subscription(partner_action=action, subscribe=None, mapping={**base, **(mapping or {})})


def _watched(destination: Destination, run: TestRun) -> Destination:
    """The destination with a hook that records every exchange. It runs after the destination's own hooks and before
    those of a request."""

    def keep(request: Request, options: dict[str, Any], response: Response) -> None:
        run.requests.append(request)
        run.responses.append(response)

    def extended(context: Context) -> Options:
        options = destination.extend_request(context)
        return {**options, "after_response": [*options.get("after_response", ()), keep]}

    return replace(destination, extend_request=extended)
