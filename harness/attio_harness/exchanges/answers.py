"""Compares two answers to one request: status, code, wording, body, and the headers that `HEADERS` lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from attio_harness.exchanges.difference import ABSENT, Counts, Difference, differences, learned
from attio_harness.exchanges.ids import IdMap

__all__ = ["HEADERS", "Answer", "compared"]

HEADERS: Mapping[str, Literal["value", "there"]] = {
    "content-type": "value",
    "location": "there",
    "retry-after": "there",
    "www-authenticate": "there",
}
"""The compared headers: by value, or only by presence. Others come from servers in between, or concern one request only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer: `body` is JSON, text if it is not JSON, None if there is none; names of `headers` are in lower case."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """Attio's code of a refusal; empty if there is none."""
        code = self.body.get("code") if isinstance(self.body, dict) else None
        return code if isinstance(code, str) else ""

    @property
    def data(self) -> Any:
        """The member `data`; None if there is none."""
        return self.body.get("data") if isinstance(self.body, dict) else None

    @property
    def rows(self) -> list[Any]:
        """`data` of a listing; empty for any other answer."""
        return self.data if isinstance(self.data, list) else []


def compared(
    left: Answer, right: Answer, ids: IdMap, *, counts: Counts | None = None, ordered: bool = True
) -> list[Difference]:
    """Where an answer of the emulator (right) differs from the real one (left); `ids` learns the ids that correspond.

    If the statuses differ, only the code and the wording of refusals are compared beside them. The other arguments are those of
    `differences`.
    """
    if left.status != right.status:
        if left.status < 400 and right.status < 400:
            learned(left.body, right.body, ids)
        return list(_refused(left, right, ids))
    if isinstance(left.body, dict | list) != isinstance(right.body, dict | list):
        return [Difference(kind="body", pointer="", left=left.body, right=right.body)]
    learned(left.body, right.body, ids)
    found = differences(left.body, right.body, ids, counts=counts, ordered=ordered)
    if left.status >= 400:
        found = [_as_code(one) for one in found]
    return [*found, *_headers(left.headers, right.headers)]


def _refused(left: Answer, right: Answer, ids: IdMap) -> Iterator[Difference]:
    yield Difference(kind="status", pointer="", left=left.status, right=right.status)
    if left.status < 400 or right.status < 400:
        return
    for kind in ("code", "message"):
        one, other = _member(left.body, kind), _member(right.body, kind)
        if ids.translated(one) != other:
            yield Difference(kind=kind, pointer=f"/{kind}", left=one, right=other)


def _member(body: Any, name: str) -> Any:
    return body.get(name, ABSENT) if isinstance(body, Mapping) else ABSENT


def _as_code(one: Difference) -> Difference:
    """A difference of a refusal's code in the body as one of the kind for codes."""
    if one.kind == "value" and one.pointer == "/code":
        return Difference(kind="code", pointer=one.pointer, left=one.left, right=one.right)
    return one


def _headers(left: Mapping[str, str], right: Mapping[str, str]) -> Iterator[Difference]:
    for name, how in HEADERS.items():
        one, other = left.get(name), right.get(name)
        # recorders drop headers: one that the left lacks says nothing
        if one is None or (other is not None and (how == "there" or _plain(one) == _plain(other))):
            continue
        yield Difference(kind="header", pointer=f"header {name}", left=one, right=ABSENT if other is None else other)


def _plain(value: str) -> str:
    """A media type without blanks and in lower case; a missing charset counts as another value."""
    return value.replace(" ", "").lower()
