"""Takes a request to its handler and sends back the response: identifies the caller, finds the route, checks access,
adds the headers.

`routes` has the paths, `access` the rules of access, handlers do the work. What surrounds a request (faults, the
journal, waiting batches) is in `api`.
"""

from __future__ import annotations

from email.utils import formatdate
from functools import lru_cache, partial

import orjson

from attio_emulator.access.limits import RateLimit
from attio_emulator.access.oauth import OAUTH_CALLS
from attio_emulator.access.tokens import authorize, caller_of
from attio_emulator.calls import NO_BODY, Answer, Call
from attio_emulator.clock import Clock, iso
from attio_emulator.errors import AttioError, dealt_with
from attio_emulator.followups import publish
from attio_emulator.http import LateResponse, Request, Response
from attio_emulator.ids import Ids
from attio_emulator.ledger import Ledger
from attio_emulator.record import Stamp
from attio_emulator.refusals import invalid_path
from attio_emulator.routes import Route, find
from attio_emulator.state import Core

__all__ = ["Dispatch"]

_JSON = "application/json; charset=utf-8"

_EVERY = {
    "vary": "Origin",
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "x-attio-client,x-attio-execution-id,x-attio-platform,x-attio-platform-version,"
    "x-attio-record-query-score,x-attio-app-installation-bundle-id,WWW-Authenticate",
    "x-frame-options": "DENY",
}
"""Headers of every response (observed). Those that the edge of Attio's network adds are left out, such as `server` and
`strict-transport-security`: a local server speaks plain http, over which the latter must not be sent (RFC 6797)."""
_UNDATED = ("/v2/self", "/v1/token", "/v2/webhooks")
"""Paths without `x-accurate-at` in responses (observed for the first); single webhooks have none either."""


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
    headers = _headers(request, answer.status, stamp, content_type=None if empty else _JSON)
    if answer.headers:
        headers |= answer.headers
    body = answer.body() if callable(answer.body) else answer.body
    return Response(status=answer.status, headers=headers, body=b"" if empty else orjson.dumps(body))


def _headers(request: Request, status: int, stamp: Stamp, *, content_type: str | None) -> dict[str, str]:
    """The headers of a response (observed).

    Queries have a score, which is "0" in every recorded response. Refusals and deletions have no nanosecond date.
    """
    headers = _begun(stamp.at // 1000, content_type).copy()
    headers["x-attio-execution-id"] = stamp.request_id
    path = request.path
    if status < 400 and request.method != "DELETE" and not path.startswith(_UNDATED):
        headers["x-accurate-at"] = iso(stamp.at)
        if path.endswith("/query"):
            headers["x-attio-record-query-score"] = "0"
    return headers


@lru_cache(maxsize=256)  # responses of one second begin alike
def _begun(seconds: int, content_type: str | None) -> dict[str, str]:
    """The headers common to a second's responses, in order. Copy it; the ID of the request is still empty."""
    headers = {"x-attio-execution-id": "", "date": formatdate(seconds, usegmt=True), **_EVERY}
    return headers if content_type is None else {**headers, "content-type": content_type}
