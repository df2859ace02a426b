"""Deliveries to an Attio that is not the built-in emulator: the destination's requests, sent to another address."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import httpx
from attio_destination.client import API
from segment_actions import Request, Response
from segment_actions.drivers import sender
from segment_actions.errors import RequestTimedOut

from attio_harness.run.connection import AUTH
from attio_harness.run.on_the_way import DEADLINE, TooLate

__all__ = ["sender_to"]


_NO_TOKEN = frozenset({f"Bearer {AUTH['access_token']}", "Bearer undefined"})
"""What events are sent with, and calls of the actions tester without a token of their own."""


class _Timely(httpx.BaseTransport):
    """Ends an answer that drips: the time-outs of httpx are those of a piece of it, Segment's is that of the whole."""

    def __init__(self, seconds: float) -> None:
        self._inner, self._seconds = httpx.HTTPTransport(), seconds

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        end = time.monotonic() + self._seconds
        response = self._inner.handle_request(request)
        assert isinstance(response.stream, httpx.SyncByteStream)
        response.stream = _Until(response.stream, end)
        return response

    def close(self) -> None:
        self._inner.close()


class _Until(httpx.SyncByteStream):
    def __init__(self, inner: httpx.SyncByteStream, end: float) -> None:
        self._inner, self._end = inner, end

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._inner:
            if time.monotonic() > self._end:
                raise httpx.ReadTimeout("the answer goes on")
            yield piece

    def close(self) -> None:
        self._inner.close()


def sender_to(url: str, token: str, *, deadline: float = DEADLINE) -> Callable[[Request], Response]:
    """Sends what is meant for Attio to `url` instead; one connection for all. A request without a token of its own has this one,
    and `deadline` seconds for its whole answer."""
    send = sender(httpx.Client(transport=_Timely(deadline)))
    base = url.rstrip("/")

    def sent(request: Request) -> Response:
        headers = dict(request.headers)
        if headers.get("authorization", "Bearer undefined") in _NO_TOKEN:
            headers["authorization"] = f"Bearer {token}"
        there = base + request.url.removeprefix(API)
        options = {**request.options, "timeout": deadline * 1000}
        try:
            return send(replace(request, url=there, headers=headers, options=options))
        except RequestTimedOut:
            raise TooLate(there, deadline) from None

    return sent
