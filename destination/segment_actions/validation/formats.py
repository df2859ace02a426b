"""The formats a text field can name. `FORMATS` is the list; what is not in it accepts everything.

Source: observation of the published packages (ajv-formats 2.1.1 in full mode, dayjs 1.10.7 for `date-like`).
"""

from __future__ import annotations

import ipaddress
import re
from calendar import monthrange
from collections.abc import Callable, Mapping

from segment_actions import js

__all__ = ["FORMATS", "LABELS"]

LABELS = {
    "email": "email address",
    "date-time": "date and time",
    "uri": "URI",
    "uri-reference": "URI Reference",
    "uri-template": "URI-template",
    "ipv4": "IPv4 address",
    "ipv6": "IPv6 address",
    "regex": "regular expression",
    "json-pointer": "JSON Pointer",
}
"""What messages call a format, where it is not its own name."""


def _pattern(text: str, flags: int = 0) -> Callable[[str], bool]:
    compiled = re.compile(text, flags | re.ASCII)
    return lambda value: compiled.fullmatch(value) is not None


_ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_OCTET = r"(?:25[0-5]|2[0-4]\d|[01]?\d\d?)"
_CHAR = r"(?:[a-z0-9\-._~!$&'()*+,;=:@\"]|%[0-9a-f]{2})"
_AUTHORITY = r"(?:(?:[a-z0-9\-._~!$&'()*+,;=:]|%[0-9a-f]{2})*@)?(?:\[[0-9a-f:.]+\]|(?:[a-z0-9\-._~!$&'()*+,;=]|%[0-9a-f]{2})*)(?::\d*)?"
_TAIL = rf"(?:\?(?:{_CHAR}|[/?])*)?(?:\#(?:{_CHAR}|[/?])*)?"
_HIERARCHY = rf"(?://{_AUTHORITY}(?:/{_CHAR}*)*|/?(?:{_CHAR}+(?:/{_CHAR}*)*)?)"
_is_uri = _pattern(rf"[a-z][a-z0-9+\-.]*:{_HIERARCHY}{_TAIL}", re.IGNORECASE)

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_TIME = re.compile(r"(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:z|[+-]\d\d(?::?\d\d)?)?", re.ASCII | re.IGNORECASE)


def _date(value: str) -> bool:
    found = _DATE.fullmatch(value)
    if not found:
        return False
    year, month, day = (int(part) for part in found.groups())
    return 1 <= month <= 12 and 1 <= day <= (29 if month == 2 and _leap(year) else monthrange(2001, month)[1])


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _time(value: str) -> bool:
    found = _TIME.fullmatch(value)
    if not found:
        return False
    hour, minute, second = (int(part) for part in found.groups())
    return (hour <= 23 and minute <= 59 and second <= 59) or (hour, minute, second) == (23, 59, 60)


def _date_time(value: str) -> bool:
    parts = re.split(r"[tT\s]", value)
    return len(parts) == 2 and _date(parts[0]) and _time(parts[1])


def _ipv6(value: str) -> bool:
    try:
        ipaddress.IPv6Address(value)
    except ValueError:
        return False
    return "%" not in value


def _regex(value: str) -> bool:
    try:
        re.compile(value)
    except (re.error, RecursionError):
        return False
    return not value.endswith("\\Z")


_DAYJS = re.compile(
    r"\d{4}[-/]?(?:\d{1,2})?[-/]?\d{0,2}[Tt\s]*(?:\d{1,2})?:?(?:\d{1,2})?:?(?:\d{1,2})?[.:]?(?:\d+)?", re.ASCII
)
_ZONED = re.compile(
    r"(?:[+-]\d{6}|\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(?:[Zz]|[+-]\d\d:?\d\d)?)?",
    re.ASCII,
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_ZONES = {"z", "ut", "utc", "gmt", "est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", "am", "pm", "t"}
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_FURTHEST = 8.64e12


def _date_like(value: str) -> bool:
    """Seconds since 1970 as text, what dayjs reads, or what JavaScript's `Date` reads."""
    number = js.to_number(value)
    if js.number_text(number) == value:
        return abs(number) <= _FURTHEST
    if value[-1:] not in ("Z", "z") and _DAYJS.fullmatch(value):
        return True
    return _javascript_date(value)


def _javascript_date(value: str) -> bool:
    found = _ZONED.fullmatch(value)
    if found:
        month, day, hour, minute, second = (None if part is None else int(part) for part in found.groups())
        fits = (month is None or 1 <= month <= 12) and (day is None or 1 <= day <= 31)
        clock = (hour or 0) < 24 or (hour == 24 and not minute and not second)
        if fits and clock and (minute or 0) <= 59 and (second or 0) <= 59:
            return True
        if found.group(3) is None or "T" in value.upper():
            return False
    return _legacy_date(value)


def _legacy_date(value: str) -> bool:
    """The forgiving part of V8's parser: words before the first number, month names, M/D/YYYY, RFC 2822, h:mm."""
    text = re.sub(r"\([^()]*\)", " ", value)
    tokens = re.findall(r"[a-z]+|\d+|[^\sa-z\d]", text.lower())
    numbers: list[int] = []
    clock: list[int] = []
    month_named = seen_number = False
    index = 0
    while index < len(tokens):
        token = tokens[index]
        after = tokens[index + 1] if index + 1 < len(tokens) else ""
        if token.isdigit():
            seen_number = True
            if after == ":" or clock:
                if len(clock) < 3 and (after == ":" or (index and tokens[index - 1] == ":")):
                    clock.append(int(token))
                    index += 2 if after == ":" else 1
                    continue
                if index and tokens[index - 1] in ("+", "-", "."):
                    index += 1
                    continue
            numbers.append(int(token))
            if len(numbers) > 3:
                return False
        elif token[0].isalpha():
            if token[:3] in _MONTHS:
                month_named = True
            elif seen_number and token not in _ZONES and token[:3] not in _DAYS:
                return False
        elif token not in ",/-+.:":
            return False
        index += 1
    if not numbers or (clock and (clock[0] > 24 or any(part > 59 for part in clock[1:]))):
        return False
    if month_named:
        return any(1 <= number <= 31 for number in numbers[:2])
    month, day = numbers[0], numbers[1] if len(numbers) > 1 else 1
    if len(numbers) == 1:
        return 1 <= month <= 12 or month > 31
    return 1 <= month <= 12 and 1 <= day <= 31


FORMATS: Mapping[str, Callable[[str], bool]] = {
    "email": _pattern(rf"{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+{_LABEL}", re.IGNORECASE),
    "date-like": _date_like,
    "uri": lambda value: ("/" in value or ":" in value) and _is_uri(value),
    "uri-reference": _pattern(rf"(?:[a-z][a-z0-9+\-.]*:)?{_HIERARCHY}{_TAIL}", re.IGNORECASE),
    "uri-template": _pattern(
        r"(?:[^\x00-\x20\"'<>%\\^`{|}]|%[0-9a-f]{2}|\{[+#./;?&=,!@|]?(?:[a-z0-9_]|%[0-9a-f]{2})+(?::[1-9][0-9]{0,3}|\*)?"
        r"(?:,(?:[a-z0-9_]|%[0-9a-f]{2})+(?::[1-9][0-9]{0,3}|\*)?)*\})*",
        re.IGNORECASE,
    ),
    "date": _date,
    "time": _time,
    "date-time": _date_time,
    "hostname": _pattern(
        r"(?=.{1,253}\.?$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[-0-9a-z]{0,61}[0-9a-z])?)*\.?", re.I
    ),
    "ipv4": _pattern(rf"(?:{_OCTET}\.){{3}}{_OCTET}"),
    "ipv6": _ipv6,
    "uuid": _pattern(r"(?:urn:uuid:)?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE),
    "regex": _regex,
    "json-pointer": _pattern(r"(?:/(?:[^~/]|~0|~1)*)*"),
}
