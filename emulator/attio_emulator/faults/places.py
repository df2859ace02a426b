"""Misplaced members of a fault rule: where they belong, for the message. Reads no rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

__all__ = ["COUNTED", "IN_FAULT", "IN_FLAT", "IN_MATCH", "IN_NESTED", "MATCHED"]

MATCHED = ("method", "path", "object", "token", "header", "query", "body", "nth")
COUNTED = ("probability", "times", "after", "name", "scenario", "state", "then")
_FAULT = (
    "kind",
    "status",
    "code",
    "headers",
    "retry_after",
    "applied",
    "latency",
    "rate",
    "seconds",
    "bytes",
    "as",
    "by",
)
_LATENCY = "in `fault`, as latency"


def _table(*rows: tuple[Iterable[str], str]) -> Mapping[str, str]:
    def each() -> Iterator[tuple[str, str]]:
        for names, place in rows:
            for name in names:
                yield name, place

    return MappingProxyType(dict(each()))


IN_NESTED = _table(
    (MATCHED, "in `match`"), (_FAULT, "in `fault`"), (("body",), "in `match` or in `fault`"), (("delay",), _LATENCY)
)
"""For a rule with `match` or `fault`."""
IN_MATCH = _table((COUNTED, "beside `match`"), (_FAULT, "in `fault`, beside `match`"), (("delay",), _LATENCY))
IN_FAULT = _table((MATCHED, "in `match`, beside `fault`"), (COUNTED, "beside `fault`"), (("delay",), "here as latency"))
IN_FLAT = _table(
    # `header` comes close to `headers`, which such a rule has
    (
        (one for one in MATCHED if one not in ("method", "path", "body", "header")),
        "in `match`, with the response in `fault`",
    ),
    ((one for one in _FAULT if one not in ("status", "code", "headers")), "in `fault`, with the request in `match`"),
    (("latency",), "here as delay"),
)
"""For a rule without either."""
