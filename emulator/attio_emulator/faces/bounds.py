"""Limits a server's connections: their number, the size of a request's head, and times. Knows nothing of Attio.

uvicorn limits neither the time a request may take to arrive nor the time a client may leave its response unread, and it
accepts connections until the system refuses, after which nobody gets in. A connection is in one of four states: waiting
for the rest of a head, for the rest of a body, for the next request, or answering.
"""

from __future__ import annotations

import asyncio
import errno
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from attio_emulator.http import refusal
from attio_emulator.limits import Limits

__all__ = ["AT_ONCE", "Bounded", "most_connections", "quiet_about_descriptors"]

_RESERVED = 64
"""File descriptors reserved for files, webhooks, and what the program has open."""
_FEWEST = 8
AT_ONCE = 8
"""How many new connections are accepted before they are counted: asyncio accepts a whole backlog (2048 with uvicorn) at
once, and runs out of descriptors before it knows of the first."""
_NO_DESCRIPTOR = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
_TOLD_AGAIN = 60.0  # seconds
_PHRASES = {
    400: "Bad Request",
    408: "Request Timeout",
    431: "Request Header Fields Too Large",
    503: "Service Unavailable",
}


def most_connections(limits: Limits, descriptors: int | None = None) -> int:
    """Most connections open at once: the limit, or fewer if the process may have fewer files (`descriptors`; by default
    what the system says)."""
    if descriptors is None:
        descriptors = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if descriptors == resource.RLIM_INFINITY:
        return limits.connections
    return min(limits.connections, max(_FEWEST, descriptors - _RESERVED))


class Bounded(H11Protocol):
    """uvicorn's connection, with limits."""

    def __init__(self, *, limits: Limits, most: int, **named: Any) -> None:
        super().__init__(**named)
        self._limits, self._most = limits, most
        self._state = ""
        self._since: float | None = None
        """Since when it waits for a request, its rest, or the next one; None while a request is answered."""
        self._timer: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None
        app = self.app

        async def with_small_head(scope: Any, receive: Any, send: Any) -> None:
            why = self._unreadable(scope) or self._too_much(scope)
            await (app(scope, receive, send) if why is None else _refused(send, *why))

        self.app = with_small_head

    # -- how many there are ------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > self._most and not self._made_room():
            self._refuse(
                503, f"There are {self._most} connections, and each has a request in hand (limit connections)."
            )
            return
        self._wait("head", self._limits.head_seconds)

    def _made_room(self) -> bool:
        """Close the connection that has waited longest for a request. Returns whether there was one."""
        waiting = [one for one in self.connections if isinstance(one, Bounded) and one._since is not None]
        if not waiting:
            return False
        oldest = min(waiting, key=lambda one: one._since or 0.0)
        oldest._end_timers()
        oldest.transport.abort()
        self.connections.discard(oldest)
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        self._end_timers()
        super().connection_lost(exc)

    # -- until a request is there --------------------------------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        if data[:2] == b"\r\n" and self.conn.their_state is h11.IDLE and not self.conn.trailing_data[0]:
            # some clients send an empty line after a body; ignored before the next request (RFC 9112, section 2.2)
            data = data[2:]
            if not data:
                return
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._look()

    def _look(self) -> None:
        """Determine the present state, and how long it may last."""
        cycle = self.cycle
        if self.transport.is_closing():
            self._end_waiting()
        elif cycle is not None and not cycle.response_complete:
            if cycle.more_body:
                begun = self._since if self._state == "body" and self._since is not None else self.loop.time()
                left = begun + self._limits.request_seconds - self.loop.time()
                self._wait("body", max(0.0, min(self._limits.pause_seconds, left)), since=begun)
            else:
                self._end_waiting()
        elif self.timeout_keep_alive_task is not None:
            self._end_waiting()
            self._since = self.loop.time()  # idle, until uvicorn's own timer ends it
        elif self._state != "head":
            self._wait("head", self._limits.head_seconds)

    def _wait(self, state: str, seconds: float, *, since: float | None = None) -> None:
        self._end_waiting()
        self._state, self._since = state, self.loop.time() if since is None else since
        self._timer = self.loop.call_later(seconds, self._too_late)

    def _end_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer, self._state, self._since = None, "", None

    def _end_timers(self) -> None:
        self._end_waiting()
        self._unset_keepalive_if_required()
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def _too_late(self) -> None:
        if self._state == "head":
            if self.cycle is None and not self.conn.trailing_data[0]:
                self._end_timers()
                self.transport.close()  # nothing was received, so nobody waits for a response
                return
            limit, seconds = "head_seconds", self._limits.head_seconds
        elif self._since is not None and self.loop.time() - self._since >= self._limits.request_seconds:
            limit, seconds = "request_seconds", self._limits.request_seconds
        else:
            limit, seconds = "pause_seconds", self._limits.pause_seconds
        self._refuse(408, f"The rest of the request did not come within {seconds:g} seconds (limit {limit}).")

    # -- while an answer is not read -----------------------------------------------------------------------------------

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch_reading(self.transport.get_write_buffer_size())

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def _watch_reading(self, size: int) -> None:
        self._unread = self.loop.call_later(self._limits.unread_seconds, self._is_read, size)

    def _is_read(self, before: int) -> None:
        size = self.transport.get_write_buffer_size()
        if 0 < size < before:
            self._watch_reading(size)
        elif size:
            self._end_timers()
            self.transport.abort()

    # -- refusals ------------------------------------------------------------------------------------------------------

    @staticmethod
    def _unreadable(scope: Any) -> tuple[int, str] | None:
        """What h11 accepts but others would not as HTTP/1.1; the connection cannot continue after it."""
        if not scope["http_version"].startswith("1."):
            return 505, f"Found a request of HTTP/{scope['http_version']}, expected one of HTTP/1.1."
        if {b"content-length", b"transfer-encoding"} <= {name for name, _ in scope["headers"]}:
            # of two servers, one might read the rest of such a body as another request (RFC 9112, section 6.1)
            return 400, "Found Content-Length and Transfer-Encoding, expected one of them to say where the body ends."
        return None

    def _too_much(self, scope: Any) -> tuple[int, str] | None:
        """What is too large in the head of a request that arrived at once."""
        most, fields = self._limits.head_bytes, self._limits.head_fields
        line = len(scope["raw_path"]) + len(scope["query_string"])
        if line + sum(len(name) + len(value) for name, value in scope["headers"]) > most:
            return 431, f"The first line and the headers are larger than {most} bytes (limit head_bytes)."
        if len(scope["headers"]) > fields:
            return 431, f"There are {len(scope['headers'])} headers, expected {fields} at most (limit head_fields)."
        return None

    def send_400_response(self, msg: str) -> None:
        """For what is not HTTP; h11 also reports a head that is too large this way."""
        most = self._limits.head_bytes
        if len(self.conn.trailing_data[0]) > most:
            self._refuse(431, f"The first line and the headers are larger than {most} bytes (limit head_bytes).")
        else:
            self._refuse(400, "This cannot be read as a request of HTTP/1.1.")

    def _refuse(self, status: int, message: str) -> None:
        """Send the refusal, unless a response has begun, and close."""
        self._end_timers()
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
            answer = refusal(status, message)
            rows = [*answer.headers.items(), ("connection", "close"), ("content-length", str(len(answer.body)))]
            lines = [f"HTTP/1.1 {status} {_PHRASES[status]}", *(f"{name}: {value}" for name, value in rows), "", ""]
            self.transport.write("\r\n".join(lines).encode() + answer.body)
        self.transport.close()


async def _refused(send: Any, status: int, why: str) -> None:
    answer = refusal(status, why)
    headers = [(name.encode(), value.encode()) for name, value in answer.headers.items()]
    headers += [(b"connection", b"close"), (b"content-length", str(len(answer.body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})


def quiet_about_descriptors(
    write: Callable[[str], Any] | None = None, now: Callable[[], float] = time.monotonic
) -> Callable[[asyncio.AbstractEventLoop, dict[str, Any]], None]:
    """A handler for errors in an event loop. It reports a lack of file descriptors once a minute instead of for each
    waiting connection; everything else as usual."""
    last = [now() - _TOLD_AGAIN]

    def handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if not isinstance(error, OSError) or error.errno not in _NO_DESCRIPTOR:
            loop.default_exception_handler(context)
        elif now() - last[0] >= _TOLD_AGAIN:
            last[0] = now()
            say = sys.stderr.write if write is None else write
            say(f"attio_emulator: new connections wait: {error.strerror}. They are taken when others are closed.\n")

    return handle
