"""Sends responses from an ASGI application, including spoiled ones. What HTTP cannot express needs the connection
(`connections`); under servers that do not provide it, such a rule is refused by name."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Protocol

from attio_emulator.faces.pieces import slow_pieces
from attio_emulator.faults.carriers import cannot
from attio_emulator.http import BODILESS, Response, refusal

__all__ = ["EXTENSION", "Connected", "Receive", "Scope", "Send", "answer", "gone", "sent", "waited"]

EXTENSION = "attio_emulator.connection"
"""The scope's key for the connection, under the emulator's own server."""
_HALF_OPEN = 60  # seconds to go on reading if the client does not close its side either
_PORT_CLOSED = 1.0  # seconds a port refuses connections, unless a rule says otherwise

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Connected(Protocol):
    """The connection of a request."""

    def write(self, response: Response, *, head: bool) -> None:
        """Send the head of a response and as much of its body as its `wire` says."""

    async def reset(self) -> None:
        """End with a reset."""

    def half_close(self) -> None:
        """Stop sending, but go on reading."""

    def close(self) -> None:
        """Close normally."""

    def close_port(self, seconds: float) -> None:
        """Accept no connection for some seconds."""


async def sent(scope: Scope, receive: Receive, send: Send, response: Response) -> None:
    """Send the response to a request whose body has been read, after its delay and as its `wire` says.

    Raises:
        ValueError: a rule needs the connection, and the server does not provide it; the client is told, too.
    """
    wire, head = response.wire, scope["method"] == "HEAD"
    if response.delay and not await waited(receive, response.delay):
        return
    if wire.kind == "answered":
        await answer(send, response, head=head)
        return
    if wire.kind == "drip":
        await _slowly(receive, send, response, head=head)
        return
    connection: Connected | None = scope.get("extensions", {}).get(EXTENSION)
    why = cannot("asgi" if connection is None else "server", wire.kind)
    if why is not None or connection is None:
        await answer(send, refusal(500, str(why)), head=head)
        raise ValueError(why)
    if wire.kind == "silent":
        await waited(receive, wire.seconds)
    if wire.bytes or wire.kind == "truncated":
        connection.write(response, head=head)
    if wire.kind == "refused":
        connection.close_port(wire.seconds or _PORT_CLOSED)
    if wire.kind in ("refused", "reset"):
        await connection.reset()
    elif wire.kind == "half_closed":
        connection.half_close()
        await waited(receive, _HALF_OPEN)
    connection.close()
    # wait: if an application returns without a response, the server answers itself
    await waited(receive, _HALF_OPEN)


async def answer(send: Send, response: Response, *, head: bool) -> None:
    """Send a whole response; with `head`, without its body."""
    await _start(send, response)
    await send({"type": "http.response.body", "body": b"" if head else response.body})


async def _start(send: Send, response: Response) -> None:
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.headers.items()]
    if response.status not in BODILESS:  # these have no length either (RFC 9110)
        headers.append((b"content-length", str(len(response.body)).encode()))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})


async def _slowly(receive: Receive, send: Send, response: Response, *, head: bool) -> None:
    await _start(send, response)
    for pause, piece in () if head else slow_pieces(response):
        if not await waited(receive, pause):
            return
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def waited(receive: Receive, seconds: float) -> bool:
    """Whether a client is still there after some seconds; returns False as soon as it goes."""
    going = asyncio.ensure_future(gone(receive))
    try:
        await asyncio.wait((going,), timeout=seconds)
        return not going.done()
    finally:
        going.cancel()


async def gone(receive: Receive) -> None:
    """Return as soon as a client goes."""
    while (await receive())["type"] != "http.disconnect":
        pass
