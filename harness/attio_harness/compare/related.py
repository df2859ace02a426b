"""Which events come before another one and share a value with it that few have, as its user or an address. Runs nothing."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from functools import cached_property
from typing import Any

__all__ = ["Related"]

_FEW = 100
"""A value that more events have says nothing of one of them."""


class Related:
    """Asked where one event is not enough: then another one of the same user, address or group mostly is."""

    def __init__(self, events: Sequence[dict[str, Any]]) -> None:
        self._events = events

    def before(self, number: int) -> list[dict[str, Any]]:
        """In their order; of the events before the one of this number."""
        sharing = (self._having[one] for one in set(_values(self._events[number])))
        near = {at for those in sharing if len(those) <= _FEW for at in those if at < number}
        return [self._events[at] for at in sorted(near)]

    @cached_property
    def _having(self) -> dict[Hashable, list[int]]:
        """By each value the numbers of the first events that have it, one more than a few at most."""
        found: dict[Hashable, list[int]] = {}
        for number, event in enumerate(self._events):
            for value in set(_values(event)):
                those = found.setdefault(value, [])
                if len(those) <= _FEW:
                    those.append(number)
        return found


def _values(event: dict[str, Any]) -> Iterator[str | int | float]:
    waiting: list[Any] = [event]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str):
            # addresses are the same in any case
            yield one.lower()
        elif isinstance(one, int | float):
            yield one
