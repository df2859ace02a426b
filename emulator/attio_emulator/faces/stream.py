"""Server-sent events: sends the news of an emulator to all listeners, checked ten times per second.

The control call `/_emulator/ui/news` says what is new; this only sends it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import quote

import orjson

from attio_emulator.faces.sending import Receive, Send, gone
from attio_emulator.http import Request, Response

__all__ = ["STREAM", "streamed"]

STREAM = "/_emulator/stream"
_PAUSE = 0.1  # seconds between checks
_QUIET = 150  # checks without news before a sign of life is sent: proxies and browsers may drop silent connections

_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-accel-buffering", b"no"),
]


async def streamed(
    request: Request,
    handle: Callable[[Request], Response],
    receive: Receive,
    send: Send,
    stopped: asyncio.Event,
    *,
    run: str,
) -> None:
    """Send until the listener goes away or the server stops.

    `cursor` in the query, or the header `last-event-id` of a browser that reconnects, says where to continue; `token`
    names the workspace. The first event, `run`, identifies the server: if it is a new one, earlier news are void.
    """
    await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
    await send(
        {"type": "http.response.body", "body": f"retry: 1000\nevent: run\ndata: {run}\n\n".encode(), "more_body": True}
    )
    going = asyncio.ensure_future(gone(receive))
    stop = asyncio.ensure_future(stopped.wait())
    cursor = request.headers.get("last-event-id") or request.param("cursor") or ""
    token = request.param("token") or request.bearer()
    headers = {"authorization": f"Bearer {token}"} if token else {}
    quiet = 0
    try:
        while not going.done() and not stop.done():
            answer = handle(Request.make("GET", f"/_emulator/ui/news?cursor={quote(cursor)}", headers=headers))
            found = orjson.loads(answer.body)
            latest, quiet = found.get("cursor", cursor), quiet + 1
            if latest != cursor:
                cursor, quiet = latest, 0
                message = b"id: " + cursor.encode() + b"\ndata: " + answer.body + b"\n\n"
                await send({"type": "http.response.body", "body": message, "more_body": True})
            elif quiet >= _QUIET:
                quiet = 0
                await send({"type": "http.response.body", "body": b": here\n\n", "more_body": True})
            await asyncio.wait((going, stop), timeout=_PAUSE, return_when=asyncio.FIRST_COMPLETED)
        with suppress(OSError):
            await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        going.cancel()
        stop.cancel()
