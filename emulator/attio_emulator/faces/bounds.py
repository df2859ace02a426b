"""Connections of a server, bounded in number, in the size of what opens a request, and in time. Nothing of Attio stands here.

uvicorn bounds neither how long a request may take to arrive nor how long a client may leave its answer unread, and it takes
connections until the system refuses more, after which nobody gets in. A connection is in one of these states: waiting for the
rest of a head, for the rest of a body, for the next request, or answering.
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
"""Descriptors that are left for files, for webhooks, and for what the program has open."""
_FEWEST = 8
AT_ONCE = 8
"""New connections that are taken before it is looked how many there are: asyncio takes a whole backlog (2048 with uvicorn) at once, and
is out of descriptors before the first of them is known."""
_NO_DESCRIPTOR = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
_TOLD_AGAIN = 60.0  # seconds
_PHRASES = {
    400: "Bad Request",
    408: "Request Timeout",
    431: "Request Header Fields Too Large",
    503: "Service Unavailable",
}


def most_connections(limits: Limits, descriptors: int | None = None) -> int:
    """How many connections may be open at once: those of the limit, or fewer where a process may have fewer files (`descriptors`;
    what the system says unless given)."""
    if descriptors is None:
        descriptors = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if descriptors == resource.RLIM_INFINITY:
        return limits.connections
    return min(limits.connections, max(_FEWEST, descriptors - _RESERVED))


class Bounded(H11Protocol):
    """uvicorn's connection, within `limits`."""

    def __init__(self, *, limits: Limits, most: int, **named: Any) -> None:
        super().__init__(**named)
        self._limits, self._most = limits, most
        self._state = ""
        self._since: float | None = None
        """When it began to wait for a request, its rest, or the next one; None while a request is answered."""
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
        """Close the connection that has waited longest for a request; whether there is one."""
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
            # some send an empty line behind a body, which is none before the next request (RFC 9112, section 2.2)
            data = data[2:]
            if not data:
                return
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._look()

    def _look(self) -> None:
        """See in which state it is now, and for how long it may be."""
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
            self._since = self.loop.time()  # idle, for as long as uvicorn's own timer says
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
                self.transport.close()  # nothing came at all: nobody waits for an answer
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
        """What h11 takes and is no request of HTTP/1.1 to others; a connection cannot go on behind it."""
        if not scope["http_version"].startswith("1."):
            return 505, f"Found a request of HTTP/{scope['http_version']}, expected one of HTTP/1.1."
        if {b"content-length", b"transfer-encoding"} <= {name for name, _ in scope["headers"]}:
            # one of two servers reads the rest of such a body as another request (RFC 9112, section 6.1)
            return 400, "Found Content-Length and Transfer-Encoding, expected one of them to say where the body ends."
        return None

    def _too_much(self, scope: Any) -> tuple[int, str] | None:
        """What is too much in the head of a request that came at once."""
        most, fields = self._limits.head_bytes, self._limits.head_fields
        line = len(scope["raw_path"]) + len(scope["query_string"])
        if line + sum(len(name) + len(value) for name, value in scope["headers"]) > most:
            return 431, f"The first line and the headers are larger than {most} bytes (limit head_bytes)."
        if len(scope["headers"]) > fields:
            return 431, f"There are {len(scope['headers'])} headers, expected {fields} at most (limit head_fields)."
        return None

    def send_400_response(self, msg: str) -> None:
        """What cannot be read as HTTP; a head that is too large is such to h11."""
        most = self._limits.head_bytes
        if len(self.conn.trailing_data[0]) > most:
            self._refuse(431, f"The first line and the headers are larger than {most} bytes (limit head_bytes).")
        else:
            self._refuse(400, "This cannot be read as a request of HTTP/1.1.")

    def _refuse(self, status: int, message: str) -> None:
        """Say it, unless an answer has begun, and close."""
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
    """A handler for what goes wrong in an event loop: that the system gives no more descriptors is told in one line a minute, and
    not for each connection that waits. Everything else is told as ever."""
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
