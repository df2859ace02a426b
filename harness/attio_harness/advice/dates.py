"""Advice about days and moments: what a date and a timestamp take, and which one a text or a number means."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, datetime
from typing import Any

from attio_emulator.dates import moment_of

from attio_harness.advice.loss import Loss, element_of, liquid_path
from attio_harness.advice.trial import made_of, or_liquid, or_template, taken, unless_has, written
from attio_harness.text.remembered import remembered

__all__ = ["date", "timestamp"]


def date(loss: Loss) -> str:
    bare = _without_blanks(loss)
    if bare is not None:
        return f"Send the date {bare}."
    # `2024-01-31T10:00:00Z`, or with a blank before any time
    text = loss.found.strip() if isinstance(loss.found, str) else ""
    if _WITH_TIME.match(text) and taken(loss, text[:10]):
        how = or_liquid(loss, "slice: 0, 10" if text == loss.found else "strip | slice: 0, 10", text[:10], "cut")
        return f"Send the date as YYYY-MM-DD, without the time: {text[:10]!r}{_in_utc(text)}{how}."
    moment = _unix(loss.found)
    if moment is not None:
        how = _or_dated(loss, "%Y-%m-%d", f"{moment:%Y-%m-%d}")
        return f"Send the date as YYYY-MM-DD: {moment:%Y-%m-%d} here{how}."
    last = _last_day(text)
    if last is not None:
        return f"Send a day that exists: {text[:10]} does not; the last of that month is {last}."
    day, is_sure = _iso(loss.found)
    if day is None or not taken(loss, day):
        read = _read(loss, "%Y-%m-%d")
        if read:
            return f"Send the date as YYYY-MM-DD: {read if not _ZONED.search(text) else read.replace(' here', ' here, the day in UTC', 1)}."
        return "Send the date as YYYY-MM-DD, for example '2023-09-28'."
    return f"Send the date as YYYY-MM-DD{element_of(loss)}{': ' if is_sure else ', for example '}{day!r}{' here' if is_sure else ''}."


_ZONED = re.compile(r"\d\d:\d\d.*[+-]\d\d:?\d\d\b")
"""A time with a zone that is not UTC."""


def _in_utc(text: str) -> str:
    """` where it was written, '2024-02-01' in UTC`, if a moment's zone has another day than UTC; else empty."""
    found = moment_of(text)
    return (
        f" where it was written, '{found[0]:%Y-%m-%d}' in UTC" if found and f"{found[0]:%Y-%m-%d}" != text[:10] else ""
    )


_WITH_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt ]", re.ASCII)
_DAY_OF_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])-(\d\d)(?![^Tt ])", re.ASCII)


def _last_day(text: str) -> str | None:
    """The last day of the month, if a text names a later day of it, with any time; else None."""
    found = _DAY_OF_MONTH.match(text)
    # Python's calendar begins with the year 1
    if not found or found[1] == "0000":
        return None
    last = calendar.monthrange(int(found[1]), int(found[2]))[1]
    return f"{found[1]}-{found[2]}-{last:02}" if int(found[3]) > last else None


def _without_blanks(loss: Loss) -> str | None:
    """The advice to send the value without the blanks around it, if Attio takes that; else None."""
    text = loss.found.strip() if isinstance(loss.found, str) else ""
    if text == loss.found or not taken(loss, text):
        return None
    return f"without the spaces{element_of(loss)}: {text!r}{or_liquid(loss, 'strip', text)}"


def timestamp(loss: Loss) -> str:
    bare = _without_blanks(loss)
    if bare is not None:
        return f"Send ISO 8601 {bare}."
    moment = _unix(loss.found)
    if moment is not None:
        expected = f"{moment:%Y-%m-%dT%H:%M:%S}Z"
        how = _or_dated(loss, "%Y-%m-%dT%H:%M:%SZ", expected)
        return f"Send ISO 8601: '{expected}' here{how}."
    read = _read(loss, "%Y-%m-%dT%H:%M:%SZ")
    return f"Send ISO 8601: {read}." if read else "Send ISO 8601, for example '2023-09-28T04:39:17.000Z'."


def _or_dated(loss: Loss, form: str, expected: str) -> str:
    """`, or map it with` a template that reads seconds or milliseconds since 1970; Liquid's `date` takes a number for seconds.

    What other events send as a day stays: divided by 1,000 it would be a moment of 1970, which Attio takes.
    """
    by_date, path = f'date: "{form}"', liquid_path(loss)
    milliseconds = f"{{{{ {path} | divided_by: 1000 | {by_date} }}}}"
    return or_liquid(loss, by_date, expected) or or_template(loss, unless_has("-", path, milliseconds), expected)


_YEAR_FIRST = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)", re.ASCII)
_MONTH = re.compile(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?)\b",
    re.IGNORECASE,
)
_DAY_AND_YEAR = re.compile(r"\b\d{1,2}\b.*\b\d{4}\b", re.ASCII)
_LONGEST = 100
"""The longest text, in characters, that is read as a moment."""


def _read(loss: Loss, form: str) -> str | None:
    """What Liquid's `date` makes of a text such as `2024-01-31 10:00:00 UTC` or `Wed, 31 Jan 2024 10:00:00 GMT`, and the directive for it.

    None if the text has no unambiguous day: Liquid reads a date into `Tier 2` and `Marketing 2 2023` too.
    """
    text = loss.found
    if not isinstance(text, str) or len(text) > _LONGEST:
        return None
    if not (_is_day(text) or (_MONTH.search(text) and _DAY_AND_YEAR.search(text))):
        return None
    path = liquid_path(loss)
    used = next((one.value for one in reversed(loss.reads) if one.found), None)
    meant = _made(used, form) if path is not None and isinstance(used, str) else None
    if meant is None or meant == text:
        return None
    template = f'{{{{ {path} | date: "{form}" }}}}'
    return f"{meant!r} here, or map it with {written(loss, '@liquid', template)}"


_TAKEN = re.compile(r"(?!0000)[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?")


# a history often loses many events by the same few days
@remembered(answers=1_000, longest=200, length=lambda text, form: len(text))
def _made(text: str, form: str) -> str | None:
    """What Liquid's `date` makes of a text, if that is a day or a moment; else None."""
    found = made_of({"text": text}, {"@liquid": f'{{{{ text | date: "{form}" }}}}'})
    return found if isinstance(found, str) and _TAKEN.fullmatch(found) else None


def _is_day(text: str) -> bool:
    """Whether a text begins with an existing day, year first."""
    found = _YEAR_FIRST.match(text)
    if found is None:
        return False
    year, month, day = map(int, found.groups())
    return year > 0 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]


def _unix(value: Any) -> datetime | None:
    """The moment a number (also given as text) means: seconds since 1970, or milliseconds if seconds would be far in the future."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{9,14}(\.[0-9]{1,9})?", value):
        value = float(value)
    # from 1973 to 2106, in seconds or milliseconds: others are numbers of telephones rather than moments
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    if not (1e8 < value < 2**32 or 1e11 < value < 2**32 * 1000):
        return None
    return datetime.fromtimestamp(value / 1000 if value > 1e11 else value, UTC)


_WHOLE = re.compile(r"(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)|(\d\d)(\d\d)\Z)", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4})(?!\d)", re.ASCII)


def _iso(value: Any) -> tuple[str | None, bool]:
    """The day that a text means, and whether that is certain."""
    text = str(value).strip()
    # `2024/04/03`, `2024.4.3`, `20240403`: the year first
    whole = _WHOLE.match(text)
    if whole:
        year, month, day = filter(None, whole.groups())
        return f"{year}-{int(month):02}-{int(day):02}", True
    # `12/31/2024`, `31.12.2024`, `3-4-2024`, also followed by a time
    found = _DAY_FIRST.match(text)
    if not found:
        return None, False
    first, sign, second, year = found.groups()
    # with dots the day is first; with slashes the month, as in the United States, if it can be one: that is only an example
    month, day = (second, first) if sign == "." or int(first) > 12 else (first, second)
    return f"{year}-{int(month):02}-{int(day):02}", sign == "." or int(first) > 12 or int(second) > 12
