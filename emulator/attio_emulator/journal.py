"""What happened, as rows: an exchange in the journal, a refused or dropped assertion in the ledger."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import orjson

from attio_emulator.batches import Outcome
from attio_emulator.calls import Call
from attio_emulator.clock import iso
from attio_emulator.errors import AttioError
from attio_emulator.http import Request, Response, is_too_deep
from attio_emulator.limits import DEFAULTS
from attio_emulator.redacted import Redaction

__all__ = ["Exchange", "refusal", "refused", "row_size"]


_AROUND = 500
"""Bytes of what holds a row together."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer as bytes: bodies are parsed for whoever reads the journal, not for each request."""

    id: str
    at: int
    request: Request
    response: Response

    @classmethod
    def kept(
        cls, id: str, at: int, request: Request, response: Response, *, most: int = DEFAULTS.journal_body_bytes
    ) -> Exchange:
        """An exchange as the journal keeps it: of a form, which holds a file, its type and size alone, and of a body of more than
        `most` bytes its size."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "multipart/form-data":
            request = replace(request, body=f"{kind} of {len(request.body)} bytes".encode())
        if len(request.body) > most:
            request = replace(request, body=_not_kept(request.body, most))
        if len(response.body) > most:
            response = replace(response, body=_not_kept(response.body, most))
        return cls(id, at, request, response)

    def size(self) -> int:
        """Bytes that it takes, more or less."""
        request, response = self.request, self.response
        headers = (*request.headers.items(), *response.headers.items(), *request.query)
        pairs = sum(len(name) + len(value) for name, value in headers)
        return _AROUND + len(request.path) + pairs + len(request.body) + len(response.body)

    def asked(self) -> tuple[str, list[tuple[str, str]]]:
        """Path and query, tokens and secrets redacted."""
        shown = Redaction(self.request)
        return shown.text(self.request.path), shown.pairs(self.request.query)

    def to_dict(self) -> dict[str, Any]:
        """The row of the journal; tokens and secrets are redacted, see `redacted`."""
        request, response = self.request, self.response
        shown = Redaction(request)
        spoiled = {} if response.wire.kind == "answered" else {"wire": response.wire.kind}
        return spoiled | {
            "id": self.id,
            "at": iso(self.at),
            "token": "redacted" if request.headers.get("authorization") else None,
            "method": request.method,
            "path": shown.text(request.path),
            "query": dict(shown.pairs(request.query)),
            "body": shown.body(request.body, request.headers.get("content-type", "")),
            "status": response.status,
            "response": shown.body(response.body, response.headers.get("content-type", "")),
        }


def _not_kept(body: bytes, most: int) -> bytes:
    return f"{len(body)} bytes, not kept: a body in the journal has {most} at most".encode()


def row_size(row: dict[str, Any]) -> int:
    """Bytes that a row of the ledger takes, more or less."""
    try:
        return _AROUND + len(orjson.dumps(row))
    except orjson.JSONEncodeError:  # nested more deeply than is written
        return _AROUND + len(repr(row))


def refusal(at: int, outcome: Outcome, error: AttioError) -> dict[str, Any]:
    """The row of an assertion that was not applied, with what Attio would never say."""
    return {
        "at": iso(at),
        "mode": outcome.mode,
        "object": outcome.object,
        "matching_attribute": outcome.matching_attribute,
        "values": outcome.values,
        "received_at": outcome.received_at,
        "code": error.code,
        "message": error.message,
        "attribute": error.attribute,
        "expected": error.expected,
        "pointer": error.pointer or outcome.pointer,
        "request_id": outcome.request_id,
    }


def refused(call: Call, error: AttioError) -> Outcome:
    """A refused write of a record as an outcome."""
    request = call.request
    found = call.core.workspace.find_object(call.parts["object"])
    return Outcome(
        request_id=call.stamp.request_id,
        mode="single",
        pointer="",
        object=found.slug if found else call.parts["object"],
        matching_attribute=request.param("matching_attribute"),
        record_id=None,
        result="refused",
        error=error,
        values=_values_of(request),
        assumptions=call.core.assumptions.since(),
    )


def _values_of(request: Request) -> Any:
    try:
        body = orjson.loads(request.body)
    except orjson.JSONDecodeError:
        return None
    if is_too_deep(request.body, body):
        return None
    data = body.get("data") if isinstance(body, dict) else None
    return data.get("values") if isinstance(data, dict) else None
