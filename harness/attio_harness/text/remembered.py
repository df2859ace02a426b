"""Caches the last answers of a pure function that gets the same question for every event lost by one mistake. Long questions are not kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar, TypeVarTuple

__all__ = ["remembered"]

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


def remembered(
    *, answers: int, longest: int, length: Callable[[*Ts], int]
) -> Callable[[Callable[[*Ts], T]], Callable[[*Ts], T]]:
    """A decorator that keeps the last `answers` of a function with hashable arguments.

    `length` gives the length of the arguments in characters. Those longer than `longest` are not cached, so that events with texts of
    megabytes do not fill memory.
    """

    def remembering(function: Callable[[*Ts], T]) -> Callable[[*Ts], T]:
        kept = lru_cache(answers)(function)

        @wraps(function)
        def answer(*asked: *Ts) -> T:
            return (kept if length(*asked) <= longest else function)(*asked)

        return answer

    return remembering
