"""Deliveries to an Attio that is not the built-in emulator: the destination's requests, sent to another address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import httpx
from attio_destination.client import API
from segment_actions import Request, Response
from segment_actions.drivers import sender

__all__ = ["sender_to"]


def sender_to(url: str, token: str) -> Callable[[Request], Response]:
    """Sends what is meant for Attio to `url` instead, with this token; one connection for all."""
    send = sender(httpx.Client())
    base = url.rstrip("/")

    def sent(request: Request) -> Response:
        there = base + request.url.removeprefix(API)
        return send(replace(request, url=there, headers={**request.headers, "authorization": f"Bearer {token}"}))

    return sent
