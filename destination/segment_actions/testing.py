"""What a test of a destination needs: an event, and actions run without triggers and without the platform around them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

from segment_actions import drivers
from segment_actions.definition import Clock, Subscription, system_clock
from segment_actions.destination import Destination
from segment_actions.http import Request, Response

__all__ = ["TestRun", "create_test_event", "test_action", "test_batch_action"]


def create_test_event(
    partial: Mapping[str, Any] | None = None,
    *,
    clock: Clock = system_clock,
    new_id: Callable[[], str] = lambda: str(uuid.uuid4()),
    **members: Any,
) -> dict[str, Any]:
    """A track event with every usual member; what is given replaces whole top-level members.

    Source: observation (`createTestEvent` of the published packages).
    """
    now = clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
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
    """What a run of an action did: the responses in order, and the results as `on_event` or `on_batch` gives them."""

    __test__ = False

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
) -> TestRun:
    """Run one action for one event: no trigger, no refresh of tokens, as Segment's `testAction`.

    Raises:
        SegmentError: as `on_event`.
    """
    subscription = _subscription(destination, action, mapping, use_default_mappings)
    run = TestRun()
    exchange = destination.results(subscription, create_test_event(event), auth or (settings or {}).get("oauth"))
    run.results.extend(drivers.run(exchange, _kept(client, run)))
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
) -> TestRun:
    """As `test_action`, for a batch; `results` is `[{"multistatus": [...]}]`."""
    subscription = _subscription(destination, action, mapping, use_default_mappings)
    run = TestRun()
    given = [create_test_event(event) for event in events]
    exchange = destination.statuses(subscription, given, auth or (settings or {}).get("oauth"))
    run.results.append({"multistatus": drivers.run(exchange, _kept(client, run))})
    return run


test_action.__test__ = False  # type: ignore[attr-defined]
test_batch_action.__test__ = False  # type: ignore[attr-defined]


def _subscription(
    destination: Destination, action: str, mapping: Mapping[str, Any] | None, defaults: bool
) -> Subscription:
    base = destination.defaults(action) if defaults else {}
    return Subscription(partner_action=action, subscribe=None, mapping={**base, **(mapping or {})})


def _kept(client: Any, run: TestRun) -> drivers.Send:
    send = drivers.sender(client)

    def keep(request: Request) -> Response:
        response = send(request)
        run.responses.append(response)
        return response

    return keep
