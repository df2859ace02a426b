"""The formats a field can name: `FORMATS` check text, `NUMBER_FORMATS` check numbers, `FREE` accept everything.

Source: observation of the published packages (ajv-formats 2.1.1 in full mode, dayjs 1.10.7 for `date-like`).
"""

from __future__ import annotations

import ipaddress
import re
from calendar import isleap, monthrange
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from segment_actions import js
from segment_actions.js.dates import milliseconds
from segment_actions.validation.patterns import is_regex

__all__ = ["FORMATS", "FREE", "LABELS", "NUMBER_FORMATS", "quick"]

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
    "relative-json-pointer": "relative JSON Pointer",
}
"""What messages call a format, if not by its own name."""


class _Pattern:
    """A format given by a pattern, compiled on first use: compiling all twenty takes 25 ms, and most fields have no format."""

    def __init__(self, text: str, flags: int = 0) -> None:
        self._given = (text, flags | re.ASCII)

    @cached_property
    def fullmatch(self) -> Callable[[str], Any]:
        return re.compile(*self._given).fullmatch

    def __call__(self, value: str) -> bool:
        return self.fullmatch(value) is not None


def _pattern(text: str, flags: int = 0) -> Callable[[str], bool]:
    return _Pattern(text, flags)


def quick(check: Callable[[str], bool]) -> Callable[[str], Any]:
    """A check that saves one call. Its result is only truthy or falsy."""
    return check.fullmatch if isinstance(check, _Pattern) else check


_SPACE = re.escape(js.SPACE)

# -- mail, hosts, addresses --------------------------------------------------------------------------------------------

# Possessive (`++`) and with both cases written out: this takes a third of the time of the published pattern. A group stands in
# `(?>...)` instead: before Python 3.11.5 `(...)++` matched something else (CPython's issue 106052).
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]++"
_LABEL = r"[A-Za-z0-9]++(?>(?:-++[A-Za-z0-9]++)*)"
_OCTET = r"(?:25[0-5]|2[0-4]\d|[01]?\d\d?)"
_IPV4 = rf"(?:{_OCTET}\.){{3}}{_OCTET}"


def _ipv6(value: str) -> bool:
    try:
        ipaddress.IPv6Address(value)
    except ValueError:
        return False
    return "%" not in value


# -- URIs, as RFC 3986 writes them -------------------------------------------------------------------------------------

_HEX = "%[0-9a-f]{2}"
_H16 = "[0-9a-f]{1,4}"
_LS32 = rf"(?:{_H16}:{_H16}|{_IPV4})"
_IPV6 = "|".join(
    [
        rf"(?:{_H16}:){{6}}{_LS32}",
        rf"::(?:{_H16}:){{5}}{_LS32}",
        rf"(?:{_H16})?::(?:{_H16}:){{4}}{_LS32}",
        *(rf"(?:(?:{_H16}:){{0,{many}}}{_H16})?::(?:{_H16}:){{{3 - many + 1}}}{_LS32}" for many in (1, 2, 3)),
        rf"(?:(?:{_H16}:){{0,4}}{_H16})?::{_LS32}",
        rf"(?:(?:{_H16}:){{0,5}}{_H16})?::{_H16}",
        rf"(?:(?:{_H16}:){{0,6}}{_H16})?::",
    ]
)
_SUB = r"a-z0-9\-._~!$&'()*+,;="


def _uri_pattern(scheme: str, more: str, path: str) -> Callable[[str], bool]:
    """A pattern of URIs whose names and paths may also contain the characters of `more`."""
    char, name = rf"(?:[{_SUB}:@{more}]|{_HEX})", rf"(?:[{_SUB}{more}]|{_HEX})*"
    literal = rf"\[(?:{_IPV6}|v[0-9a-f]+\.[{_SUB}:]+)\]"
    authority = rf"(?:(?:[{_SUB}:]|{_HEX})*@)?(?:{literal}|{_IPV4}|{name})(?::\d*)?"
    hierarchy = rf"(?://?{authority}(?:/{char}*)*|/(?:{char}+(?:/{char}*)*)?|{char}+(?:/{char}*)*){path}"
    tail = rf"(?:\?(?:[{_SUB}:@/?{more}]|{_HEX})*)?(?:#(?:[{_SUB}:@/?{more}]|{_HEX})*)?"
    return _pattern(scheme + hierarchy + tail, re.IGNORECASE)


_is_uri = _uri_pattern(r"[a-z][a-z0-9+\-.]*:", "", "")

_WIDE = "[a-z0-9\u00a1-\uffff]"
_PRIVATE = r"(?!(?:10|127)(?:\.\d{1,3}){3})(?!(?:169\.254|192\.168)(?:\.\d{1,3}){2})(?!172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2})"
_PUBLIC = rf"{_PRIVATE}(?:[1-9]\d?|1\d\d|2[01]\d|22[0-3])(?:\.(?:1?\d{{1,2}}|2[0-4]\d|25[0-5])){{2}}\.(?:[1-9]\d?|1\d\d|2[0-4]\d|25[0-4])"
_WIDE_LABEL = rf"(?:{_WIDE}+-)*{_WIDE}+"
_WEB_HOST = rf"(?:{_PUBLIC}|{_WIDE_LABEL}(?:\.{_WIDE_LABEL})*\.[a-z\u00a1-\uffff]{{2,}})"

# -- dates and times ---------------------------------------------------------------------------------------------------

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_TIME = re.compile(r"(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:z|[+-]\d\d(?::?\d\d)?)?", re.ASCII | re.IGNORECASE)


def _date(value: str) -> bool:
    found = _DATE.fullmatch(value)
    if not found:
        return False
    year, month, day = (int(part) for part in found.groups())
    return 1 <= month <= 12 and 1 <= day <= (29 if month == 2 and isleap(year) else monthrange(2001, month)[1])


def _time(value: str) -> bool:
    found = _TIME.fullmatch(value)
    if not found:
        return False
    hour, minute, second = (int(part) for part in found.groups())
    return (hour <= 23 and minute <= 59 and second <= 59) or (hour, minute, second) == (23, 59, 60)


def _date_time(value: str) -> bool:
    parts = re.split(f"[tT{_SPACE}]", value)
    return len(parts) == 2 and _date(parts[0]) and _time(parts[1])


_DAYJS = re.compile(
    rf"[0-9]{{4}}[-/]?(?:[0-9]{{1,2}})?[-/]?[0-9]{{0,2}}[Tt{_SPACE}]*"
    r"(?:[0-9]{1,2})?:?(?:[0-9]{1,2})?:?(?:[0-9]{1,2})?[.:]?(?:[0-9]+)?"
)
_USUAL = re.compile(
    r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{3})?Z"
)
_FURTHEST = 8.64e12


def _date_like(value: str) -> bool:
    """Seconds since 1970 as text, or a date that dayjs or JavaScript's `Date` can read."""
    if _USUAL.fullmatch(value):  # the usual form of events; only faster than what follows
        return True
    number = js.to_number(value)
    if js.number_text(number) == value:
        return abs(number) <= _FURTHEST
    if value[-1:] not in ("Z", "z") and _DAYJS.fullmatch(value):
        return True
    return milliseconds(value) == milliseconds(value)  # NaN: not a date


# -- codes -------------------------------------------------------------------------------------------------------------

_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_POINTER = r"(?:/(?:[^~/]|~0|~1)*)*"


def _byte(value: str) -> bool:
    """Base64 in a single line, as the published pattern wants it."""
    return any(_BASE64.fullmatch(line) for line in re.split("[\n\r\u2028\u2029]", value))


FORMATS: Mapping[str, Callable[[str], bool]] = {
    "byte": _byte,
    "date": _date,
    "date-like": _date_like,
    "date-time": _date_time,
    "duration": _pattern(r"P(?!\Z)(?:(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?|(?:\d+W)?)"),
    "email": _pattern(rf"{_ATOM}(?>(?:\.{_ATOM})*)@(?>(?:{_LABEL}\.)+){_LABEL}"),
    "hostname": _pattern(
        r"(?=.{1,253}\.?\Z)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[-0-9a-z]{0,61}[0-9a-z])?)*\.?", re.I
    ),
    "ipv4": _pattern(_IPV4),
    "ipv6": _ipv6,
    "json-pointer": _pattern(_POINTER),
    "json-pointer-uri-fragment": _pattern(rf"#(?:/(?:[a-z0-9_\-.!$&'()*+,;:=@]|{_HEX}|~0|~1)*)*", re.IGNORECASE),
    "regex": is_regex,
    "relative-json-pointer": _pattern(rf"(?:0|[1-9][0-9]*)(?:#|{_POINTER})"),
    "time": _time,
    "uri": lambda value: ("/" in value or ":" in value) and _is_uri(value),
    "uri-reference": _uri_pattern(r"(?:[a-z][a-z0-9+\-.]*:)?", '"', "?"),
    "uri-template": _pattern(
        rf"(?:[^\x00-\x20\"'<>%\\^`{{|}}]|{_HEX}|\{{[+#./;?&=,!@|]?(?:[a-z0-9_]|{_HEX})+(?::[1-9][0-9]{{0,3}}|\*)?"
        rf"(?:,(?:[a-z0-9_]|{_HEX})+(?::[1-9][0-9]{{0,3}}|\*)?)*\}})*",
        re.IGNORECASE,
    ),
    "url": _pattern(
        rf"(?:https?|ftp)://(?:[^{_SPACE}]+(?::[^{_SPACE}]*)?@)?{_WEB_HOST}(?::\d{{2,5}})?(?:/[^{_SPACE}]*)?",
        re.IGNORECASE,
    ),
    "uuid": _pattern(r"(?:urn:uuid:)?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE),
}

NUMBER_FORMATS: Mapping[str, Callable[[float], bool]] = {
    "int32": lambda value: float(value).is_integer() and -(2**31) <= value <= 2**31 - 1,
    "int64": lambda value: float(value).is_integer(),
}

FREE = frozenset({"binary", "double", "float", "password", "text"})
"""Known formats that accept everything."""
