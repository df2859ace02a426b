"""The journal: the newest requests with their responses, as sent, and as rows without secrets.

`ledger` has the outcomes of assertions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from attio_emulator.clock import iso
from attio_emulator.http import ANSWERED, Request, Response
from attio_emulator.limits import DEFAULTS
from attio_emulator.newest import AROUND, Newest
from attio_emulator.redacted import Redaction

__all__ = ["Exchange", "Journal"]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its response as bytes. Bodies are parsed only when somebody reads the journal."""

    id: str
    at: int
    request: Request
    response: Response

    def asked(self) -> tuple[str, list[tuple[str, str]]]:
        """Path and query, with tokens and secrets redacted."""
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


_Query = tuple[tuple[str, str], ...]
_Row = tuple[int, str, int, str, str, _Query, str, bytes, int, bytes, tuple[str, ...], int, Any]


class Journal:
    """The newest exchanges. Each is stored as texts and bytes only, which the garbage collector ignores: stored as
    requests and responses, they took a third of the time of every request."""

    def __init__(self, *, most: int, most_bytes: int, most_body: int = DEFAULTS.journal_body_bytes) -> None:
        self._rows: Newest[_Row] = Newest(itemgetter(0), most=most, most_bytes=most_bytes)
        self.most, self._most_body = most, most_body
        self.cleared = 0
        """How many times it was cleared: followers learn from it that earlier rows are gone."""

    def add(self, id: str, at: int, request: Request, response: Response) -> None:
        """Keep an exchange. Of a form, which holds a file, only the type and size are kept; of a body over the limit, its size."""
        asked, answered, sent, most = request.body, response.body, request.headers, self._most_body
        kind = sent.get("content-type", "")
        if kind[:1] in "mM \t" and (plain := kind.partition(";")[0].strip().lower()) == "multipart/form-data":
            asked = f"{plain} of {len(asked)} bytes".encode()
        if len(asked) > most:
            asked = _not_kept(asked, most)
        if len(answered) > most:
            answered = _not_kept(answered, most)
        path, query, given = request.path, request.query, response.headers
        headers = (*sent, *sent.values(), *given, *given.values())
        size = AROUND + len(path) + len(asked) + len(answered) + len("".join(headers))
        for name, value in query:
            size += len(name) + len(value)
        wire = None if response.wire is ANSWERED and not response.delay else (response.wire, response.delay)
        self._rows.append(
            (
                size, id, at, request.method, path, query, request.scheme, asked, response.status, answered,
                headers, len(sent), wire,
            )
        )  # fmt: skip

    @property
    def forgotten(self) -> int:
        """How many exchanges have been forgotten since the last `clear`."""
        return self._rows.forgotten

    def __delitem__(self, where: slice) -> None:
        """Remove the newest: `del journal[count:]`."""
        del self._rows[where]

    def clear(self) -> None:
        """Remove all exchanges and reset the count of forgotten ones."""
        self._rows.clear()
        self.cleared += 1

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Exchange]:
        return map(_exchange, self._rows)

    def __reversed__(self) -> Iterator[Exchange]:
        return map(_exchange, reversed(self._rows))


def _exchange(row: _Row) -> Exchange:
    _, id, at, method, path, query, scheme, asked, status, answered, headers, sent, odd = row
    own, given = _paired(headers[: 2 * sent]), _paired(headers[2 * sent :])
    request = Request(method=method, path=path, query=query, headers=own, body=asked, scheme=scheme)
    wire, delay = odd or (ANSWERED, 0.0)
    response = Response(status=status, headers=given, body=answered, wire=wire, delay=delay)
    return Exchange(id, at, request, response)


def _paired(texts: Sequence[str]) -> dict[str, str]:
    """The pairs of names and values that were stored as all names, then all values."""
    half = len(texts) // 2
    return dict(zip(texts[:half], texts[half:], strict=True))


def _not_kept(body: bytes, most: int) -> bytes:
    return f"{len(body)} bytes, not kept: a body in the journal has {most} at most".encode()
