"""A recorded request as a call of Attio's API: which call it is, what its path names, and the request to send to the emulator."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote

from attio_emulator import AttioError, Request
from attio_emulator.routes import find

from attio_harness.exchanges.ids import IdMap
from attio_harness.replay.exchange import Exchange

__all__ = ["RecordedCall", "called", "request_of"]

_TOKEN = "replay"
_PASSED_ON = ("content-type", "accept")
"""Headers passed on to the emulator as recorded; the others belong to the client or its connection, or are secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedCall:
    """An exchange with Attio: `path` as Attio has it, `operation` as Attio's documentation names the call, `parts` what the path names.
    If Attio has no such call, `operation` is the path and `parts` is empty.
    """

    exchange: Exchange
    path: str
    operation: str
    parts: Mapping[str, str]

    @property
    def succeeded(self) -> bool:
        answer = self.exchange.answer
        return answer is not None and 200 <= answer.status < 300


def called(exchange: Exchange, path: str) -> RecordedCall:
    try:
        route, parts, _ = find(exchange.method, path)
    except AttioError:
        return RecordedCall(exchange=exchange, path=path, operation=f"{exchange.method} {path}", parts={})
    return RecordedCall(exchange=exchange, path=path, operation=f"{route.method} {route.path}", parts=parts)


def request_of(call: RecordedCall, ids: IdMap) -> Request:
    """The request with the emulator's ids. It has our own token, or none if a refusal says that none was sent."""
    exchange = call.exchange
    headers = {name: exchange.headers[name] for name in _PASSED_ON if name in exchange.headers}
    # without a token, `GET /v2/self` answers 400
    refusal = 400 if call.operation == "GET /v2/self" else 401
    refused = exchange.answer is not None and exchange.answer.status == refusal
    if "authorization" in exchange.headers or not refused:
        headers["authorization"] = f"Bearer {_TOKEN}"
    path = "/".join(quote(ids.translated(unquote(one)), safe="@:$+~!'()*,;=.-_") for one in call.path.split("/"))
    return Request(
        method=exchange.method,
        path=path,
        query=tuple((name, ids.translated(value)) for name, value in exchange.query),
        headers=headers,
        body=_body(exchange, ids),
    )


def _body(exchange: Exchange, ids: IdMap) -> bytes:
    if exchange.json is not None:
        return json.dumps(ids.translated(exchange.json), ensure_ascii=False).encode("utf-8", "surrogatepass")
    if exchange.body is None:
        return b""
    try:
        # a form, multipart too, may name a record
        return str(ids.translated(exchange.body.decode("utf-8"))).encode()
    except UnicodeDecodeError:
        return exchange.body
