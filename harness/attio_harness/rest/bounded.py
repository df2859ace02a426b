"""A client that bounds every answer: it is read whole, within limits of seconds and bytes. Callers decide what to ask.

httpx applies its time-outs to each piece of an answer, and keeps the whole answer. So it would wait until memory runs out for an answer
that drips, never ends, or is a small gzip that unpacks to much.
"""

from __future__ import annotations

import threading
from contextvars import copy_context
from typing import Any

import httpx

__all__ = ["BoundedClient", "Endless"]

_UNPACKED = ("", "identity", "gzip", "deflate")
"""Encodings that unpack a piece from the network to at most a thousand times its size. Several on top of one another have no such limit."""


class Endless(httpx.ReadTimeout):
    """An answer that takes too long or is too long; asking again would not help."""


class BoundedClient(httpx.Client):
    """Like its parent, but always reads an answer whole.

    Args:
        seconds: the most for an answer, from the request to its last byte.
        most_bytes: the most for a body, unpacked.
        options: the parent's.
    """

    def __init__(self, *, seconds: float, most_bytes: int = 256_000_000, **options: Any) -> None:
        super().__init__(**options)
        self._seconds, self._most_bytes = seconds, most_bytes

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """The whole answer.

        Raises:
            Endless: it does not end within the limits.
            httpx.DecodingError: its compression was not requested.
            httpx.ConnectError: also if the host cannot be a name.
        """
        ended: list[httpx.Response | BaseException] = []
        given_up = threading.Event()

        def work() -> None:
            try:
                ended.append(self._read(request, given_up, options))
            except BaseException as error:  # raised in the waiting thread
                ended.append(error)

        # a thread, since even the head may drip, and whoever reads it cannot be interrupted
        reading = threading.Thread(target=copy_context().run, args=(work,), daemon=True)
        reading.start()
        try:
            reading.join(self._seconds)
        finally:
            given_up.set()
        if not ended:
            raise Endless(f"the response had no end within {self._seconds:g} seconds", request=request)
        if isinstance(ended[0], BaseException):
            raise ended[0]
        return ended[0]

    def _read(self, request: httpx.Request, given_up: threading.Event, options: dict[str, Any]) -> httpx.Response:
        try:
            response = super().send(request, **{**options, "stream": True})
        except UnicodeError:  # from the codec of host names, before anything is sent
            raise httpx.ConnectError("the host is not a valid name", request=request) from None
        try:
            packed = response.headers.get("content-encoding", "").strip().lower()
            if packed not in _UNPACKED:
                raise httpx.DecodingError(f"it is packed as {packed!r}, expected gzip", request=request)
            pieces, length = [], 0
            for piece in response.iter_bytes():
                pieces.append(piece)
                length += len(piece)
                if length > self._most_bytes:
                    raise Endless(f"the response has more than {self._most_bytes:,} bytes", request=request)
                if given_up.is_set():
                    break
        finally:
            response.close()
        # the body is unpacked now, so the headers say so
        headers = [(name, value) for name, value in response.headers.multi_items() if name != "content-encoding"]
        return httpx.Response(
            response.status_code,
            headers=headers,
            content=b"".join(pieces),
            request=response.request,
            extensions=response.extensions,
        )
