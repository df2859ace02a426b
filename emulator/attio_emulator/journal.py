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
from attio_emulator.redacted import Redaction

__all__ = ["Exchange", "refusal", "refused"]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer as bytes: bodies are parsed for whoever reads the journal, not for each request."""

    id: str
    at: int
    request: Request
    response: Response

    @classmethod
    def kept(cls, id: str, at: int, request: Request, response: Response) -> Exchange:
        """An exchange as the journal keeps it: of a form, which holds a file, its type and size alone."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "multipart/form-data":
            request = replace(request, body=f"{kind} of {len(request.body)} bytes".encode())
        return cls(id, at, request, response)

    def asked(self) -> tuple[str, list[tuple[str, str]]]:
        """Path and query, tokens and secrets redacted."""
        shown = Redaction(self.request)
        return shown.text(self.request.path), shown.pairs(self.request.query)

    def to_dict(self) -> dict[str, Any]:
        """The row of the journal; tokens and secrets are redacted, see `redacted`."""
        request, response = self.request, self.response
        shown = Redaction(request)
        return {
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
