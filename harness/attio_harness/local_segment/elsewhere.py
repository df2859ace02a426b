"""Sends the destination's requests to an Attio at another address instead of the built-in emulator."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from attio_destination.client import API
from segment_actions import Request, Response
from segment_actions.drivers import sender
from segment_actions.errors import RequestTimedOut

from attio_harness.rest import BoundedClient, hidden
from attio_harness.run.connection import AUTH
from attio_harness.run.on_the_way import DEADLINE, TooLate

__all__ = ["sender_to"]


_NO_TOKEN = frozenset({f"Bearer {AUTH['access_token']}", "Bearer undefined"})
"""The authorization of events, and of calls of the actions tester that have no token of their own."""


def sender_to(url: str, token: str, *, deadline: float = DEADLINE) -> Callable[[Request], Response]:
    """A function that sends requests for Attio to `url` instead, over one connection. A request without a token of its own gets
    `token`; its whole answer must arrive within `deadline` seconds. A refusal that quotes `token` is told without it."""
    send = sender(BoundedClient(seconds=deadline, trust_env=False))
    base = url.rstrip("/")

    def sent(request: Request) -> Response:
        headers = dict(request.headers)
        if headers.get("authorization", "Bearer undefined") in _NO_TOKEN:
            headers["authorization"] = f"Bearer {token}"
        there = base + request.url.removeprefix(API)
        options = {**request.options, "timeout": deadline * 1000}
        try:
            answer = send(replace(request, url=there, headers=headers, options=options))
        except RequestTimedOut:
            raise TooLate(there, deadline) from None
        if answer.ok:
            return answer
        # the token is ASCII, and any bytes are text in this encoding
        return replace(answer, content=hidden(answer.content.decode("latin-1"), token).encode("latin-1"))

    return sent
