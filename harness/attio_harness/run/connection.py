"""How a delivery's requests reach the emulator, and with which token. What is sent, and what the answer means, is decided elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache

from attio_emulator import Emulator, Token
from attio_emulator import Request as WireRequest
from attio_emulator import Response as WireResponse
from segment_actions import Request, Response

from attio_harness.run.on_the_way import DEADLINE, failure_of

__all__ = ["AUTH", "SEGMENT", "Connection"]

AUTH = {"access_token": "attio-harness"}
"""No token of a real workspace: that has no business in an offline check."""

SEGMENT = Token(
    token=AUTH["access_token"], kind="oauth-app", name="Segment", app="5e67e27a-0000-4000-8000-000000000001"
)
"""What that token is to the emulator: the destination connects through OAuth, so what it writes is by the actor `app` (recorded of
other apps). Which ID Attio gave Segment's app nobody has published; this one stands for it."""


class Connection:
    """Carries the destination's requests into an emulator, as bytes: the two meet on the wire only.

    Nobody waits: what would take longer than `deadline` seconds fails at once as it would then.
    """

    def __init__(self, emulator: Emulator, *, deadline: float = DEADLINE) -> None:
        self._emulator, self._deadline = emulator, deadline

    def __call__(self, request: Request) -> Response:
        """The answer. Raises TransportError where Segment would see none."""
        at = _at(request.url) if len(request.url) <= _LONGEST else WireRequest.make("GET", request.url)
        sent = WireRequest.received(
            request.method.upper(),
            at.path,
            at.query,
            {**at.headers, **{name.lower(): value for name, value in request.headers.items()}},
            request.content,
            at.scheme,
        )
        answer = self._emulator.handle(sent)
        if answer.delay or answer.wire.kind != "answered":
            failure = failure_of(request, answer, self._deadline)
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
