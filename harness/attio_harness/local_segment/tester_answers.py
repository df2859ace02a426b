"""How the actions tester shows what an action did: the requests it made with their answers, or the error that ended it.

Source: the tester's server (source of action-destinations), compared with the published packages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from segment_actions import HTTPError, MappingError, PayloadValidationError, Request, Response, SegmentError
from segment_actions.js import MISSING

__all__ = ["error_row", "exchange_row", "fields_at_fault"]

_SENSITIVE = frozenset(
    {
        "authorization",
        "cookie",
        "proxy-authenticate",
        "proxy-authorization",
        "set-cookie",
        "www-authenticate",
        "x-amz-content-sha256",
        "x-amz-date",
        "x-amz-security-token",
        "x-amz-user-agent",
        "x-api-key",
        "x-client-id",
        "x-csrf-token",
        "x-forwarded-for",
        "x-real-ip",
        "x-requested-with",
        "x-uid",
        "x-xsrf-token",
    }
)


def exchange_row(request: Request, response: Response) -> dict[str, Any]:
    """A request with its body as text, and the answer with its body as the JSON value it is, or text.

    Other than there, the headers of the answer are shown, too: the original's come out empty.
    """
    return {
        "request": {
            "url": request.url,
            "method": request.method,
            "headers": _headers(request.headers),
            "body": request.content.decode("utf-8", "replace"),
        },
        "response": {
            "statusCode": response.status,
            "statusMessage": response.reason,
            "headers": _headers(response.headers),
            "body": response.value,
        },
    }


def _headers(given: Mapping[str, Any]) -> dict[str, str]:
    names: Iterable[tuple[str, Any]] = sorted((name.lower(), value) for name, value in given.items())
    return {name: "<redacted>" if name in _SENSITIVE else str(value) for name, value in names}


def error_row(error: SegmentError) -> dict[str, Any]:
    """An error: its status (500 where it has none), message, and the fields at fault where a payload does not fit.

    For a refusal of the partner's API these are the status and the body of its answer. `stack` is the line that a stack of
    JavaScript begins with.
    """
    status, message = _status(error), _message(error)
    fields = fields_at_fault(error)
    return {
        "statusCode": status,
        "message": message,
        "stack": f"{error.name}: {error}".split("\n"),
        **({} if fields is None else {"fields": fields}),
        "requestError": True,
    }


def _status(error: SegmentError) -> int:
    if isinstance(error, HTTPError):
        return error.response.status
    # it is the runtime that gives these a 400, and the tester goes around it (observed)
    return 500 if isinstance(error, MappingError | PayloadValidationError) else error.status or 500


def _message(error: SegmentError) -> Any:
    if not isinstance(error, HTTPError):
        return str(error)
    data = error.response.data
    return error.response.text if data is None or data is MISSING else data


def fields_at_fault(error: SegmentError) -> dict[str, str] | None:
    """Path of a field -> what is wrong with it, `$` where one is missing; None for an error that is not about fields."""
    if not isinstance(error, PayloadValidationError):
        return None
    return {one.path.replace("$.", "", 1): one.message for one in error.problems}
