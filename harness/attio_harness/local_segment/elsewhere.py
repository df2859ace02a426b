"""Deliveries to an Attio that is not the built-in emulator: the destination's requests, sent to another address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import httpx
from attio_destination.client import API
from segment_actions import Request, Response
from segment_actions.drivers import sender

from attio_harness.run.connection import AUTH

__all__ = ["sender_to"]


_NO_TOKEN = frozenset({f"Bearer {AUTH['access_token']}", "Bearer undefined"})
"""What events are sent with, and calls of the actions tester without a token of their own."""


def sender_to(url: str, token: str) -> Callable[[Request], Response]:
    """Sends what is meant for Attio to `url` instead; one connection for all. A request without a token of its own has this one."""
    send = sender(httpx.Client())
    base = url.rstrip("/")

    def sent(request: Request) -> Response:
        headers = dict(request.headers)
        if headers.get("authorization", "Bearer undefined") in _NO_TOKEN:
            headers["authorization"] = f"Bearer {token}"
        return send(replace(request, url=base + request.url.removeprefix(API), headers=headers))

    return sent
