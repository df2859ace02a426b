"""The last answers of a pure function, which is asked the same for every event that is lost by one mistake. What is long is never kept."""

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
    """Keeps the last so many answers of a function whose arguments can be hashed.

    `length` says how long its arguments are, in characters; those longer than `longest` are answered anew each time, so that
    events with texts of megabytes leave no more behind than others.
    """

    def remembering(function: Callable[[*Ts], T]) -> Callable[[*Ts], T]:
        kept = lru_cache(answers)(function)

        @wraps(function)
        def answer(*asked: *Ts) -> T:
            return (kept if length(*asked) <= longest else function)(*asked)

        return answer

    return remembering
