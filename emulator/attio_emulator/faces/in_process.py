"""Plays a response, even a spoiled one, to an httpx client as if over a connection.

It only computes steps, each with the seconds before it; the transport waits, in a thread or a loop. Errors are httpx's,
in the words of its own connections.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import TypeAlias

import httpx

from attio_emulator.faces.pieces import said_length, slow_pieces
from attio_emulator.http import Response

__all__ = ["CLOSED", "Played", "Port", "Step", "beginning", "body_of", "pause"]

Step: TypeAlias = tuple[float, bytes | httpx.TransportError]
"""Seconds to wait, and what follows: a piece of the body, or the error that ends it."""

CLOSED = "[Errno 111] Connection refused"
_LATE = "timed out"
_NO_ANSWER = "Server disconnected without sending a response."


class Port:
    """Whether connections are accepted: after a refused one, none is for some seconds."""

    def __init__(self) -> None:
        self._until = 0.0

    def is_closed(self) -> bool:
        return self._until > 0 and time.monotonic() < self._until

    def close(self, seconds: float) -> None:
        if seconds:
            self._until = time.monotonic() + seconds


def beginning(response: Response, request: httpx.Request) -> tuple[float, httpx.TransportError | None]:
    """The seconds until a response begins, or until the error; the request holds the client's time-outs."""
    wire = response.wire
    if wire.kind == "refused":
        return response.delay, httpx.ConnectError(CLOSED, request=request)
    if wire.kind == "unreachable":
        gone = httpx.ConnectError("[Errno 110] Connection timed out", request=request)
        late: httpx.TransportError = httpx.ConnectTimeout(_LATE, request=request)
        return _first(_limit(request, "connect"), late, response.delay + wire.seconds, gone)
    late = httpx.ReadTimeout(_LATE, request=request)
    if wire.kind == "silent":
        ended = httpx.RemoteProtocolError(_NO_ANSWER, request=request)
        return _first(_limit(request, "read"), late, response.delay + wire.seconds, ended)
    nothing = wire.kind in ("reset", "half_closed") and wire.bytes == 0
    return _first(_limit(request, "read"), late, response.delay, _broken(response, request) if nothing else None)


def _limit(request: httpx.Request, of: str) -> float | None:
    limit: float | None = (request.extensions.get("timeout") or {}).get(of)
    return limit


def _first(
    limit: float | None, late: httpx.TransportError, wait: float, end: httpx.TransportError | None
) -> tuple[float, httpx.TransportError | None]:
    """Whichever is first: the client's time-out, or what it waits for."""
    return (limit, late) if limit is not None and wait > limit else (wait, end)


def _broken(response: Response, request: httpx.Request) -> httpx.TransportError:
    """The error when a connection ends before the response is complete."""
    wire = response.wire
    if wire.kind == "reset":
        return httpx.ReadError("[Errno 104] Connection reset by peer", request=request)
    if wire.kind == "half_closed" and wire.bytes == 0:
        return httpx.RemoteProtocolError(_NO_ANSWER, request=request)
    came = f"received {wire.bytes} bytes, expected {said_length(response)}"
    return httpx.RemoteProtocolError(
        f"peer closed connection without sending complete message body ({came})", request=request
    )


def body_of(response: Response, request: httpx.Request) -> list[Step]:
    """The steps of the body; none for HEAD, whose response is complete with its head."""
    wire = response.wire
    if request.method == "HEAD":
        return []
    if wire.kind == "answered":
        return [(0.0, response.body)]
    if wire.kind != "drip":
        return [(0.0, response.body[: wire.bytes]), (0.0, _broken(response, request))]
    steps: list[Step] = []
    limit = _limit(request, "read")
    for pause, piece in slow_pieces(response):
        if limit is not None and pause > limit:
            return [*steps, (limit, httpx.ReadTimeout(_LATE, request=request))]
        steps.append((pause, piece))
    return steps


async def pause(seconds: float) -> None:
    """Wait without blocking the loop: asyncio's, or another that httpx runs in, such as trio's."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        import anyio  # httpx's own, and needed nowhere else

        await anyio.sleep(seconds)
    else:
        await asyncio.sleep(seconds)


class Played(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body delivered step by step, for sync and async clients."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self._steps = steps

    def __iter__(self) -> Iterator[bytes]:
        for wait, step in self._steps:
            if wait:
                time.sleep(wait)
            yield _or_raised(step)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for wait, step in self._steps:
            if wait:
                await pause(wait)
            yield _or_raised(step)


def _or_raised(step: bytes | httpx.TransportError) -> bytes:
    if isinstance(step, bytes):
        return step
    raise step
