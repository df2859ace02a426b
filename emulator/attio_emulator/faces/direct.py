"""A fast path for ordinary requests that arrive whole: answered at once, without parser, task or ASGI.

Nearly every request takes it; all others go through h11 and `asgi`, which define what is right. Both give the same
bytes, which a test compares. The fast path takes a call of Attio (`/v2/`) by HTTP/1.1 whose headers and body arrive
together with nothing after them, on a connection that waits for a request, while no fault rule is in force. When in
doubt, it leaves the request to the slow path, without any effect.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import h11

from attio_emulator.emulator import Emulator
from attio_emulator.faces.asgi import EmulatorApp
from attio_emulator.faces.connections import Telling, first_line
from attio_emulator.http import ANSWERED, BODILESS, Request, Response, received_headers
from attio_emulator.limits import Limits
from attio_emulator.resources.contents import UPLOAD

__all__ = ["Direct", "Head", "Together", "head_of"]

_LINE = re.compile(rb"(GET|PUT|POST|PATCH|DELETE) (/v2/[!-\"$-~]*) HTTP/1\.1")
_FIELD = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([!-~](?:[ \t!-~]*[!-~])?)?[ \t]*")
_LENGTH = re.compile(r"[0-9]{1,15}")
_LEFT = frozenset(("transfer-encoding", "expect", "upgrade", "te", "trailer", "http2-settings", "proxy-connection"))
"""Headers that change how a message is read; requests with one take the slow path."""
_LARGEST_HEAD = 4096
_ALIKE = frozenset(("PUT", "PATCH"))
"""Writes of records, which always take about the same time. Others may take longer, such as a query over all records;
finished responses are sent before those, so that they need not wait."""
_IDLE = h11.IDLE


@dataclass(frozen=True, slots=True)
class Head:
    """A request without its body: the first line and the headers."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    length: int
    """Bytes of the body."""
    size: int
    """Bytes of the target and the headers, as `head_bytes` counts them."""
    fields: int


@lru_cache(maxsize=512)  # clients repeat nearly the same head
def head_of(head: bytes) -> Head | None:
    """Parse everything before the empty line; None if the slow path must look at it."""
    first, *lines = head.split(b"\r\n")
    line = _LINE.fullmatch(first)
    if line is None:
        return None
    pairs: list[tuple[str, str]] = []
    size = len(line[2])
    for one in lines:
        found = _FIELD.fullmatch(one)
        if found is None:
            return None
        name, value = found[1], found[2] or b""
        size += len(name) + len(value)
        pairs.append((name.decode("ascii").lower(), value.decode("ascii")))
    headers = received_headers(pairs)
    names = [name for name, _ in pairs]
    if (
        not _LEFT.isdisjoint(names)
        or names.count("host") != 1
        or names.count("content-length") > 1
        or headers.get("connection", "keep-alive").lower() != "keep-alive"
        or names.count("connection") > 1
        or not _LENGTH.fullmatch(headers.get("content-length", "0"))
    ):
        return None
    method, url = line[1].decode(), line[2].decode("ascii")
    if (method, url.partition("?")[0]) == UPLOAD:
        return None
    made = Request.make(method, url, headers=headers)
    length = int(headers.get("content-length", "0"))
    # without the ? between them, as on the slow path
    return Head(made.method, made.path, made.query, headers, length, size - ("?" in url), len(pairs))


class Together:
    """The responses that are ready in this turn of the event loop, for all connections of one server. They are written at its
    end, one connection after another.

    Each write wakes its receiver, which costs up to a sixth of an assert; a client that is already awake is not woken again.
    """

    __slots__ = ("_answers",)

    def __init__(self) -> None:
        self._answers: list[tuple[asyncio.Transport, bytes]] = []

    def add(self, loop: asyncio.AbstractEventLoop, transport: asyncio.Transport, answer: bytes) -> None:
        """Write a response at the end of this turn of the loop, before anything later is read."""
        if not self._answers:
            loop.call_soon(self.write)
        self._answers.append((transport, answer))

    def write(self) -> None:
        """Write everything pending. Call it before closing a connection, or before something that may take long."""
        answers, self._answers = self._answers, []
        for transport, answer in answers:
            transport.write(answer)


class Direct(Telling):
    """A connection that calls the app's emulator directly, if that gives the same result."""

    def __init__(self, *, own: EmulatorApp | None, together: Together, limits: Limits, **named: Any) -> None:
        super().__init__(limits=limits, **named)
        # several workspaces have several sets of fault rules
        self._emulator = own.emulator if own is not None and isinstance(own.emulator, Emulator) else None
        self._own, self._together = own, together

    def data_received(self, data: bytes) -> None:
        emulator, own = self._emulator, self._own
        if emulator is not None and own is not None and not emulator.faults.rules and self._is_waiting():
            head, end, body = data.partition(b"\r\n\r\n")
            found = head_of(bytes(head)) if end and len(head) <= _LARGEST_HEAD else None
            if found is not None and len(body) == found.length and self._is_within(found):
                request = Request.received(found.method, found.path, found.query, found.headers, bytes(body))
                if found.method not in _ALIKE:
                    self._together.write()
                response = own.at_once(request)
                if response is not None:
                    self._send(response)
                    return
        super().data_received(data)

    def _is_waiting(self) -> bool:
        """Whether no part of a request has arrived, no response is under way, and the last one is not stuck."""
        cycle, connection = self.cycle, self.conn
        return (
            (cycle is None or cycle.response_complete)
            and connection.our_state is _IDLE
            and connection.their_state is _IDLE
            and not connection.trailing_data[0]
            and not self.flow.write_paused
            and not self.flow.read_paused
            and self.scheme == "http"
            and not self.transport.is_closing()
        )

    def _is_within(self, head: Head) -> bool:
        limits = self._limits
        return head.length <= limits.body_bytes and head.size <= limits.head_bytes and head.fields <= limits.head_fields

    def _send(self, response: Response) -> None:
        rows = [f"{name}: {value}\r\n" for name, value in response.headers.items()]
        if response.status not in BODILESS:
            rows.append(f"content-length: {len(response.body)}\r\n")
        head = f"{first_line(response.status)}{''.join(rows)}\r\n"
        if response.wire is not ANSWERED or response.delay or head.count("\n") != len(rows) + 2:
            raise AssertionError("only a fault rule answers like this, and there is none")
        self._together.add(self.loop, self.transport, head.encode("latin-1") + response.body)
        if self.timeout_keep_alive_task is None:
            self.on_response_complete()
        else:  # the timer runs on: when it ends, it sees that there was a request
            self.server_state.total_requests += 1
            self._since = self.loop.time()

    # -- what ends a connection, behind which nothing can be written ---------------------------------------------------

    def timeout_keep_alive_handler(self) -> None:
        left = (self._since or 0.0) + self.timeout_keep_alive - self.loop.time()
        if left > 0:
            self.timeout_keep_alive_task = self.loop.call_later(left, self.timeout_keep_alive_handler)
            return
        self._together.write()
        super().timeout_keep_alive_handler()

    def shutdown(self) -> None:
        self._together.write()
        super().shutdown()

    def _made_room(self) -> bool:
        self._together.write()
        return super()._made_room()
