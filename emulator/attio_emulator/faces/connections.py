"""The connections of a server, for answers that go out spoiled: what HTTP has no words for is done to the socket.

An ASGI application knows nothing of its connection; uvicorn's protocol is made to tell of it under `EXTENSION` of the scope.
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

_GONE = 0.01  # seconds that bytes have to reach a client before a reset would take them away


class Connection:
    """The connection of a request, as `sending` needs it."""

    def __init__(self, protocol: H11Protocol, close_port: Callable[[float], None]) -> None:
        self._protocol, self.close_port = protocol, close_port

    def write(self, response: Response, *, head: bool) -> None:
        """Send the head of an answer and so much of its body as its `wire` says."""
        self._protocol.transport.write(_head(response) + (b"" if head else response.body[: response.wire.bytes]))

    async def reset(self) -> None:
        """End with a reset: what the client would still read or write fails."""
        await asyncio.sleep(_GONE)
        transport = self._protocol.transport
        found = transport.get_extra_info("socket")
        if found is not None:
            # nothing waits to be sent any more: closing is a reset (SO_LINGER, socket(7))
            found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()

    def half_close(self) -> None:
        """Send no more, and go on reading."""
        self._protocol.transport.write_eof()

    def close(self) -> None:
        """End as any connection does."""
        self._protocol.transport.close()


class Telling(Bounded):
    """A connection within bounds that its requests know."""

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
    """The first line of an answer, with its end."""
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = ""
    return f"HTTP/1.1 {status} {phrase}\r\n"
