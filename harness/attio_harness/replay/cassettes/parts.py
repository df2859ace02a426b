"""Builds exchanges from the parts that each cassette format provides, entry by entry; a bad entry does not stop the others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from attio_harness.exchanges.answers import Answer
from attio_harness.replay.cassettes.bodies import as_json, headers_of, moment, shown_body, unpacked, url_of
from attio_harness.replay.exchange import Exchange, Unread
from attio_harness.text.words import clean, kind_of

__all__ = ["Entry", "Misshapen", "entries", "exchange", "member", "status_of"]


_METHOD = re.compile(r"[A-Za-z]+", re.ASCII)


class Misshapen(Exception):
    """An entry that is no exchange; the text says what was found and what was expected."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Where an entry is."""

    file: str
    index: int
    line: int | None


def entries(
    rows: Iterable[tuple[Any, int | None]], read: Callable[[Any, Entry], Exchange], *, file: str
) -> Iterator[Exchange | Unread]:
    """Each row, with the line where it begins, as an exchange or as an unreadable entry."""
    for index, (row, line) in enumerate(rows):
        try:
            if not isinstance(row, Mapping):
                raise Misshapen(f"found {_kind(row)}, expected an exchange: an object with a request and a response")
            yield read(row, Entry(file, index, line))
        except (Misshapen, ValueError) as error:
            yield Unread(file=file, line=line, index=index, why=str(error))


def exchange(
    entry: Entry,
    *,
    method: Any,
    url: Any,
    query: tuple[tuple[str, str], ...] = (),
    headers: Any = None,
    body: bytes | None = None,
    status: int | None,
    answer_headers: Any = None,
    answer_body: bytes | None = None,
    lost: str = "",
    times: tuple[Any, ...] = (),
) -> Exchange:
    """An exchange from its raw parts. It has no answer if the status is missing or is none (0).

    Raises:
        Misshapen: the method or the URL is not one.
        ValueError: a body is damaged.
    """
    if not isinstance(method, str) or not _METHOD.fullmatch(method.strip()):
        found = repr(clean(method[:20])) if isinstance(method, str) else _kind(method)
        raise Misshapen(f"its method is {found}, expected one such as GET")
    host, path, sent = url_of(url)
    given, of_answer = headers_of(headers), headers_of(answer_headers)
    raw = unpacked(body, given)
    answered = None
    if status:
        answered = Answer(status=status, body=shown_body(unpacked(answer_body, of_answer)), headers=of_answer)
    return Exchange(
        file=entry.file,
        line=entry.line,
        index=entry.index,
        method=method.strip().upper(),
        host=host,
        path=path,
        query=tuple((clean(name), clean(value)) for name, value in (*sent, *query)),
        headers=given,
        body=raw,
        json=as_json(raw),
        answer=answered,
        lost=lost,
        # Attio's clock, not the client's, as it made the times in the answer
        at=moment(of_answer.get("x-accurate-at"), of_answer.get("date"), *times),
    )


def member(row: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A member that is an object.

    Raises:
        Misshapen: it is missing or no object.
    """
    found = row.get(name)
    if not isinstance(found, Mapping):
        found_words = f"a {name} that is {_kind(found)}" if name in row else f"no {name}"
        raise Misshapen(f"found {found_words}, expected an object")
    return found


def status_of(given: Any) -> int | None:
    """A status given as a number, as text (`200 OK`), or as None.

    Raises:
        Misshapen: it is none of these.
    """
    if given is None:
        return None
    text = str(given).strip().partition(" ")[0]
    if isinstance(given, bool) or not (text.isascii() and text.isdigit()):
        raise Misshapen(f"its status is {given!r:.40}, expected a number such as 200")
    return int(text)


def _kind(value: Any) -> str:
    return "bytes" if isinstance(value, bytes) else kind_of(value)
