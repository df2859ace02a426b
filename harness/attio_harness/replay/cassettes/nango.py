"""Files that Nango keeps for tests of its integrations: `api` holds what the API answered, by method and path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl

from attio_harness.replay.cassettes.bodies import as_bytes
from attio_harness.replay.cassettes.parts import Entry, Misshapen, entries, exchange, member, status_of
from attio_harness.replay.exchange import Exchange, Unread
from attio_harness.text.json import line_of, pointer_token

__all__ = ["is_nango", "read_nango"]

_METHODS = frozenset({"get", "post", "put", "patch", "delete"})


def is_nango(document: Any) -> bool:
    api = document.get("api") if isinstance(document, Mapping) else None
    return isinstance(api, Mapping) and bool(api) and set(map(str.lower, api)) <= _METHODS


def read_nango(document: Any, text: str, *, file: str) -> Iterator[Exchange | Unread]:
    """The answers in order of time if all have one; otherwise as in the file, by method and path."""
    found = list(entries(_rows(document["api"], text), _answer, file=file))
    answers = [one for one in found if isinstance(one, Exchange)]
    if len(answers) < len(found) or any(one.at is None for one in answers):
        return iter(found)
    # `date` has whole seconds: within one, a time that is more exact says nothing about an answer without it
    exact = all(one.answer is not None and "x-accurate-at" in one.answer.headers for one in answers)
    return iter(sorted(answers, key=lambda one: (one.at or 0) // (1 if exact else 1000)))


def _rows(api: Mapping[str, Any], text: str) -> Iterator[tuple[Any, int | None]]:
    for method, paths in api.items():
        for path, given in paths.items() if isinstance(paths, Mapping) else ():
            pointer = "/api" + pointer_token(method) + pointer_token(path)
            for one in given if isinstance(given, list) else [given]:
                row = {**one, "method": method, "path": path} if isinstance(one, Mapping) else one
                yield row, line_of(text, pointer)


def _answer(row: Mapping[str, Any], entry: Entry) -> Exchange:
    request = member(row, "request") if "request" in row else {}
    if "response" not in row:
        raise Misshapen("found no response, expected what was answered")
    status = status_of(row.get("status"))
    return exchange(
        entry,
        method=row["method"],
        url=row["path"],
        query=_query(request.get("params")),
        headers=request.get("headers"),
        body=as_bytes(request.get("data")),
        status=200 if status is None else status,
        answer_headers=row.get("headers"),
        answer_body=as_bytes(row["response"]),
    )


def _query(params: Any) -> tuple[tuple[str, str], ...]:
    if isinstance(params, str):
        return tuple(parse_qsl(params, keep_blank_values=True))
    if not isinstance(params, Mapping):
        return ()
    pairs = [(name, one) for name, value in params.items() for one in (value if isinstance(value, list) else [value])]
    return tuple((name, str(one)) for name, one in pairs)
