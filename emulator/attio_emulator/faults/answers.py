"""A response in place of Attio's: its status, refusal or body, and headers. Refuses everything that no server can send."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import formatdate, parsedate_to_datetime
from typing import Any

import orjson

from attio_emulator.errors import AttioError, shortened
from attio_emulator.faults.named import NAMED, USUAL
from attio_emulator.faults.wrong import LONGEST, RuleError, as_json, member, members, seconds, shown_name, whole, word
from attio_emulator.http import BODILESS, Response

__all__ = ["MEMBERS", "Answer"]

MEMBERS = ("status", "code", "body", "headers", "retry_after")
"""The members of a rule that describe a response."""

_FRAMING = ("content-length", "transfer-encoding", "trailer", "upgrade", "te", "keep-alive", "proxy-connection")
"""Headers that belong to the connection: setting them would make the response invalid HTTP."""
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"(?:[!-~](?:[\t -~]*[!-~])?)?")
_JSON, _TEXT = "application/json; charset=utf-8", "text/plain; charset=utf-8"
_SAID = "A fault rule of the emulator answers."


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is sent in place of Attio's response. `date_in`: `Retry-After` is a date, this many seconds after the clock's time."""

    status: int
    # not in repr, so that a failed assertion prints no token or secret
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    date_in: float | None = None

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Answer:
        """Read the members `MEMBERS`. Without a status or code, the status is 500.

        Raises:
            RuleError: a server cannot send it, or Attio has no such refusal.
        """
        status = status_of(given.get("status"), given.get("code"))
        body, kind = _body(given.get("body"), status, given.get("code"))
        headers = {} if kind is None else {"content-type": kind}
        with member("headers"):
            headers |= _headers(given.get("headers") or {})
        date_in = None
        if given.get("retry_after") is not None:
            if "retry-after" in headers:
                raise RuleError("found retry_after beside the header retry-after, expected one of them")
            with member("retry_after"):
                sent, date_in = _retry_after(given["retry_after"])
            headers |= {"retry-after": sent} if sent is not None else {}
        return cls(status=status, headers=headers, body=body, date_in=date_in)

    def response(self, now: int) -> Response:
        """The response at a moment (milliseconds since 1970)."""
        headers = dict(self.headers)
        if self.date_in is not None:
            headers["retry-after"] = formatdate(now / 1000 + self.date_in, usegmt=True)
        return Response(status=self.status, headers=headers, body=self.body)


def status_of(status: Any, code: Any = None) -> int:
    """The status a rule asks for, or the status of its code; 500 if it has neither.

    Raises:
        RuleError: not a final status (100 to 199 only announce a response), no code of Attio's, or a code Attio does not use with it.
    """
    if status is not None and not (type(status) is int and 200 <= status <= 599):
        raise RuleError(f"found the status {shortened(status)}, expected a whole number from 200 to 599")
    if code is None:
        return status or 500
    word(code, tuple(NAMED), "the code")
    if status is not None and status not in NAMED[code]:
        raise RuleError(
            f"found the status {status} for the code {code!r}, expected {' or '.join(map(str, NAMED[code]))}"
        )
    return status or next(iter(NAMED[code]))


def _body(given: Any, status: int, code: str | None) -> tuple[bytes, str | None]:
    """The bytes of a body and their content type: text as it is, anything else as JSON; if nothing is given, Attio's refusal."""
    if given is None and status >= 400:
        code = code or USUAL.get(status, "internal_error")
        kind, message = NAMED[code].get(status, ("api_error", _SAID))
        given = AttioError(status, code, message, type=kind).body()
    if given is not None and given != "" and status in BODILESS:
        raise RuleError(f"found the body {shortened(given)} for the status {status}, which has none; expected no body")
    if given is None or status in BODILESS:
        return b"", _JSON if status not in BODILESS else None
    sent = as_json(given, "a body")
    return (sent.encode(), _TEXT) if isinstance(sent, str) else (orjson.dumps(sent), _JSON)


def _headers(given: Any) -> dict[str, str]:
    if not isinstance(given, Mapping):
        raise RuleError(f"found headers {shortened(given)}, expected an object of text")
    found: dict[str, str] = {}
    for name, value in given.items():
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise RuleError(
                f"found the header {shown_name(name)}, expected the name of a header, such as 'retry-after'"
            )
        low = name.lower()
        if low in _FRAMING:
            raise RuleError(
                f"found the header {name!r}, which the connection sets; expected any other. {_INSTEAD.get(low, '')}".rstrip()
            )
        if low in found:
            raise RuleError(f"found the header {name!r} twice, expected each once")
        if not isinstance(value, str) or not _VALUE.fullmatch(value):
            expected = "expected text of one line, of visible ASCII characters and spaces between them"
            raise RuleError(f"found {shortened(value)} for the header {name!r}, {expected}")
        found[low] = value
    return found


_INSTEAD = {"content-length": 'A length that is not true: {"kind": "truncated"}.'}


def _retry_after(given: Any) -> tuple[str | None, float | None]:
    """The text of a `Retry-After`, or if it is to be a date, the seconds until then."""
    if isinstance(given, Mapping):
        known = members(given, ("seconds", "as"), "the time to wait")
        form = word(known.get("as", "seconds"), ("seconds", "date"), "as")
        if form == "date":
            return None, seconds(known.get("seconds"), "seconds")
        given = known.get("seconds")
    if isinstance(given, str):
        if not _is_date(given):
            raise RuleError(
                f"found {shortened(given)}, expected seconds or an HTTP date, such as {formatdate(0, usegmt=True)!r}"
            )
        return given, None
    found = whole(given, "seconds")
    if found > LONGEST:
        raise RuleError(f"found seconds {found}, expected at most {LONGEST}")
    return str(found), None


def _is_date(given: str) -> bool:
    """Whether a text is an HTTP date in the form of servers (RFC 9110)."""
    try:
        return formatdate(parsedate_to_datetime(given).timestamp(), usegmt=True) == given
    except (ValueError, TypeError, OverflowError):
        return False
