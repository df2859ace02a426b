"""What a probe saw of one side, and the requests and answers behind it."""

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
    """What came of a probe: a value, or the `problem` for which there is none. `decided`: assumptions of an emulator that took part."""

    value: Any = None
    problem: str | None = None
    exchanges: tuple[Exchange, ...] = ()
    decided: tuple[str, ...] = ()


def same(one: Seen, other: Seen) -> bool:
    """Whether two sides were seen to do the same."""
    return one.problem is None and other.problem is None and _plain(one.value) == _plain(other.value)


def _plain(value: Any) -> Any:
    """A value with lists for tuples, as in its file."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value
