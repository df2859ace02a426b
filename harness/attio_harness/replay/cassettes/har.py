"""HTTP Archives (HAR 1.2) of browsers, of proxies, and of Polly.js, which records archives too."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from attio_harness.replay.cassettes.bodies import as_bytes, as_json, moment
from attio_harness.replay.cassettes.parts import Entry, Misshapen, entries, exchange, member, status_of
from attio_harness.replay.exchange import Exchange, Unread

__all__ = ["POINTER", "is_har", "read_har"]

POINTER = "/log/entries"


def is_har(document: Any) -> bool:
    log = document.get("log") if isinstance(document, Mapping) else None
    return isinstance(log, Mapping) and isinstance(log.get("entries"), list)


def read_har(document: Any, lines: Sequence[int], *, file: str) -> Iterator[Exchange | Unread]:
    """The entries in the order in which they were sent, as Polly.js sorts them too; `lines` has the line of each entry."""
    rows = document["log"]["entries"]
    found = list(entries(zip(rows, lines, strict=True), _entry, file=file))
    # not by the times of answers: they are of another clock, and only some answers have one
    sent = [moment(row.get("startedDateTime")) if isinstance(row, Mapping) else None for row in rows]
    if all(isinstance(one, Unread) or at is not None for one, at in zip(found, sent, strict=True)):
        # one that cannot be read stays where it is told
        order = sorted(range(len(rows)), key=lambda place: sent[place] or 0)
        return iter([found[place] for place in order])
    return iter(found)


def _entry(row: Mapping[str, Any], entry: Entry) -> Exchange:
    request, response = member(row, "request"), member(row, "response")
    body, lost = _sent(request)
    content = response.get("content")
    content = content if isinstance(content, Mapping) else {}
    answered = _content(content)
    if answered is None and _size(content.get("size")) > 0 and not lost:
        lost = "the body of the response"
    if _is_cut(content, answered) and not lost:
        lost = "the end of the body of the response"
    return exchange(
        entry,
        method=request.get("method"),
        url=request.get("url"),
        headers=request.get("headers"),
        body=body,
        status=status_of(response.get("status")),
        answer_headers=response.get("headers"),
        answer_body=answered,
        lost=lost,
        times=(row.get("startedDateTime"),),
    )


def _sent(request: Mapping[str, Any]) -> tuple[bytes | None, str]:
    """The body of a request, and what is missing from it."""
    data = request.get("postData")
    if not isinstance(data, Mapping):
        return None, "the body of the request" if _size(request.get("bodySize")) > 0 else ""
    text = data.get("text")
    if text:
        return as_bytes(text, str(data.get("encoding") or "")), ""
    params = data.get("params")
    if not isinstance(params, list) or not params:
        return None, ""
    if str(data.get("mimeType", "")).startswith("multipart/"):
        return None, "the body of the request"
    pairs = [(one.get("name", ""), one.get("value", "")) for one in params if isinstance(one, Mapping)]
    return urlencode(pairs).encode(), ""


def _content(content: Mapping[str, Any]) -> bytes | None:
    text = content.get("text")
    if content.get("_isBinary") and isinstance(text, str):
        return _chunks(text)
    return as_bytes(text, str(content.get("encoding") or ""))


def _is_cut(content: Mapping[str, Any], answered: bytes | None) -> bool:
    """Whether a text is only the beginning of the body, as browsers keep of a long one: shorter than its size, and no JSON."""
    if answered is None or content.get("encoding") or content.get("_isBinary"):
        return False
    return len(answered) < _size(content.get("size")) and as_json(answered) is None


def _chunks(text: str) -> bytes:
    """The bytes of a binary body, which Polly.js writes as one hexadecimal or base64 text, or as a JSON list of them."""
    try:
        given = json.loads(text)
    except ValueError:
        given = text
    pieces = given if isinstance(given, list) else [given]
    if not all(isinstance(one, str) for one in pieces):
        raise Misshapen("its body is said to be binary, and is neither hexadecimal nor base64")
    try:
        return b"".join(bytes.fromhex(one) for one in pieces)
    except ValueError:
        return b"".join(as_bytes(one, "base64") or b"" for one in pieces)


def _size(given: Any) -> int:
    return given if isinstance(given, int) and not isinstance(given, bool) else 0
