"""A recorded exchange, whatever file it comes from, and an entry of a file that is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from attio_harness.exchanges.answers import Answer

__all__ = ["Exchange", "Unread"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request and what was answered.

    Attributes:
        file: as it was named.
        line: where it begins, from 1; None where the file has no lines to speak of.
        index: its place in the file, from 0.
        method: upper case.
        host: with its port where that is not the scheme's own, in lower case; empty where the recording has paths only.
        path: without query, as it was sent.
        query: pairs in the order sent.
        headers: of the request, names in lower case.
        body: the bytes sent; None where there were none.
        json: the body as JSON; None where it is none.
        answer: None where none was recorded.
        lost: what the recorder did not keep and nothing can be judged without, in words; empty where nothing is missing.
        at: when it was answered, in milliseconds since 1970; None where nobody says.
    """

    file: str
    line: int | None
    index: int
    method: str
    host: str
    path: str
    # what is printed, such as by a failed assertion, holds no token and no secret
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
