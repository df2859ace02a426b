"""What a probe saw on one side, and the requests and answers behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from attio_harness.exchanges.answers import Answer
from attio_harness.verify.steps import Ask

__all__ = ["Exchange", "Seen", "same"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request and its answer."""

    ask: Ask
    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The result of a probe: a value, or the `problem` that prevented one. `decided`: assumptions of an emulator that took part."""

    value: Any = None
    problem: str | None = None
    exchanges: tuple[Exchange, ...] = ()
    decided: tuple[str, ...] = ()


def same(one: Seen, other: Seen) -> bool:
    """Whether two sides behaved the same."""
    return one.problem is None and other.problem is None and _plain(one.value) == _plain(other.value)


def _plain(value: Any) -> Any:
    """A value with lists instead of tuples, as in its file."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value
