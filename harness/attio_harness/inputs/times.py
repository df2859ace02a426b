"""The time at which Segment received an event. Pure; `timeline` uses it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

__all__ = ["TIMES", "Times", "moment", "times_of"]

TIMES = ("receivedAt", "sentAt", "timestamp")
"""The members that may have it, the best first (assumed: `delivery.clock`)."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = 86_400_000
_DAYS = (datetime(9999, 12, 1, tzinfo=UTC) - _EPOCH).days


def moment(value: Any) -> int | None:
    """An ISO 8601 time in milliseconds since 1970; None for anything else, and for times before 1970 or from December 9999 on.

    Without an offset it is UTC.
    """
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    if found.tzinfo is None:
        found = found.replace(tzinfo=UTC)
    since = found - _EPOCH
    return since.days * _DAY + since.seconds * 1000 + since.microseconds // 1000 if 0 <= since.days < _DAYS else None


class Times(NamedTuple):
    """The times of an event."""

    at: int | None
    """In milliseconds since 1970."""
    wrong: str | None
    """The first member that should be a time but is none."""
    is_early: bool
    """Whether it was received before it was sent."""


def times_of(event: Mapping[str, Any]) -> Times:
    """The times of an event from its members; the first valid time counts."""
    at, wrong = _time_of(event)
    sent = event.get("sentAt")
    if at is None or sent is None or event.get("receivedAt") is None:
        return Times(at, wrong, False)
    before = moment(sent)
    return Times(at, wrong, before is not None and before > at)


def _time_of(event: Mapping[str, Any]) -> tuple[int | None, str | None]:
    wrong = None
    for name in TIMES:
        value = event.get(name)
        if value is None:
            continue
        at = moment(value)
        if at is not None:
            return at, wrong
        wrong = wrong or name
    return None, wrong
