"""How the actions tester shows what an action did: its requests with their answers, or the error that ended it.

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
    """A request with its body as text, and the answer with its body as a JSON value or text.

    Unlike in the original, where they are empty, the answer's headers are shown.
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
    """An error: its status (500 if it has none), message, and the fields at fault if the payload is invalid.

    For a refusal by the partner's API, the status and body of its answer. `stack` is the first line of a JavaScript stack.
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
    # only Segment's runtime gives these a 400, which the tester bypasses (observed)
    return 500 if isinstance(error, MappingError | PayloadValidationError) else error.status or 500


def _message(error: SegmentError) -> Any:
    if not isinstance(error, HTTPError):
        return str(error)
    data = error.response.data
    return error.response.text if data is None or data is MISSING else data


def fields_at_fault(error: SegmentError) -> dict[str, str] | None:
    """Path of a field -> what is wrong with it, `$` if a field is missing; None for an error that is not about fields."""
    if not isinstance(error, PayloadValidationError):
        return None
    return {one.path.replace("$.", "", 1): one.message for one in error.problems}
