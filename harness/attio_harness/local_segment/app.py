"""A local Segment as an ASGI application: the tracking API for pages of any site, control calls for this computer, and the emulator for
everything else.

`tracking` has the tracking API, and reads bodies; the emulator is an application of its own.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence

from attio_emulator.faces.asgi import AsgiApp, lifespan, too_many_streams
from attio_emulator.faces.callers import Guard
from attio_emulator.faces.receiving import Bodies, with_a_path
from attio_emulator.faces.sending import Receive, Scope, Send, answer, gone
from attio_emulator.http import Request, Response, of_other_site
from attio_emulator.limits import DEFAULTS, Limits
from attio_emulator.own_paths import HEADER
from attio_emulator.pages.assets import OWN
from attio_emulator.pages.frame import HOME

from attio_harness.local_segment.calls import answered, json_answer, lines_answer, list_answer
from attio_harness.local_segment.page import EVENTS, FILES, events_page
from attio_harness.local_segment.repeats import Seen
from attio_harness.local_segment.service import Service
from attio_harness.local_segment.sources import Source
from attio_harness.local_segment.stream import messages
from attio_harness.local_segment.tester import ActionsTester
from attio_harness.local_segment.tester_http import ORIGINS, refused_call, with_origin
from attio_harness.local_segment.trace_query import TOLD, TraceQuery, WrongQuery, read_query
from attio_harness.local_segment.traces import Trace
from attio_harness.local_segment.tracking import LARGEST_SENT, TOO_LARGE, TrackingApp, path_of, request_of
from attio_harness.playground.http import Playground

__all__ = ["LocalSegmentApp"]


_EVENTS, _LINES, _STREAM = "/_segment/events", "/_segment/lines", "/_segment/stream"
_NO_SLASH = EVENTS[1].rstrip("/")
_LOOK = 0.01  # seconds between looks for the events that a call waits for
_NOT_FOR_OTHERS = "This call is not for pages of other sites."


class LocalSegmentApp(TrackingApp):
    """The application.

    Args:
        inside: answers everything that is not Segment's; None if nothing does.
        tester: answers the calls of the actions tester.
        guard: decides who may call.
        seen: the messages received before.
        now: returns milliseconds since 1970.
        run: distinguishes the messages of this process from those of an earlier one.
        nav: the links in the bar of pages.
    """

    def __init__(
        self,
        service: Service,
        sources: Sequence[Source],
        inside: AsgiApp | None,
        *,
        now: Callable[[], int],
        new_id: Callable[[], str],
        seen: Seen | None = None,
        tester: ActionsTester | None = None,
        guard: Guard | None = None,
        run: str = "1",
        nav: Sequence[tuple[str, str]] = (HOME, EVENTS),
        playground: Playground | None = None,
        limits: Limits = DEFAULTS,
        bodies: Bodies | None = None,
    ) -> None:
        super().__init__(
            service,
            sources,
            now=now,
            new_id=new_id,
            seen=seen,
            guard=guard,
            bodies=bodies or Bodies(limits.bodies_bytes),
        )
        self._service, self._inside = service, inside
        self._tester, self._run, self._nav, self._playground = tester, run, nav, playground
        self._limits, self._listening = limits, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await lifespan(receive, send)
            return
        scope = with_a_path(scope)
        path = path_of(scope)
        if not path.startswith("/"):
            refused = self._guard.refusal({}, target=path)
            assert refused is not None
            await answer(send, refused, head=scope["method"] == "HEAD")
        elif path == _STREAM and scope["method"] == "GET":
            await self._streamed(scope, receive, send)
        elif path.startswith("/v1/"):
            await self._answered(scope, receive, send, self._tracked)
        elif path.startswith(("/_segment/", "/micro/")) or path == _NO_SLASH:
            await self._answered(scope, receive, send, self._controlled)
        elif self._tester is not None and self._tester.knows(path):
            await self._answered(scope, receive, send, self._tested)
        elif self._playground is not None and self._playground.knows(path):
            await self._answered(scope, receive, send, self._played)
        elif self._inside is not None:
            await self._inside(scope, receive, send)
        elif path.startswith(OWN.address):
            # files that all pages share are served without an emulator, too
            await self._answered(scope, receive, send, self._shared)
        else:
            await self._answered(scope, receive, send, self._controlled)

    def _not_admitted(self, request: Request, *, any_origin: bool = False) -> Response | None:
        """The refusal of a call outside the tracking API; None if it may be answered."""
        return self._refused(request, any_origin=any_origin) or self._guard.admission(request)

    # -- for this computer -----------------------------------------------------------------------------------------

    async def _controlled(self, request: Request, address: str | None) -> Response:
        refused = self._not_admitted(request)
        if refused is None and request.method in ("GET", "HEAD"):
            # before the header is required: a browser does not send it when it loads a page
            if request.path == _NO_SLASH:
                return Response(status=308, headers={"location": EVENTS[1]})
            if request.path == EVENTS[1]:
                nav = [one for one in self._nav if one != HOME or self._inside is not None]
                return events_page(request, nav, TOLD)
            if request.path.startswith(FILES.address):
                return FILES.answer(request)
        refused = refused or _unsaid(request)
        if refused is not None:
            return refused
        if request.method in ("GET", "HEAD") and request.path in (_EVENTS, _LINES):
            return await self._traces(request)
        # in a thread, because it may wait for a delivery
        found = await asyncio.to_thread(answered, self._service, request)
        if found is not None and found.status == 200 and request.path in ("/_segment/reset", "/micro/reset"):
            # the same events sent again are not repeats now, because the first ones are forgotten
            self._seen.reset()
        return found or json_answer(404, {"error": f"There is no call {request.method} {request.path}."})

    async def _played(self, request: Request, address: str | None) -> Response:
        assert self._playground is not None
        refused = self._not_admitted(request)
        if refused is None and request.body is TOO_LARGE:
            said = f"The texts have more than {LARGEST_SENT:,} bytes together: use `attio-harness check` for more."
            refused = json_answer(413, {"error": said})
        # in a thread, because evaluating a long text takes time, and events keep coming
        return await asyncio.to_thread(self._playground.handle, request) if refused is None else refused

    async def _shared(self, request: Request, address: str | None) -> Response:
        return self._not_admitted(request) or OWN.answer(request)

    async def _traces(self, request: Request) -> Response:
        """The selected traces, one per line, once at least one is found and all found ones are settled."""
        try:
            query = read_query(request.query)
        except WrongQuery as wrong:
            return json_answer(400, {"error": str(wrong)})
        if query.wait and self._listening >= self._limits.streams:
            return too_many_streams(self._limits)
        self._listening += 1
        try:
            found = await self._found(query)
        finally:
            self._listening -= 1
        return list_answer(found) if request.path == _LINES else lines_answer(found)

    async def _found(self, query: TraceQuery) -> list[Trace]:
        """The traces, once at least one is found and all found ones are settled, or once the time to wait is over."""
        until, seen = time.monotonic() + query.wait, -1
        found: list[Trace] = []
        while True:
            changes = self._service.traces.changes
            if changes != seen:
                seen, found = changes, self._service.traces.find(query)
            # without a thread for each call, because many may wait at once
            if time.monotonic() >= until or (found and all(one.is_settled for one in found)):
                return found
            await asyncio.sleep(_LOOK)

    async def _streamed(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = request_of(scope, b"")
        refused = self._not_admitted(request)
        if refused is None and of_other_site(request.headers):
            refused = json_answer(403, {"error": _NOT_FOR_OTHERS})
        if refused is None and self._listening >= self._limits.streams:
            refused = too_many_streams(self._limits)
        if refused is not None:
            await answer(send, refused, head=False)
            return
        headers = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        last = request.headers.get("last-event-id") or request.param("after") or ""

        async def tell() -> None:
            async for message in messages(self._service.traces, last, run=self._run):
                await send({"type": "http.response.body", "body": message, "more_body": True})

        # the stream ends only when the browser goes away
        both = [asyncio.ensure_future(tell()), asyncio.ensure_future(gone(receive))]
        self._listening += 1
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._listening -= 1
            for one in both:
                one.cancel()

    async def _tested(self, request: Request, address: str | None) -> Response:
        """Answer a call of the actions tester, from its own pages or from this computer."""
        assert self._tester is not None
        refused = self._not_admitted(request, any_origin=request.headers.get("origin") in ORIGINS)
        if refused is None and request.body is TOO_LARGE:
            return with_origin(request, refused_call(413, f"the body is larger than {LARGEST_SENT} bytes"))
        return await asyncio.to_thread(self._tester.handle, request) if refused is None else refused


def _unsaid(request: Request) -> Response | None:
    """The refusal of a call that a page of another site could have caused in a visitor's browser; None for other calls."""
    if request.path.startswith("/micro/") and "origin" not in request.headers:
        # like Snowplow Micro's calls, these need no header of ours; a browser says which site such a call comes from
        return json_answer(403, {"error": _NOT_FOR_OTHERS}) if of_other_site(request.headers) else None
    of_page = "origin" in request.headers or of_other_site(request.headers)
    if HEADER not in request.headers and (request.method not in ("GET", "HEAD") or of_page):
        return json_answer(403, {"error": f"This call needs the header {HEADER}, with any value."})
    return None
