"""A recorded exchange from any file, and an entry of a file that is no exchange."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from attio_harness.exchanges.answers import Answer

__all__ = ["Exchange", "Unread"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request and its answer.

    Attributes:
        file: the name as given.
        line: where it begins, from 1; None if the file has no useful lines.
        index: its place in the file, from 0.
        method: upper case.
        host: in lower case, with the port if it is not the scheme's default; the scheme, as `data:`, if it is not HTTP; empty if the
            recording has only paths.
        path: as sent, without the query.
        query: pairs in the order sent.
        headers: of the request, names in lower case.
        body: the bytes sent; None if there were none.
        json: the body as JSON; None if it is not JSON.
        answer: None if none was recorded.
        lost: what the recorder did not keep and judging needs, in words; empty if nothing is missing.
        at: when it was answered, in milliseconds since 1970; None if unknown.
    """

    file: str
    line: int | None
    index: int
    method: str
    host: str
    path: str
    # what is printed, by a failed assertion for example, holds no token and no secret
    query: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)
    json: Any = field(default=None, repr=False)
    answer: Answer | None = None
    lost: str = ""
    at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """An entry of a recording that is no exchange, and why."""

    file: str
    line: int | None
    index: int
    why: str
