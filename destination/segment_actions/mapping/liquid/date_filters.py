"""The date filters: which values are dates, and the format codes (Ruby's) that print them. Local time is UTC.

Source: observation of the published packages (LiquidJS 10.27.2) in the locale en-US.
"""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from segment_actions import js
from segment_actions.js import MISSING
from segment_actions.js.dates import Moment, clipped, milliseconds, moment
from segment_actions.js.zones import zone_named
from segment_actions.mapping.liquid import values
from segment_actions.mapping.liquid.expressions import Context
from segment_actions.mapping.liquid.values import Drop, Refused

__all__ = ["DATE_FILTERS"]

_FORM = "%A, %B %-e, %Y at %-l:%M %P %z"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")  # fmt: skip
_CODE = re.compile(r"%([-_0^#:]+)?([0-9]+)?([EO])?([^\n\r\u2028\u2029])")
_DIGITS = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class _Date:
    """A time and the zone it is shown in: `offset` in minutes west of UTC, `zone` the name if one was given."""

    time: float
    at: Moment
    offset: float = 0
    zone: str | None = None


def _date_of(context: Context, value: Any, zone: Any = MISSING) -> _Date | None:
    """The date in a value: text, seconds, or `now`; None if it is not a date."""
    value = values.plain(value)
    if value is None or value is MISSING:
        return None
    if isinstance(value, str) and value in ("now", "today"):
        time = float((context.around.clock() - _EPOCH) // timedelta(milliseconds=1))
    elif js.is_number(value):
        time = float(js.number(value)) * 1000
    elif isinstance(value, str):
        time = js.to_number(value) * 1000 if _DIGITS.fullmatch(value) else milliseconds(value)
    elif isinstance(value, bool):
        time = float(value)
    else:
        time = milliseconds(values.text(value))
    return _shown_in(clipped(time), zone)


def _shown_in(time: float, zone: Any) -> _Date | None:
    if zone is MISSING or zone is None:
        return None if time != time else _Date(time, moment(time))
    if isinstance(zone, str):
        offset, name = _zone_offset(zone, time), zone
    else:
        offset, name = values.number(zone) if not isinstance(zone, Drop) else values.number(values.plain(zone)), ""
    shifted = clipped(time - offset * 60_000)
    return None if shifted != shifted else _Date(shifted, moment(shifted), offset, name)


def _zone_offset(zone: str, time: float) -> float:
    """How many minutes a zone is west of UTC. As in LiquidJS, the time is printed in both and parsed again, which
    misreads short years."""
    if time != time:
        return math.nan
    known = zone_named(zone)
    if known is None:
        shown = (
            js.paired(zone).encode(errors="surrogatepass").decode("latin-1")
        )  # observed: it shows the bytes, not the text
        raise Refused(f"Invalid time zone specified: {shown}".replace("\0", " "))
    at = moment(time)
    # For years Python cannot hold, use one 400 years apart: leap days and weekdays are the same.
    year = at.year if 1 < at.year < 9999 else at.year % 400 + (400 if at.year < 2 else 9200)
    local = datetime(year, at.month, at.day, at.hour, at.minute, at.second, tzinfo=UTC)
    shift = local.astimezone(known).utcoffset()
    there = moment(time + (shift.total_seconds() if shift is not None else 0) * 1000)
    return (milliseconds(_american(at)) - milliseconds(_american(there))) / 60_000


def _american(at: Moment) -> str:
    shown = _Date(0, at)
    return f"{_day(shown)}, {_clock(shown)}"


def _year(date: _Date) -> str:
    return str(date.at.year)


def _day_of_year(date: _Date) -> int:
    """Observed: LiquidJS does not treat the year 0 as a leap year; JavaScript's calendar does."""
    return date.at.day_of_year - (date.at.year == 0 and date.at.month > 2)


def _week(date: _Date, first: int) -> int:
    """The week of the year, if weeks begin on this day."""
    now = _day_of_year(date) + first - date.at.weekday
    new_year = (date.at.weekday - date.at.day_of_year + 1) % 7
    if 0 <= date.at.year <= 99:  # observed: `new Date(50, 0, 1)` is in 1950
        new_year = calendar.weekday(1900 + date.at.year, 1, 1) + 1
    return (now - (7 - new_year % 7 + first)) // 7 + 1


def _ordinal(day: int) -> str:
    return "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def _century(date: _Date) -> str:
    found = re.match(r"-?[0-9]+", _year(date)[:2])
    return str(int(found.group())) if found else "NaN"


def _offset(date: _Date, colon: bool) -> str:
    minutes = abs(date.offset)
    sign = "-" if date.offset > 0 else "+"
    hours, rest = js.text(float(minutes // 60)), js.text(math.fmod(minutes, 60))
    return f"{sign}{hours.rjust(2, '0')}{':' if colon else ''}{rest.rjust(2, '0')}"


def _day(date: _Date) -> str:
    year = date.at.year
    return f"{date.at.month}/{date.at.day}/{year if year > 0 else 1 - year}"


def _clock(date: _Date) -> str:
    half = "AM" if date.at.hour < 12 else "PM"
    return f"{date.at.hour % 12 or 12}:{date.at.minute:02}:{date.at.second:02} {half}"


_CODES: Mapping[str, Callable[[_Date], Any]] = {
    "a": lambda date: _DAYS[date.at.weekday][:3],
    "A": lambda date: _DAYS[date.at.weekday],
    "b": lambda date: _MONTHS[date.at.month - 1][:3],
    "B": lambda date: _MONTHS[date.at.month - 1],
    "c": lambda date: _american(date.at),
    "C": _century,
    "d": lambda date: date.at.day,
    "e": lambda date: date.at.day,
    "h": lambda date: _MONTHS[date.at.month - 1][:3],
    "H": lambda date: date.at.hour,
    "I": lambda date: date.at.hour % 12 or 12,
    "j": _day_of_year,
    "k": lambda date: date.at.hour,
    "l": lambda date: date.at.hour % 12 or 12,
    "L": lambda date: date.at.millisecond,
    "m": lambda date: date.at.month,
    "M": lambda date: date.at.minute,
    "p": lambda date: "AM" if date.at.hour < 12 else "PM",
    "P": lambda date: "am" if date.at.hour < 12 else "pm",
    "q": lambda date: _ordinal(date.at.day),
    "s": lambda date: math.floor(date.time / 1000 + 0.5),
    "S": lambda date: date.at.second,
    "u": lambda date: date.at.weekday or 7,
    "U": lambda date: _week(date, 0),
    "w": lambda date: date.at.weekday,
    "W": lambda date: _week(date, 1),
    "x": _day,
    "X": _clock,
    "y": lambda date: _year(date)[2:4],
    "Y": _year,
    "Z": lambda date: "UTC" if date.zone is None else date.zone or _offset(date, False),
    "t": lambda date: "\t",
    "n": lambda date: "\n",
    "%": lambda date: "%",
}
_WIDTHS = {**dict.fromkeys("deHIklmMSUW", 2), "j": 3, "L": 3}
_SPACED = frozenset("aAbBceklpP")


def _printed(date: _Date, form: str, context: Context) -> str:
    def code(found: re.Match[str]) -> str:
        flags, width, _, letter = found.groups()
        flags = flags or ""
        least = int(width) if width and int(width) else _WIDTHS.get(letter, 0)
        if letter == "N":
            digits = int(width or 0) or 9
            shown = f"{date.at.millisecond:03}"[:digits]
            context.use(digits - len(shown))
            shown = shown.ljust(digits, "0")
        elif letter == "z":
            shown = _offset(date, ":" in flags)
        elif letter in _CODES:
            shown = str(_CODES[letter](date))
        else:
            return found.group()
        if "^" in flags:
            shown = shown.upper()
        elif "#" in flags:
            shown = shown.upper() if re.search(r"[a-z]", shown) else shown.lower()
        filler = " " if "_" in flags else "0" if "0" in flags or letter not in _SPACED else " "
        least = 0 if "-" in flags else least
        context.use(least - len(shown))
        return shown.rjust(least, filler)

    return _CODE.sub(code, form)


def _length(value: Any) -> int:
    return len(value) if isinstance(value, str | list | tuple) else 0


def _date(context: Context, value: Any, form: Any = MISSING, zone: Any = MISSING, *rest: Any) -> Any:
    context.use(_length(value) + _length(zone))
    date = _date_of(context, value, zone)
    if date is None:
        return value
    form = values.plain(form)
    form = _FORM if form is None or form is MISSING else values.shown(form)
    context.use(len(form))
    return _printed(date, form, context)


def _as(form: str) -> Callable[..., Any]:
    return lambda context, value, *rest: _date(context, value, form)


def _in_words(month: str) -> Callable[..., Any]:
    def run(context: Context, value: Any, kind: Any = MISSING, style: Any = MISSING, *rest: Any) -> Any:
        date = _date_of(context, value)
        if date is None:
            return value
        form = f"%d {month} %Y"
        if kind == "ordinal":
            form = f"{month} {date.at.day}%q, %Y" if style == "US" else f"{date.at.day}%q {month} %Y"
        return _printed(date, form, context)

    return run


DATE_FILTERS: Mapping[str, Callable[..., Any]] = {
    "date": _date,
    "date_to_xmlschema": _as("%Y-%m-%dT%H:%M:%S%:z"),
    "date_to_rfc822": _as("%a, %d %b %Y %H:%M:%S %z"),
    "date_to_string": _in_words("%b"),
    "date_to_long_string": _in_words("%B"),
}
