"""Receives requests for an ASGI application: what they are sent to, and their bodies. Each body has a limit, and all those
being read or answered share another. `sending` sends the responses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote_to_bytes

from attio_emulator.faces.sending import Receive, Scope
from attio_emulator.http import Response, refusal

__all__ = ["Bodies", "Held", "read_body", "with_a_path"]

_ABSOLUTE = re.compile(rb"https?://([^/?#]*)(/.*)?", re.IGNORECASE | re.DOTALL)


def with_a_path(scope: Scope) -> Scope:
    """The scope of a request whose target is a path. A whole address, from clients that take the server for a proxy, becomes its path
    and its host, which replaces the header `Host`, as every server must read it (RFC 9112, section 3.2.2); anything else stays, for
    the guard to refuse.
    """
    raw = scope.get("raw_path") or scope["path"].encode()
    found = None if raw[:1] == b"/" else _ABSOLUTE.fullmatch(raw)
    if found is None:
        return scope
    host, path = found[1], found[2] or b"/"
    headers = [(b"host", host), *(one for one in scope["headers"] if one[0].lower() != b"host")]
    return {**scope, "path": unquote_to_bytes(path).decode("utf-8", "replace"), "raw_path": path, "headers": headers}


class Held:
    """The bytes that one request holds."""

    def __init__(self, bodies: Bodies) -> None:
        self._bodies = bodies
        self._bytes = 0
        self.refused: Response | None = None
        """The response if there was no room."""

    def add(self, size: int) -> bool:
        """Whether there is room for this many more bytes; once there was none, always False."""
        if self.refused is None and not self._bodies.take(size, alone=self._bytes):
            self.refused = self._bodies.refusal()
            self.release()
        if self.refused is not None:
            return False
        self._bytes += size
        return True

    def release(self) -> None:
        self._bodies.give_back(self._bytes)
        self._bytes = 0


class Bodies:
    """Counts the bytes held. A request on its own is never refused here; another limit applies to it."""

    def __init__(self, most: int) -> None:
        self._most, self._bytes = most, 0

    def has_room(self, size: int, *, alone: int = 0) -> bool:
        """Whether a request that already holds `alone` bytes may hold this many more."""
        return self._bytes == alone or self._bytes + size <= self._most

    def take(self, size: int, *, alone: int) -> bool:
        if not self.has_room(size, alone=alone):
            return False
        self._bytes += size
        return True

    def give_back(self, size: int) -> None:
        self._bytes -= size

    def refusal(self) -> Response:
        return refusal(
            503,
            f"The requests in hand have {self._most} bytes together (limit bodies_bytes); try again when they are answered.",
        )

    @contextmanager
    def held(self) -> Iterator[Held]:
        """For one request, until it is answered."""
        held = Held(self)
        try:
            yield held
        finally:
            held.release()


async def read_body(receive: Receive, largest: int, held: Held) -> tuple[bytes | None, int]:
    """The whole body and its size; None if it exceeds the limit, or has no room beside others (`held.refused`).

    Raises:
        ConnectionResetError: the client went away before it was sent.
    """
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionResetError
        part = message.get("body", b"")
        size += len(part)
        if size > largest:
            parts.clear()
            held.release()
        elif held.add(len(part)):
            parts.append(part)
        else:
            parts.clear()
        if not message.get("more_body"):
            whole = size <= largest and held.refused is None
            return b"".join(parts) if whole else None, size
