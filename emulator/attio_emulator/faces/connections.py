"""A server's connections, for spoiled responses: what HTTP cannot express is done to the socket.

An ASGI application does not know its connection, so this uvicorn protocol puts it into the scope under `EXTENSION`.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from attio_emulator.faces.bounds import Bounded
from attio_emulator.faces.pieces import said_length
from attio_emulator.faces.sending import EXTENSION
from attio_emulator.http import Response

__all__ = ["Connection", "Telling", "first_line"]

_GONE = 0.01  # seconds for bytes to reach a client before a reset would discard them


class Connection:
    """The connection of a request, for `sending`."""

    def __init__(self, protocol: H11Protocol, close_port: Callable[[float], None]) -> None:
        self._protocol, self.close_port = protocol, close_port

    def write(self, response: Response, *, head: bool) -> None:
        """Send the head of a response and as much of its body as its `wire` says."""
        self._protocol.transport.write(_head(response) + (b"" if head else response.body[: response.wire.bytes]))

    async def reset(self) -> None:
        """End with a reset: the client's further reads and writes fail."""
        await asyncio.sleep(_GONE)
        transport = self._protocol.transport
        found = transport.get_extra_info("socket")
        if found is not None:
            # nothing is left to send, so closing is a reset (SO_LINGER, socket(7))
            found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()

    def half_close(self) -> None:
        """Stop sending, but go on reading."""
        self._protocol.transport.write_eof()

    def close(self) -> None:
        """Close normally."""
        self._protocol.transport.close()


class Telling(Bounded):
    """A limited connection that puts itself into the scope."""

    def __init__(self, *, close_port: Callable[[float], None], **named: Any) -> None:
        super().__init__(**named)
        app, connection = self.app, Connection(self, close_port)

        async def known(scope: Any, receive: Any, send: Any) -> None:
            scope.setdefault("extensions", {})[EXTENSION] = connection
            await app(scope, receive, send)

        self.app = known


def _head(response: Response) -> bytes:
    rows = [*response.headers.items(), ("content-length", str(said_length(response)))]
    lines = "".join([f"{name}: {value}\r\n" for name, value in rows])
    return f"{first_line(response.status)}{lines}\r\n".encode("latin-1")


@lru_cache(maxsize=64)
def first_line(status: int) -> str:
    """The status line of a response, with its line break."""
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = ""
    return f"HTTP/1.1 {status} {phrase}\r\n"
