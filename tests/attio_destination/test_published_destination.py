"""Segment's published destination and ours deliver the same events into a local Attio each: same requests, same records.

Both speak HTTP over loopback; the published one is redirected there. Events are generated, good and spoiled ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
from attio_destination import destination
from attio_emulator import Emulator, Workspace, running
from attio_harness.inputs.mappings import read_mappings
from segment_actions import Request, Response, SegmentError
from segment_events import EventGenerator

from tests.examples import examples
from tests.oracle import Oracle

FIXTURES = Path(__file__).parents[2] / "fixtures"
EVENTS = examples(600, 20_000)
SIZE = EVENTS // 8  # events in one batch


@cache
def events() -> list[dict[str, Any]]:
    """Generated events, which nobody changes; every fourth has a mistake that Segment or Attio refuses."""
    generator = EventGenerator(seed=17, people=120, companies=20)
    spoiled = generator.negatives(EVENTS // 4)
    good = EventGenerator(seed=18, people=120, companies=20).stream(EVENTS - EVENTS // 4)
    mixed: list[dict[str, Any]] = []
    for index, event in enumerate(good):
        mixed.append(event)
        if index % 3 == 2:
            mixed.append(dict(next(spoiled).event))
    return mixed


def subscriptions() -> list[dict[str, Any]]:
    """The demo's mapping, without its last subscription, whose event is never generated."""
    located = read_mappings([str(FIXTURES / "mappings" / "demo.json")])
    return [
        {"name": one.name, "partnerAction": one.action, "subscribe": one.trigger, "mapping": dict(one.mapping)}
        for one in located[:3]
    ]


def emulators() -> Iterator[Emulator]:
    while True:
        yield Emulator(Workspace.load(FIXTURES / "workspaces" / "demo.yaml"), seed=3, journal_limit=100_000)


def deliveries(batch: bool) -> list[Any]:
    found = events()
    return [found[at : at + SIZE] for at in range(0, len(found), SIZE)] if batch else found


def over(client: httpx.Client, url: str) -> Callable[[Request], Response]:
    """Sends a request for Attio's host to the emulator."""

    def send(request: Request) -> Response:
        there = request.url.replace("https://api.attio.com", url)
        answer = client.request(request.method, there, headers=dict(request.headers), content=request.content)
        return Response(status=answer.status_code, headers=dict(answer.headers), content=answer.content)

    return send


@pytest.mark.parametrize("batch", [False, True], ids=["single", "batch"])
@pytest.mark.parametrize("number", range(3), ids=[one["name"] for one in subscriptions()])
def test_both_destinations_send_the_same_and_leave_the_same(oracle: Oracle, number: int, batch: bool) -> None:
    settings = {"oauth": {"access_token": "token"}, "subscription": subscriptions()[number]}
    theirs, ours = next(emulators()), next(emulators())
    given = deliveries(batch)

    with running(theirs) as url:
        told = oracle.ask({"kind": "forward", "to": url, "batch": batch, "deliveries": given, "settings": settings})
    failures = []
    with running(ours) as url, httpx.Client() as client:
        for index, delivery in enumerate(given):
            deliver = destination.on_batch if batch else destination.on_event
            try:
                deliver(delivery, settings, client=over(client, url))
            except SegmentError as error:
                failures.append([index, (error.name, str(error))])

    expected = [[index, (error["name"], error["message"])] for index, error in told["output"]["failures"]]
    assert failures == expected
    asked = [_asked(row) for row in ours.journal]
    assert asked == [_asked(row) for row in theirs.journal]
    assert asked
    assert ours.snapshot() == theirs.snapshot()


def _asked(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["method"], row["path"], row["query"], row["body"], row["status"], row["response"]
