"""A local Segment as an ASGI application: the tracking API for everybody's pages, its control calls for this computer, and inside it
the emulator for everything else.

HTTP stands here: bodies, cross-origin answers, who may call. What is answered is in `answers`; the emulator is its own face.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from attio_emulator.faces.asgi import AsgiApp, Guard, Receive, Scope, Send, answer, lifespan, read_body
from attio_emulator.http import Request, Response, received_headers

from attio_harness.errors import InputError
from attio_harness.local_segment.calls import answered, json_answer, settings_of_browser
from attio_harness.local_segment.intake import BATCHES, CALLS, METRICS, read
from attio_harness.local_segment.repeats import Seen
from attio_harness.local_segment.service import Service
from attio_harness.local_segment.sources import Source, named_by_key

__all__ = ["LocalSegmentApp"]

_TRACKING = frozenset((*CALLS, *BATCHES, METRICS))
_LARGEST_SENT = 1024 * 1024
"""Bytes as they come; more than the largest batch, so that what is too large is told in Segment's words."""
_CONTROL_HEADER = "x-attio-emulator"

_ANYBODY = {"access-control-allow-origin": "*"}
_PREFLIGHT = {
    **_ANYBODY,
    "access-control-allow-methods": "GET, POST, OPTIONS",
    "access-control-allow-headers": "content-type, authorization, x-retry-count",
    "access-control-max-age": "86400",
}


class LocalSegmentApp:
    """`inside` answers what is not Segment's, None for nobody; `hosts` are further names under which clients may call. `seen` has the messages of
    before. `now` gives milliseconds since 1970."""

    def __init__(
        self,
        service: Service,
        sources: Sequence[Source],
        inside: AsgiApp | None,
        *,
        now: Callable[[], int],
        new_id: Callable[[], str],
        seen: Seen | None = None,
        hosts: Collection[str] = (),
    ) -> None:
        self._service, self._sources, self._inside = service, named_by_key(sources), inside
        self._now, self._new_id, self._seen = now, new_id, seen or Seen()
        self._guard = Guard(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await lifespan(receive, send)
            return
        path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1").partition("?")[0]
        is_tracking = path in _TRACKING or path.startswith("/v1/projects/")
        if self._inside is not None and not is_tracking and not path.startswith(("/_segment", "/micro/")):
            await self._inside(scope, receive, send)
            return
        try:
            body, _ = await read_body(receive, _LARGEST_SENT)
        except ConnectionResetError:
            return  # half a request is none, and nobody is there to be told
        headers = received_headers(
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]
        )
        url = f"{path}?{scope.get('query_string', b'').decode('latin-1')}"
        # more than can be read is as good as all of it: both are too large
        request = Request.make(
            scope["method"],
            url,
            headers=headers,
            body=b" " * _LARGEST_SENT if body is None else body,
            scheme=scope.get("scheme", "http"),
        )
        response = self._tracked(request, _address(scope)) if is_tracking else await self._controlled(request)
        await answer(send, response, head=scope["method"] == "HEAD")

    # -- for pages of everybody ------------------------------------------------------------------------------------

    def _tracked(self, request: Request, address: str | None) -> Response:
        refused = self._guard.refusal({name: one for name, one in request.headers.items() if name != "origin"})
        if refused is not None:
            return refused
        if request.method == "OPTIONS":
            return Response(status=204, headers=_PREFLIGHT)
        if request.method == "GET":
            found = settings_of_browser(request.path, self._sources, request.origin)
            return _for_anybody(found or _no_such(request, "POST"))
        if request.method != "POST" or request.path not in _TRACKING:
            return _for_anybody(_no_such(request, "GET" if request.path not in _TRACKING else "POST"))
        return _for_anybody(self._taken(request, address))

    def _taken(self, request: Request, address: str | None) -> Response:
        reading = read(request, self._sources, at=self._now(), new_id=self._new_id, address=address)
        new, repeats = self._seen.divided(reading.received)
        try:
            self._service.accept(new)
        except InputError as error:
            self._seen.forget(new)
            # whoever sends it tries again, as with any 5xx
            return json_answer(503, {"success": False, "message": str(error), "code": "not_kept"})
        self._service.refuse([*reading.refused, *repeats])
        return reading.response

    # -- for this computer -----------------------------------------------------------------------------------------

    async def _controlled(self, request: Request) -> Response:
        refused = self._guard.refusal(request.headers)
        if refused is not None:
            return refused
        if _CONTROL_HEADER not in request.headers and (request.method != "GET" or "origin" in request.headers):
            return json_answer(403, {"error": f"This call needs the header {_CONTROL_HEADER}, with any value."})
        # it may wait for an event, so it does not keep others waiting
        found = await asyncio.to_thread(answered, self._service, request)
        return found or json_answer(404, {"error": f"There is no call {request.method} {request.path}."})


def _address(scope: Mapping[str, Any]) -> str | None:
    client = scope.get("client")
    return client[0] if client else None


def _no_such(request: Request, verb: str) -> Response:
    return json_answer(
        404, {"success": False, "message": f"There is no {request.method} {request.path}; it takes {verb}."}
    )


def _for_anybody(response: Response) -> Response:
    return Response(status=response.status, headers={**response.headers, **_ANYBODY}, body=response.body)
