"""A client of which every answer ends: whole, within so many seconds, and no longer than so many bytes. What is asked is said elsewhere.

The time-outs of httpx are those of one piece of an answer, and it keeps an answer whole: what drips, or goes on for ever, or is a
little gzip that unpacks to much, would otherwise be waited for until nothing is left to keep it in.
"""

from __future__ import annotations

import threading
from contextvars import copy_context
from typing import Any

import httpx

__all__ = ["BoundedClient", "Endless"]

_UNPACKED = ("", "identity", "gzip", "deflate")
"""What unpacks a piece of the network to a thousand times of it at most. Several on top of one another have no such bound."""


class Endless(httpx.ReadTimeout):
    """An answer that takes too long or is too long; asking again would not help."""


class BoundedClient(httpx.Client):
    """As its parent, but that an answer is always read whole.

    Args:
        seconds: for an answer, from the request to its last byte.
        most_bytes: of a body, unpacked.
        options: those of the parent.
    """

    def __init__(self, *, seconds: float, most_bytes: int = 256_000_000, **options: Any) -> None:
        super().__init__(**options)
        self._seconds, self._most_bytes = seconds, most_bytes

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """The whole answer.

        Raises:
            Endless: it has no end that is waited for.
            httpx.DecodingError: it is packed in a way that was not asked for.
            httpx.ConnectError: also of a host that no name can be.
        """
        ended: list[httpx.Response | BaseException] = []
        given_up = threading.Event()

        def work() -> None:
            try:
                ended.append(self._read(request, given_up, options))
            except BaseException as error:  # told by the one who waits
                ended.append(error)

        # a thread, as a head may drip, too, and who reads it cannot be asked to stop in the middle
        reading = threading.Thread(target=copy_context().run, args=(work,), daemon=True)
        reading.start()
        try:
            reading.join(self._seconds)
        finally:
            given_up.set()
        if not ended:
            raise Endless(f"the answer had no end within {self._seconds:g} seconds", request=request)
        if isinstance(ended[0], BaseException):
            raise ended[0]
        return ended[0]

    def _read(self, request: httpx.Request, given_up: threading.Event, options: dict[str, Any]) -> httpx.Response:
        try:
            response = super().send(request, **{**options, "stream": True})
        except UnicodeError:  # of the codec of host names, before anything is asked
            raise httpx.ConnectError("the host is no name that there can be", request=request) from None
        try:
            packed = response.headers.get("content-encoding", "").strip().lower()
            if packed not in _UNPACKED:
                raise httpx.DecodingError(f"the answer is packed as {packed!r}, expected gzip", request=request)
            pieces, length = [], 0
            for piece in response.iter_bytes():
                pieces.append(piece)
                length += len(piece)
                if length > self._most_bytes:
                    raise Endless(f"the answer has more than {self._most_bytes:,} bytes", request=request)
                if given_up.is_set():
                    break
        finally:
            response.close()
        # what is unpacked is told as such
        headers = [(name, value) for name, value in response.headers.multi_items() if name != "content-encoding"]
        return httpx.Response(
            response.status_code,
            headers=headers,
            content=b"".join(pieces),
            request=response.request,
            extensions=response.extensions,
        )
