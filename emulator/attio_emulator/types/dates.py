"""The types of dates and timestamps. The module `dates` parses moments.

Sources: the user documentation's table (simple forms: YYYY-MM-DD; ISO 8601, also with a space), Attio's OpenAPI (public
forms: partial dates; for dates, zones are converted to UTC before the time is cut off).
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from attio_emulator.dates import moment_of
from attio_emulator.types import fields
from attio_emulator.types.base import Plain, Refused, Setting
from attio_emulator.types.json_values import member

__all__ = ["Date", "Timestamp"]

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
# nearly all moments: complete and in UTC, so that only the day needs checking against the calendar
_IN_UTC = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ]((?:[01]\d|2[0-3])(?::[0-5]\d){2})(?:[.,](\d{1,9})\d*)?[Zz]?", re.ASCII)


class Date(Plain):
    statement = "simple: YYYY-MM-DD; public: ISO 8601, in part or with a time, which is converted to UTC and cut off; until 9999-12-31"
    fields = fields.one("value", fields.DAY, fields.ORDER)
    trims = True

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


class Timestamp(Plain):
    statement = "ISO 8601, also with a blank for the T; UTC if it names no zone; public: also a part of it"
    fields = fields.one("value", fields.MOMENT, fields.ORDER)
    trims = True

    def simple(self, value: Any, setting: Setting) -> Any:
        return self._stored(value, whole_day=False)

    def public(self, value: Any, setting: Setting) -> Any:
        return self._stored(member(value, "value"), whole_day=True)

    def _stored(self, value: Any, *, whole_day: bool) -> str:
        usual = _in_utc(value) if isinstance(value, str) else None
        if usual is not None:
            return usual
        found = moment_of(value) if isinstance(value, str) and (whole_day or len(value) >= 10) else None
        if found is None:
            raise Refused("a moment as ISO 8601, such as 2023-09-28T04:39:17.000Z")
        moment, nanoseconds = found
        return f"{moment.isoformat()[:19]}.{nanoseconds:09}Z"


def _in_utc(text: str) -> str | None:
    """The stored form of a moment written completely and in UTC; None for others, which need `moment_of`."""
    found = _IN_UTC.fullmatch(text)
    if found is None:
        return None
    day, time, fraction = found.groups("")
    try:
        date.fromisoformat(day)
    except ValueError:
        return None
    return f"{day}T{time}.{fraction:0<9}Z"
