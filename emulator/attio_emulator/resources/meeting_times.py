"""The start and end of a meeting: a date, or a moment with the timezone it is shown in. Sources: OpenAPI."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from attio_emulator.dates import milliseconds
from attio_emulator.shapes import Check, Path, Row, Shape, invalid_row, moment, nullable, text

__all__ = ["begins_at", "time_of", "time_shape", "time_shown", "zone", "zone_of"]

_STRING = text()
_OF_THE_COMPUTER = ("localtime", "posixrules", "posix/", "right/")
"""Beginnings of names that a computer's own database has in addition to IANA's; their meaning depends on the computer."""
_DATE = text(pattern=r"\d{4}-\d\d-\d\d", message="Expected a date as YYYY-MM-DD")


def zone(value: str, path: Path) -> list[Row]:
    """The shape of a timezone in queries."""
    return [] if zone_of(value) else [invalid_row(path, "Expected an IANA timezone, such as Europe/London")]


def zone_of(name: str) -> tzinfo | None:
    """The timezone with this name; None if IANA has none."""
    from zoneinfo import ZoneInfo  # takes 2 ms, needed only for meetings

    try:
        return None if name.startswith(_OF_THE_COMPUTER) else ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return None


def time_shape(all_day: bool) -> Check:
    if all_day:
        return Shape(required={"date": _day}, closed=True)
    return _moment_in_zone


_MOMENT = Shape(required={"datetime": moment}, optional={"timezone": nullable(_STRING)}, closed=True)


def _moment_in_zone(value: Any, path: Path) -> list[Row]:
    rows = _MOMENT(value, path)
    if rows:
        return rows
    try:
        time_shown(time_of(value))
    except (ValueError, OverflowError):  # at the very first and last day, another timezone may be outside the calendar
        message = "Expected a moment of the years 0001 to 9999, in UTC and in its timezone"
        return [invalid_row([*path, "datetime"], message)]
    return []


def _day(value: Any, path: Path) -> list[Row]:
    return _DATE(value, path) or moment(value, path)


def time_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """The stored form: a date, or milliseconds and a timezone.

    A datetime without an offset is in its timezone, or in UTC if that is unknown (documented).
    """
    if "date" in given:
        return {"date": given["date"]}
    name, at = given.get("timezone"), milliseconds(given["datetime"])
    if name is not None and zone_of(name) is None:
        name = "UTC"
    assert at is not None
    clock_face = given["datetime"][10:]
    if name and not any(mark in clock_face for mark in "Zz+-"):
        local = datetime.fromtimestamp(at // 1000, UTC).replace(tzinfo=zone_of(name))
        at -= round((local.utcoffset() or timedelta()).total_seconds() * 1000)
    return {"at": at, "timezone": name}


def time_shown(time: Mapping[str, Any]) -> dict[str, Any]:
    """A datetime in its timezone with the offset there; in UTC without an offset (documented)."""
    if "date" in time:
        return {"date": time["date"]}
    own = zone_of(time["timezone"]) if time["timezone"] else None
    moment = datetime.fromtimestamp(time["at"] // 1000, own or UTC)
    offset = moment.strftime("%z")
    text = f"{moment.replace(tzinfo=None).isoformat()}.{time['at'] % 1000:03}"
    return {"datetime": text + (f"{offset[:3]}:{offset[3:5]}" if own else "Z"), "timezone": time["timezone"]}


def begins_at(time: Mapping[str, Any], zone: tzinfo) -> int:
    """A stored time in milliseconds; a date begins at midnight in the timezone."""
    if "date" not in time:
        at: int = time["at"]
        return at
    return round(datetime.fromisoformat(time["date"]).replace(tzinfo=zone).timestamp() * 1000)
