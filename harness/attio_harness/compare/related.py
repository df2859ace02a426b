"""Finds the earlier events that share a rare value with an event, such as its user or an address. Runs nothing."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from functools import cached_property
from typing import Any

__all__ = ["Related"]

_FEW = 100
"""A value that more events have is too common to relate two of them."""


class Related:
    """For events that fail only together with others: mostly with one of the same user, address or group."""

    def __init__(self, events: Sequence[dict[str, Any]]) -> None:
        self._events = events

    def before(self, number: int) -> list[dict[str, Any]]:
        """The related events before the event with this number, in order."""
        sharing = (self._having[one] for one in set(_values(self._events[number])))
        near = {at for those in sharing if len(those) <= _FEW for at in those if at < number}
        return [self._events[at] for at in sorted(near)]

    @cached_property
    def _having(self) -> dict[Hashable, list[int]]:
        """Value -> the numbers of the first events that have it, at most `_FEW` + 1."""
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
            # the case of an address does not matter
            yield one.lower()
        elif isinstance(one, int | float):
            yield one
