"""Recognizes an API's error that was saved instead of the answer: who said what, and what to do about it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from attio_harness.inputs.inside import MEMBERS, event_inside
from attio_harness.text.words import one_line

__all__ = ["advice_of", "said_by_an_api"]

_LONGEST = 160
"""The most characters of a message that are shown."""
_FEW = 8
"""An answer with more members is no error."""
_ABOUT_ERRORS = frozenset(
    {
        "error", "errors", "error_code", "error_description", "error_uri", "code", "codes", "data", "detail", "details",
        "documentation_url", "extensions", "field", "instance", "message", "method", "ok", "path", "reason", "request_id", "requestId",
        "requestid", "status", "statusCode", "statusText", "status_code", "success", "timestamp", "title", "trace_id", "traceId", "type",
        "url", "validation_errors",
    }
)  # fmt: skip
"""The members of errors of Segment, Attio, OAuth (RFC 6749), problem details (RFC 9457) and gateways."""
_TYPES = re.compile(r"[a-z]+([-_ ][a-z]+)*", re.IGNORECASE)

_ABSENT = "there is nothing at this address; look at the ID in it"
_ADVICE: tuple[tuple[re.Pattern[str], range, str], ...] = (
    (
        re.compile(r"unauthori[sz]ed|unauthenticated|authentication|(invalid|expired|missing)[-_ ](access[-_ ])?(token|api[-_ ]?key|grant)|login", re.I),
        range(401, 402),
        "the token is missing, wrong or expired; ask again with the header `Authorization: Bearer TOKEN`",
    ),
    (
        re.compile(r"forbidden|insufficient|not[-_ ]allowed|permission|access[-_ ]denied", re.I),
        range(403, 404),
        "the token may not read this; ask again with one that may",
    ),
    (
        re.compile(r"not[-_ ]?found|no[-_ ]such", re.I),
        range(404, 405),
        _ABSENT,
    ),
    (
        re.compile(r"too[-_ ]many|rate[-_ ]?limit|throttl|quota", re.I),
        range(429, 430),
        "there were too many requests; wait a minute and ask again",
    ),
    (re.compile(r"internal|unavailable|bad[-_ ]gateway|time[d]?[-_ ]?out", re.I), range(500, 600), "ask again later"),
)  # fmt: skip
"""What to do, by status or, without a status, by a word."""


def advice_of(status: int | None, words: str) -> str:
    """What to do about an error with this status, or with these words."""
    for _, statuses, advice in _ADVICE:
        if status is not None and status in statuses:
            return advice
    for pattern, _, advice in _ADVICE:
        if pattern.search(words):
            return advice
    return "correct the request and ask again"


def said_by_an_api(one: Mapping[str, Any]) -> str | None:
    """What a document is, if it is an error of an API; else None."""
    if not one or len(one) > _FEW or not _ABOUT_ERRORS.issuperset(one) or one.get("requestError") is True:
        return None
    first = _first(one)
    if first is None:
        return None
    status, kind, message = first
    # a line of a log, whose message is an event or has one in it
    if status is None and (_is_object(message) or event_inside([message], MEMBERS) is not None):
        return None
    # the envelope of Attio; Segment's Public API answers with `errors`, each of a type
    who = (
        "Attio" if "status_code" in one else "Segment's Public API" if isinstance(one.get("errors"), list) else "an API"
    )
    name = " ".join(str(part) for part in (status, kind) if part)
    told = ": ".join(part for part in (name, f"“{one_line(message, _LONGEST)}”" if message else "") if part)
    advice = advice_of(status, f"{kind} {message}")
    region = (
        ", and at its region (api.segmentapis.com, eu1.api.segmentapis.com)"
        if "errors" in one and _ABSENT in advice
        else ""
    )
    return f"is an error that {who} answered ({told}): {advice}{region}"


def _first(one: Mapping[str, Any]) -> tuple[int | None, str, str] | None:
    """The status, the type and the message of the first error; None if it is no error."""
    inner: Any = one.get("errors") or one.get("error")
    if isinstance(inner, list):
        inner = inner[0]
    if isinstance(inner, Mapping) and inner:
        return _status(inner) or _status(one), _kind(inner), _message(inner) or _message(one)
    status, kind = _status(one), _kind(one)
    if isinstance(inner, str):
        return (
            status,
            kind or (inner if _TYPES.fullmatch(inner) else ""),
            _message(one) or ("" if _TYPES.fullmatch(inner) else inner),
        )
    # a message alone may be anything; `{"ok": false}` says nothing
    message = _message(one)
    is_error = bool(status and status >= 400) or (bool(message) and one.keys() <= {"message", "code", "type"})
    return (status, kind, message) if is_error else None


def _is_object(text: str) -> bool:
    try:
        return text.lstrip().startswith("{") and isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def _status(one: Mapping[str, Any]) -> int | None:
    for name in ("status_code", "statusCode", "status", "code"):
        value = one.get(name)
        number = int(value) if isinstance(value, str) and re.fullmatch(r"[1-5]\d\d", value) else value
        if type(number) is int and 100 <= number < 600:
            return number
    return None


def _kind(one: Mapping[str, Any]) -> str:
    # first Attio's `code`, which says more than its `type`
    names = ("code", "type", "error", "title")
    return next(
        (
            one_line(one[name], _LONGEST)
            for name in names
            if isinstance(one.get(name), str) and not one[name].isdecimal()
        ),
        "",
    )


def _message(one: Mapping[str, Any]) -> str:
    names = ("message", "error_description", "detail", "reason", "title")
    return next((one[name] for name in names if isinstance(one.get(name), str)), "")
