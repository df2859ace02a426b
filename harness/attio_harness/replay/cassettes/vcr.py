"""Cassettes of VCR and its successors (vcrpy, Ruby's VCR and Betamax, go-vcr, PHP-VCR): YAML or JSON, a list of interactions.

All have a request and a response each, and differ in how they write method, address, status and bodies. The notation of any
of them is read in every cassette, also in one written by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attio_harness.replay.cassettes.bodies import as_bytes
from attio_harness.replay.cassettes.parts import Entry, Misshapen, entries, exchange, member, status_of
from attio_harness.replay.exchange import Exchange, Unread

__all__ = ["interactions", "read_vcr"]

_LISTS = ("interactions", "http_interactions")
_WRAPPED = frozenset({"string", "base64_string", "encoding"})


def interactions(document: Any) -> tuple[list[Any], str] | None:
    """The interactions of a cassette and the pointer to their list; None if the document is no cassette."""
    if isinstance(document, Mapping):
        for name in _LISTS:
            if isinstance(document.get(name), list):
                return document[name], f"/{name}"
        return None
    first = document[0] if isinstance(document, list) and document else None
    if isinstance(first, Mapping) and "request" in first and "response" in first:
        return document, ""
    return None


def read_vcr(rows: list[Any], lines: Sequence[int | None], *, file: str) -> Iterator[Exchange | Unread]:
    return entries(zip(rows, lines, strict=True), _interaction, file=file)


def _interaction(row: Mapping[str, Any], entry: Entry) -> Exchange:
    request, response = member(row, "request"), member(row, "response")
    return exchange(
        entry,
        method=_word(request.get("method")),
        url=request.get("uri") or request.get("url"),
        headers=request.get("headers"),
        body=_body(request.get("body")),
        status=_status(response),
        answer_headers=response.get("headers"),
        answer_body=_body(response.get("body", response.get("content"))),
        times=(row.get("recorded_at"),),
    )


def _word(given: Any) -> Any:
    """A Ruby symbol (`:post`) as a word; cassettes of VCR's first versions have some."""
    return given.removeprefix(":") if isinstance(given, str) else given


def _status(response: Mapping[str, Any]) -> int | None:
    """The status: a number, an object with `code`, or text such as `200 OK` beside a `code`."""
    given = response.get("status", response.get("status_code"))
    if isinstance(given, Mapping):
        given = given.get("code", given.get("status"))
    if "code" in response:
        given = response["code"]
    if given is None:
        raise Misshapen("found a response without status, expected a number such as 200")
    return status_of(given)


def _body(given: Any) -> bytes | None:
    if isinstance(given, Mapping) and given and set(given) <= _WRAPPED:
        if given.get("base64_string") is not None:
            return as_bytes(given["base64_string"], "base64")
        return as_bytes(given.get("string"))
    return as_bytes(given)
