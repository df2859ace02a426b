"""A partner that is not there: a destination of actions with two requests each, and clients that give prepared answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from segment_actions import (
    Action,
    Context,
    Destination,
    Exchange,
    Request,
    Response,
)

HOST = "https://partner.example"


TRIGGER = 'type = "track"'


EVENT = {"type": "track", "userId": "u-1"}


def ok(body: bytes = b"{}") -> Response:
    return Response(status=200, headers={"content-type": "application/json"}, content=body)


def twice(name: str) -> Action:
    """An action of two requests."""

    def perform(payload: dict[str, Any], context: Context) -> Exchange:
        yield Request(method="POST", url=f"{HOST}/{name}/1", json=payload)
        return (yield Request(method="POST", url=f"{HOST}/{name}/2", json=payload))

    return Action(slug=name, title=name, perform=perform)


def subscribed(*actions: str) -> dict[str, Any]:
    subscriptions = [{"partnerAction": name, "subscribe": TRIGGER, "mapping": {"a": 1}} for name in actions]
    return {"oauth": {"access_token": "old", "refresh_token": "r"}, "subscriptions": subscriptions}


def answering(answers: Sequence[Response]) -> tuple[list[Request], Callable[[Request], Response]]:
    """What was asked, and a client that gives these answers in order, then 200."""
    asked: list[Request] = []

    def send(request: Request) -> Response:
        asked.append(request)
        return answers[len(asked) - 1] if len(asked) <= len(answers) else ok()

    return asked, send


def paths(asked: Sequence[Request]) -> list[str]:
    return [request.url.removeprefix(HOST) for request in asked]


THREE = Destination(name="Three", slug="three", actions={name: twice(name) for name in ("a", "b", "c")})
