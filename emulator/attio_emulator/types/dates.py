"""Dates and timestamps.

Sources: the user documentation's table (simple forms: YYYY-MM-DD; ISO 8601, also with a space), Attio's OpenAPI (public
forms: partial dates, zones converted to UTC before the time is cut off).
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from datetime import UTC, datetime, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from attio_emulator.types.base import Refused, Setting, member

__all__ = ["DATE", "DURATION", "TIMESTAMP", "moment_of", "moved"]

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_MOMENT = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9})\d*)?)?\s*(Z|z|[+-]\d\d(?::?\d\d)?)?)?)?)?",
    re.ASCII,
)


DURATION = re.compile(
    r"P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+(?:[.,]\d+)?)H)?(?:(?P<minutes>\d+(?:[.,]\d+)?)M)?(?:(?P<seconds>\d+(?:[.,]\d+)?)S)?)?"
)
"""An ISO 8601 duration (OpenAPI)."""


def moment_of(text: str) -> tuple[datetime, int] | None:
    """The moment of an ISO 8601 text in UTC and its nanoseconds; None where it is none. Parts left out are the first ones."""
    found = _MOMENT.fullmatch(text)
    if not found:
        return None
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    try:
        moment = datetime(
            int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=UTC
        )
        moment -= _offset(zone)
    except (ValueError, OverflowError):
        return None
    return moment, int((fraction or "0").ljust(9, "0"))


def _offset(zone: str | None) -> timedelta:
    if zone is None or zone in "Zz":
        return timedelta()
    digits = zone[1:].replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:] or 0)
    if hours > 23 or minutes > 59:
        raise ValueError("no such zone")
    ahead = timedelta(hours=hours, minutes=minutes)
    return ahead if zone[0] == "+" else -ahead


def moved(duration: str, at: int, kind: str) -> str | None:
    """The time a duration after `at` as an attribute of this type stores it; None where the calendar ends before."""
    found = DURATION.fullmatch(duration)
    assert found is not None
    parts = {name: float(text.replace(",", ".")) for name, text in found.groupdict().items() if text}
    whole = {name: int(value) if name in ("years", "months") else value for name, value in parts.items()}
    moment = datetime.fromtimestamp(at // 1000, UTC).replace(microsecond=at % 1000 * 1000)
    try:
        moment += relativedelta(**whole)
    except (ValueError, OverflowError):
        return None
    return moment.strftime("%Y-%m-%d") if kind == "date" else f"{moment:%Y-%m-%dT%H:%M:%S.%f}000Z"


class _Date:
    def simple(self, value: Any, setting: Setting) -> Any:
        if not isinstance(value, str) or not _DAY.fullmatch(value) or moment_of(value) is None:
            raise Refused("a date as YYYY-MM-DD")
        return value

    def public(self, value: Any, setting: Setting) -> Any:
        value = member(value, "value")
        found = moment_of(value) if isinstance(value, str) else None
        if found is None:
            raise Refused("a date as ISO 8601, such as 2023-09-28")
        return found[0].strftime("%Y-%m-%d").rjust(10, "0")

    def key(self, stored: Any) -> Hashable:
        return str(stored)

    def show(self, stored: Any, setting: Setting) -> dict[str, Any]:
        return {"value": stored}


class _Timestamp:
    def simple(self, value: Any, setting: Setting) -> Any:
        return self._stored(value, whole_day=False)

    def public(self, value: Any, setting: Setting) -> Any:
        return self._stored(member(value, "value"), whole_day=True)

    def _stored(self, value: Any, *, whole_day: bool) -> str:
        found = moment_of(value) if isinstance(value, str) and (whole_day or len(value) >= 10) else None
        if found is None:
            raise Refused("a moment as ISO 8601, such as 2023-09-28T04:39:17.000Z")
        moment, nanoseconds = found
        return f"{moment.strftime('%Y-%m-%dT%H:%M:%S').rjust(19, '0')}.{nanoseconds:09}Z"

    def key(self, stored: Any) -> Hashable:
        return str(stored)

    def show(self, stored: Any, setting: Setting) -> dict[str, Any]:
        return {"value": stored}


DATE = _Date()
TIMESTAMP = _Timestamp()
