"""Moments and durations in Attio's format: parses ISO 8601 text to UTC, and adds a duration. Knows no attribute.

Source: Attio's OpenAPI (partial dates, zones converted to UTC). What Python's calendar cannot hold is not accepted.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

__all__ = ["DURATION", "is_duration", "milliseconds", "moment_of", "moved"]

_MOMENT = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9})\d*)?)?(?: ?(Z|z|[+-]\d\d(?::?\d\d)?))?)?)?)?",
    re.ASCII,
)

DURATION = re.compile(
    r"P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+(?:[.,]\d+)?)H)?(?:(?P<minutes>\d+(?:[.,]\d+)?)M)?(?:(?P<seconds>\d+(?:[.,]\d+)?)S)?)?"
)
"""An ISO 8601 duration (OpenAPI)."""


def is_duration(text: str) -> bool:
    """Whether a text is a duration with at least one part; `DURATION` alone also accepts `P` and `PT`, which ISO 8601 does not."""
    return text.isascii() and DURATION.fullmatch(text) is not None and text[-1] not in "PT"


def moment_of(text: str) -> tuple[datetime, int] | None:
    """The moment of an ISO 8601 text in UTC and its nanoseconds; None if it is not one. Missing parts are the first
    (month, day …)."""
    found = _MOMENT.fullmatch(text)
    if not found:
        return None
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    try:
        moment = datetime(
            int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=UTC
        )
        if zone is not None and zone not in "Zz":
            moment -= _offset(zone)
    except (ValueError, OverflowError):
        return None
    return moment, int((fraction or "0").ljust(9, "0"))


def milliseconds(text: str) -> int | None:
    """An ISO 8601 text in milliseconds since 1970; None if it is not one."""
    found = moment_of(text)
    if found is None:
        return None
    moment, nanoseconds = found
    return int(moment.timestamp()) * 1000 + nanoseconds // 1_000_000


def _offset(zone: str) -> timedelta:
    digits = zone[1:].replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:] or 0)
    if hours > 23 or minutes > 59:
        raise ValueError("no such zone")
    ahead = timedelta(hours=hours, minutes=minutes)
    return ahead if zone[0] == "+" else -ahead


def moved(duration: str, at: int, kind: str) -> str | None:
    """The time a duration after `at`, as an attribute of this type stores it; None if it is beyond the calendar."""
    found = DURATION.fullmatch(duration)
    assert found is not None
    from dateutil.relativedelta import relativedelta  # only durations need it

    parts = {name: float(text.replace(",", ".")) for name, text in found.groupdict().items() if text}
    moment = datetime.fromtimestamp(at // 1000, UTC).replace(microsecond=at % 1000 * 1000)
    try:
        # including so many digits that the number is infinite
        whole = {name: int(value) if name in ("years", "months") else value for name, value in parts.items()}
        moment += relativedelta(**whole)
    except (ValueError, OverflowError):
        return None
    return moment.strftime("%Y-%m-%d") if kind == "date" else f"{moment:%Y-%m-%dT%H:%M:%S.%f}000Z"
