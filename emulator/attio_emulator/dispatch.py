"""Takes a request to its handler and sends back the response: identifies the caller, finds the route, checks access.

`routes` has the paths, `access` the rules of access, handlers do the work. What surrounds a request (faults, the
journal, waiting batches) is in `api`.
"""

from __future__ import annotations

from functools import partial

import orjson

from attio_emulator.access.limits import RateLimit
from attio_emulator.access.oauth import OAUTH_CALLS
from attio_emulator.access.tokens import authorize, caller_of
from attio_emulator.answer_headers import headers_of
from attio_emulator.calls import NO_BODY, Answer, Call
from attio_emulator.clock import Clock
from attio_emulator.errors import AttioError, dealt_with
from attio_emulator.followups.changes import publish
from attio_emulator.http import LateResponse, Request, Response
from attio_emulator.ids import Ids
from attio_emulator.ledger import Ledger
from attio_emulator.record import Stamp
from attio_emulator.refusals import invalid_path
from attio_emulator.routes import Route, find
from attio_emulator.state import Core

__all__ = ["Dispatch"]

_JSON = "application/json; charset=utf-8"


class Dispatch:
    """Answers requests one at a time; reports refusals to the ledger."""

    def __init__(self, clock: Clock, ids: Ids, ledger: Ledger, limit: RateLimit | None) -> None:
        self._clock, self._ids, self._ledger, self._limit = clock, ids, ledger, limit
        self.requests = 0
        """How many requests have been numbered."""
        self.last_refusal: AttioError | None = None
        self.last_limited = False
        """These describe the last request, see `Api`."""

    def begin(self) -> str:
        """Clear what is known of the last request; returns the number of the next."""
        self.requests += 1
        self.last_refusal, self.last_limited = None, False
        return self._ids.named("request", str(self.requests))

    def answer(self, core: Core, request: Request, number: str, *, late: bool = False) -> Response:
        """Answer the request of this number. With `late`, the response is written only when read, which must be before
        the next request."""
        caller = caller_of(core, request.bearer())
        stamp = Stamp(at=self._clock(), actor=caller.actor, request_id=number)
        route: Route | None = None
        try:
            oauth = OAUTH_CALLS.get((request.method, request.path))
            if oauth is not None:
                return oauth(Call(core, request, {}, stamp))
            route, parts, malformed = find(request.method, request.path)
            call = Call(core, request, parts, stamp)
            if route.authorized:
                authorize(caller, request, route.scopes, stamp.at, of_workspace=route.of_workspace)
            limited = self._limit.take(route.method, route.path) if self._limit is not None else None
            if limited is not None:
                over, self.last_limited = limited.error, True
                answer = Answer(over.status, over.body(), {"retry-after": limited.retry_after})
            else:
                if malformed:
                    raise invalid_path(malformed)
                answer = route.handler(call)
                if not self._ledger.is_silent:
                    publish(core, stamp)
        except AttioError as error:
            dealt_with(error)
            if route is not None and route.writes_record:
                self._ledger.refused(call, error)
            self.last_refusal = error
            answer = Answer(error.status, error.body())
        if late and callable(answer.body):
            return LateResponse.of(answer.status, partial(self._late, request, answer, stamp, self.requests))
        return _response(request, answer, stamp)

    def _late(self, request: Request, answer: Answer, stamp: Stamp, requests: int) -> Response:
        if requests != self.requests:
            raise RuntimeError("an answer was read after the next request, expected it before (late_answers)")
        return _response(request, answer, stamp)


def _response(request: Request, answer: Answer, stamp: Stamp) -> Response:
    """The response: headers, and the body as bytes."""
    empty = answer.body is NO_BODY
    kind = None if empty else _JSON
    headers = headers_of(request, answer.status, number=stamp.request_id, at=stamp.at, content_type=kind)
    if answer.headers:
        headers |= answer.headers
    body = answer.body() if callable(answer.body) else answer.body
    return Response(status=answer.status, headers=headers, body=b"" if empty else orjson.dumps(body))
