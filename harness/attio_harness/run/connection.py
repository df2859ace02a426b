"""How the requests of a delivery reach the emulator, and by which token. What is sent, and what its answer means, is decided elsewhere."""

from __future__ import annotations

from attio_emulator import Emulator, Token
from attio_emulator import Request as WireRequest
from segment_actions import Request, Response

__all__ = ["AUTH", "SEGMENT", "Connection"]

AUTH = {"access_token": "attio-harness"}
"""No token of a real workspace: that has no business in an offline check."""

SEGMENT = Token(
    token=AUTH["access_token"], kind="oauth-app", name="Segment", app="5e67e27a-0000-4000-8000-000000000001"
)
"""What that token is to the emulator: the destination connects through OAuth, so what it writes is by the actor `app` (recorded of
other apps). Which ID Attio gave Segment's app nobody has published; this one stands for it."""


class Connection:
    """Carries the destination's requests into an emulator, as bytes: the two meet on the wire only."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    def __call__(self, request: Request) -> Response:
        sent = WireRequest.make(request.method, request.url, headers=dict(request.headers), body=request.content)
        answer = self._emulator.handle(sent)
        return Response(status=answer.status, headers=answer.headers, content=answer.body)
