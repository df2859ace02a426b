"""Where this engine differs from Segment's published packages on purpose. Each line is a promise to explain; keep it short."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

__all__ = ["KEPT", "Kept", "kept"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A difference that stays. `applies(case, expected, actual)` recognises it."""

    id: str
    applies: Callable[[dict[str, Any], dict[str, Any], dict[str, Any]], bool]
    reason: str


_NUMBER = re.compile(r"-?[0-9]+\.[0-9]{9,}(?:e[+-][0-9]+)?")


def _rounded(value: dict[str, Any]) -> str:
    """An answer as text, its long numbers to twelve digits."""
    return _NUMBER.sub(lambda found: f"{float(found.group()):.12g}", json.dumps(value, sort_keys=True))


def _last_digit_of_round(case: dict[str, Any], expected: dict[str, Any], actual: dict[str, Any]) -> bool:
    """`round: 2.5`: digits that are no whole number, where the answers agree to twelve digits."""
    return "round" in json.dumps(case.get("mapping")) and _rounded(expected) == _rounded(actual)


KEPT: tuple[Kept, ...] = (
    Kept(
        id="round-last-digit",
        applies=_last_digit_of_round,
        reason="powers of ten to a fraction are V8's own approximation; only {{ x | round: 2.5 }} shows it, in the last digit",
    ),
)


def kept(case: dict[str, Any], expected: dict[str, Any], actual: dict[str, Any]) -> Kept | None:
    """The line of the table that explains a difference, or None."""
    return next((one for one in KEPT if one.applies(case, expected, actual)), None)
