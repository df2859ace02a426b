"""Segment's tracking API as an ASGI application: what SDKs send, and what pages of any site may send.

Handles HTTP: bodies, cross-origin answers, who may call. `intake` reads what was sent; a `Taker` has the events.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol

from attio_emulator.faces.asgi import lifespan
from attio_emulator.faces.callers import Guard
from attio_emulator.faces.receiving import Bodies, Held, read_body, with_a_path
from attio_emulator.faces.sending import Receive, Scope, Send, answer
from attio_emulator.http import Request, Response, received_headers
from attio_emulator.limits import DEFAULTS

from attio_harness.errors import InputError
from attio_harness.local_segment.browsers import for_anybody, preflight, settings_of_browser
from attio_harness.local_segment.calls import json_answer
from attio_harness.local_segment.intake import BATCHES, CALLS, METRICS, Received, Refused, read
from attio_harness.local_segment.repeats import Seen
from attio_harness.local_segment.sources import Source, named_by_key

__all__ = ["LARGEST_SENT", "TOO_LARGE", "Taker", "TrackingApp", "path_of", "request_of"]

_TRACKING = frozenset((*CALLS, *BATCHES, METRICS))
_KNOWN = ", ".join(sorted(_TRACKING))
LARGEST_SENT = 1024 * 1024
"""The most bytes read of a body, as sent; more than the largest batch, so that Segment's own words refuse a larger one."""
TOO_LARGE = b" " * LARGEST_SENT
"""Replaces a body with more bytes: it is too large just the same."""

Answer = Callable[[Request, str | None], Awaitable[Response]]


class Taker(Protocol):
    """Takes what was sent."""

    def accept(self, events: Sequence[Received]) -> None:
        """Accept events, which may be acknowledged once this returns. Raises InputError if they cannot be kept."""

    def refuse(self, refused: Sequence[Refused]) -> None:
        """Note what was not accepted, and why."""


class TrackingApp:
    """The application. It knows no path but those of the tracking API; `app` has one that does.

    Args:
        guard: decides who may call.
        seen: the messages received before.
        now: returns milliseconds since 1970.
        new_id: returns a `messageId` for an event without one.
        strayed: is told of each call to a path that does not exist.
    """

    def __init__(
        self,
        taker: Taker,
        sources: Sequence[Source],
        *,
        now: Callable[[], int],
        new_id: Callable[[], str],
        seen: Seen | None = None,
        guard: Guard | None = None,
        bodies: Bodies | None = None,
        strayed: Callable[[Request], None] = lambda request: None,
    ) -> None:
        self._strayed = strayed
        self._taker, self._sources = taker, named_by_key(sources)
        self._now, self._new_id, self._seen = now, new_id, seen or Seen()
        self._guard = guard or Guard()
        self._bodies = bodies or Bodies(DEFAULTS.bodies_bytes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await lifespan(receive, send)
        elif scope["type"] == "http":
            await self._answered(with_a_path(scope), receive, send, self._tracked)

    async def _answered(self, scope: Scope, receive: Receive, send: Send, how: Answer) -> None:
        with self._bodies.held() as held:
            await self._answered_within(scope, receive, send, how, held)

    async def _answered_within(self, scope: Scope, receive: Receive, send: Send, how: Answer, held: Held) -> None:
        try:
            body, _ = await read_body(receive, LARGEST_SENT, held)
        except ConnectionResetError:
            return  # the client left in the middle of its request, so nobody reads an answer
        request = request_of(scope, TOO_LARGE if body is None else body)
        try:
            response = held.refused or await how(request, _address(scope))
        except Exception as error:
            said = f"This is a mistake of attio_harness, please report it: {type(error).__name__}: {error}"
            response = json_answer(500, {"error": said})
        await answer(send, response, head=request.method == "HEAD")

    def _refused(self, request: Request, *, any_origin: bool = False) -> Response | None:
        return self._guard.refusal(request.headers, scheme=request.scheme, any_origin=any_origin)

    async def _tracked(self, request: Request, address: str | None) -> Response:
        refused = self._refused(request, any_origin=True)
        if refused is not None:
            return refused
        found = settings_of_browser(request.path, self._sources, request.origin)
        takes = "GET" if found is not None else "POST"
        if request.method == "OPTIONS" and (found is not None or request.path in _TRACKING):
            return for_anybody(request, preflight(request, takes))
        if found is None and request.path not in _TRACKING:
            self._strayed(request)
            found = json_answer(404, {"success": False, "message": f"There is no {request.path}; there is {_KNOWN}."})
        elif request.method != takes and (request.method, takes) != ("HEAD", "GET"):
            said = f"There is no {request.method} {request.path}; it takes {takes}."
            found = json_answer(404, {"success": False, "message": said})
        return for_anybody(request, found or self._taken(request, address))

    def _taken(self, request: Request, address: str | None) -> Response:
        reading = read(request, self._sources, at=self._now(), new_id=self._new_id, address=address)
        new, repeats = self._seen.divided(reading.received)
        try:
            self._taker.accept(new)
        except InputError as error:
            self._seen.forget(new)
            # the sender tries again, as after any 5xx
            return json_answer(503, {"success": False, "message": str(error), "code": "not_kept"})
        self._taker.refuse([*reading.refused, *repeats])
        return reading.response


def path_of(scope: Scope) -> str:
    """The path of a request, as it was sent."""
    path = str((scope.get("raw_path") or scope["path"].encode()).decode("latin-1")).partition("?")[0]
    # SDKs are configured with an address with or without a final slash
    return path.rstrip("/") if path.startswith("/v1/") else path


def request_of(scope: Scope, body: bytes) -> Request:
    """The request with its body."""
    headers = received_headers((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"])
    url = f"{path_of(scope)}?{scope.get('query_string', b'').decode('latin-1')}"
    return Request.make(scope["method"], url, headers=headers, body=body, scheme=scope.get("scheme", "http"))


def _address(scope: Mapping[str, Any]) -> str | None:
    client = scope.get("client")
    return client[0] if client else None
