"""The emulator's own journal, as `GET /_emulator/requests` shows it: `{"data": […]}`, a list, one entry, or one entry a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attio_harness.replay.cassettes.bodies import as_bytes
from attio_harness.replay.cassettes.parts import Entry, entries, exchange, status_of
from attio_harness.replay.exchange import Exchange, Unread

__all__ = ["forgotten", "is_entry", "journal_rows", "read_journal"]

_FORM = "multipart/form-data of "
"""How the journal writes a body that holds a file."""


def is_entry(row: Any) -> bool:
    """Whether a value is an entry of the journal."""
    return isinstance(row, Mapping) and {"method", "path", "status", "response"} <= set(row) and "scope" not in row


def journal_rows(document: Any) -> tuple[list[Any], str | None] | None:
    """The entries and the pointer to their list (None for a single entry); None if the document is no journal."""
    if is_entry(document):
        return [document], None
    data = document.get("data") if isinstance(document, Mapping) else document
    if isinstance(data, list) and data and any(map(is_entry, data)):
        return data, "/data" if isinstance(document, Mapping) else ""
    return None


def forgotten(document: Any) -> int:
    """How many requests preceded the first entry: the emulator keeps the newest ones and counts the others."""
    found = document.get("forgotten") if isinstance(document, Mapping) else None
    return found if isinstance(found, int) and found > 0 else 0


def read_journal(rows: Iterable[tuple[Any, int | None]], *, file: str) -> Iterator[Exchange | Unread]:
    return entries(rows, _row, file=file)


def _row(row: Mapping[str, Any], entry: Entry) -> Exchange:
    query = row.get("query")
    pairs = tuple((str(name), str(value)) for name, value in query.items()) if isinstance(query, Mapping) else ()
    answered, body = row.get("response"), row.get("body")
    form = isinstance(body, str) and body.startswith(_FORM)
    return exchange(
        entry,
        method=row.get("method"),
        url=row.get("path"),
        query=pairs,
        # the journal says whether a token was sent, never which
        headers={"authorization": "Bearer redacted"} if row.get("token") else {},
        body=None if form else as_bytes(body),
        lost="the body of the request" if form else "",
        status=status_of(row.get("status")),
        answer_body=as_bytes(answered),
        times=(row.get("at"),),
    )
