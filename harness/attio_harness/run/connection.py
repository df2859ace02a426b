"""How a delivery's requests reach the emulator, with which token, and what Segment sees of an answer that a fault rule delays, cuts
off or withholds. What is sent, and what a whole answer means, is decided elsewhere.

Observed in production: a request to Attio without an answer fails because it "exceeded the deadline of 3.5s". Observed of the
published client: a refused connection, a reset one and one that closes without an answer fail at once, with the words below. If a body
breaks off, the client waits for the rest until the deadline.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache

from attio_emulator import Emulator, Token
from attio_emulator import Request as WireRequest
from attio_emulator import Response as WireResponse
from segment_actions import Request, Response
from segment_actions.errors import FetchError, RequestTimedOut, TransportError

__all__ = ["AUTH", "DEADLINE", "SEGMENT", "Connection", "TooLate"]

AUTH = {"access_token": "attio-harness"}
"""No token of a real workspace: that has no business in an offline check."""

SEGMENT = Token(
    token=AUTH["access_token"], kind="oauth-app", name="Segment", app="5e67e27a-0000-4000-8000-000000000001"
)
"""What that token is to the emulator: the destination connects through OAuth, so what it writes is by the actor `app` (recorded of
other apps). Which ID Attio gave Segment's app nobody has published; this one stands for it."""

DEADLINE = 3.5
"""How long a request may take until its whole answer is there, in seconds (`delivery.deadline`)."""


class Connection:
    """Carries the destination's requests into an emulator, as bytes: the two meet on the wire only.

    Nobody waits: what would take longer than `deadline` seconds fails at once as it would then.
    """

    def __init__(self, emulator: Emulator, *, deadline: float = DEADLINE) -> None:
        self._emulator, self._deadline = emulator, deadline

    def __call__(self, request: Request) -> Response:
        """The answer. Raises TransportError where Segment would see none."""
        at = _at(request.url) if len(request.url) <= _LONGEST else WireRequest.make("GET", request.url)
        headers = dict(at.headers)
        for name, value in request.headers.items():
            headers[name.lower()] = value
        sent = WireRequest.received(request.method.upper(), at.path, at.query, headers, request.content, at.scheme)
        answer = self._emulator.handle(sent)
        if answer.delay or answer.wire.kind != "answered":
            failure = _failure_of(request, answer, self._deadline)
            if failure is not None:
                raise failure
        return _Answer(answer)


class _Answer(Response):
    """An answer of the emulator, of which headers and body are asked for when the action reads them: mostly it does not
    (`Emulator.late_answers`)."""

    def __init__(self, answer: WireResponse) -> None:
        self.__dict__.update(status=answer.status, _answer=answer)

    @cached_property
    def headers(self) -> Mapping[str, str]:
        headers: Mapping[str, str] = self.__dict__["_answer"].headers
        return headers

    @cached_property
    def content(self) -> bytes:
        body: bytes = self.__dict__["_answer"].body
        return body


_LONGEST = 1_000
"""Longer addresses are taken apart each time, as an event may be in one."""


@lru_cache(maxsize=256)
def _at(url: str) -> WireRequest:
    """An address taken apart: an action asks for the same few again and again."""
    return WireRequest.make("GET", url)


class TooLate(FetchError):
    """The whole answer did not arrive in time."""

    def __init__(self, url: str, deadline: float) -> None:
        super().__init__(url, f"The https request exceeded the deadline of {deadline:g}s")


def _failure_of(request: Request, answer: WireResponse, deadline: float) -> TransportError | None:
    """How the request fails; None if its whole answer arrives within the deadline (in seconds)."""
    wire, passed = answer.wire, answer.delay
    end: TransportError | None = None
    if wire.kind == "drip":
        passed += len(answer.body) / wire.rate
    elif wire.kind == "refused":
        end = FetchError(request.url, "connect ECONNREFUSED", "ECONNREFUSED")
    elif wire.kind == "unreachable":
        passed += wire.seconds
        end = FetchError(request.url, "connect ETIMEDOUT", "ETIMEDOUT")
    elif wire.kind == "silent":
        passed += wire.seconds
        end = FetchError(request.url, "socket hang up", "ECONNRESET")
    elif wire.kind == "reset" and wire.bytes == 0:
        end = FetchError(request.url, "read ECONNRESET", "ECONNRESET")
    elif wire.kind == "half_closed" and wire.bytes == 0:
        end = FetchError(request.url, "socket hang up", "ECONNRESET")
    elif wire.kind != "answered":
        passed = float("inf")
    # the client's own limit, which is longer unless somebody sets a longer deadline
    own = request.timeout
    if own is not None and passed * 1000 > own and own < deadline * 1000:
        return RequestTimedOut(own)
    return TooLate(request.url, deadline) if passed > deadline else end
