"""What to do about a group of losses: each advice that differs from the others, with how many it is for. Knows no format."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from attio_harness.report import Rejection

__all__ = ["advised"]

_MOST = 4
_OWN = re.compile(
    r"(?<!\w)'[^']*'|\"[^\"]*\"|`- [^`]*`"  # values, templates, lines of a workspace file
    r"|\([^()]* here\)|\S+@\S+|[\d•][\d•.,:/⁰¹²³⁴⁵⁶⁷⁸⁹-]*"
)
"""What a hint quotes of one event; hints that are the same without it are one advice."""


def advised(losses: Sequence[Rejection], shown: Callable[[Any], str]) -> list[str]:
    """The advice, the most frequent first; where there are several, each with its count and a value it is for."""
    alike: dict[str, list[Rejection]] = {}
    for loss in losses:
        alike.setdefault(_without_quotes(loss.hint), []).append(loss)
    ranked = sorted(alike.values(), key=len, reverse=True)
    if len(ranked) == 1:
        return [losses[0].hint]
    told = [f"{len(same):,} × {_found(same, shown)}: {same[0].hint}" for same in ranked[:_MOST]]
    left = sum(map(len, ranked[_MOST:]))
    return [*told, f"{left:,} × other advice (all of it with --format json)"] if left else told


# one hint comes with thousands of losses
@lru_cache(maxsize=1024)
def _without_quotes(hint: str) -> str:
    return _OWN.sub("", hint)


def _found(same: Sequence[Rejection], shown: Callable[[Any], str]) -> str:
    first = "nothing" if same[0].value is None else shown(same[0].value)
    return first if all(one.value == same[0].value for one in same) else f"{first} and others"
