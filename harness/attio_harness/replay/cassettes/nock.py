"""What nock's recorder writes (`output_objects`): a list with scope, method, path, bodies as JSON values, and flat lists of headers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attio_harness.replay.cassettes.bodies import as_bytes, headers_of
from attio_harness.replay.cassettes.parts import Entry, Misshapen, entries, exchange, status_of
from attio_harness.replay.exchange import Exchange, Unread

__all__ = ["is_nock", "read_nock"]

_HEXADECIMAL = re.compile(r"(?:[0-9a-f]{2})+")


def is_nock(document: Any) -> bool:
    first = document[0] if isinstance(document, list) and document else None
    return isinstance(first, Mapping) and {"scope", "method", "path"} <= set(first)


def read_nock(document: Any, lines: Sequence[int], *, file: str) -> Iterator[Exchange | Unread]:
    return entries(zip(document, lines, strict=False), _call, file=file)


def _call(row: Mapping[str, Any], entry: Entry) -> Exchange:
    scope, path = row.get("scope"), row.get("path")
    if not isinstance(scope, str) or not isinstance(path, str):
        raise Misshapen("found no scope and path as text, expected where the request went")
    headers = row.get("rawHeaders", row.get("headers"))
    return exchange(
        entry,
        method=row.get("method"),
        url=scope + path,
        headers=row.get("reqheaders"),
        body=_body(row.get("body"), {}),
        status=status_of(row.get("status")),
        answer_headers=headers,
        answer_body=_body(row.get("response"), headers_of(headers)),
    )


def _body(given: Any, headers: Mapping[str, str]) -> bytes | None:
    """The bytes of JSON values, of text, or of a list of hexadecimal texts (compressed or binary bodies)."""
    if isinstance(given, list) and given and "content-encoding" in headers:
        pieces = [one for one in given if isinstance(one, str) and _HEXADECIMAL.fullmatch(one)]
        if len(pieces) == len(given):
            return b"".join(map(bytes.fromhex, pieces))
    return as_bytes(given)
