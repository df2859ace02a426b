"""The headers of an answer, as recorded answers of Attio have them. Bodies and statuses are made elsewhere.

Left out is what the edge of Attio's network adds: `strict-transport-security`, `server`, `via` and their like. A local server
speaks plain http, over which the first of them may not be sent (RFC 6797).
"""

from __future__ import annotations

from email.utils import formatdate
from functools import lru_cache

from attio_emulator.clock import iso
from attio_emulator.http import Request

__all__ = ["headers_of"]

_EVERY = {
    "vary": "Origin",
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "x-attio-client,x-attio-execution-id,x-attio-platform,x-attio-platform-version,"
    "x-attio-record-query-score,x-attio-app-installation-bundle-id,WWW-Authenticate",
    "x-frame-options": "DENY",
}
_UNDATED = ("/v2/self", "/v1/token")
"""Whose answers have no `x-accurate-at` (observed for the first; those of webhooks have none either)."""


def headers_of(request: Request, status: int, *, number: str, at: int, content_type: str | None) -> dict[str, str]:
    """The headers of an answer (observed).

    Args:
        number: the ID of the request.
        at: milliseconds since 1970, `date` and `x-accurate-at` say so.
        content_type: None where there is no body.

    A query tells its score, which is "0" in every recorded answer; refusals and deletions are not dated to the nanosecond.
    """
    headers = {"x-attio-execution-id": number, "date": _date(at // 1000), **_EVERY}
    if content_type is not None:
        headers["content-type"] = content_type
    if status < 400 and request.method != "DELETE" and not _is_undated(request.path):
        headers["x-accurate-at"] = iso(at)
        if request.path.endswith("/query"):
            headers["x-attio-record-query-score"] = "0"
    return headers


def _is_undated(path: str) -> bool:
    return path in _UNDATED or path.startswith("/v2/webhooks")


@lru_cache(maxsize=1024)
def _date(seconds: int) -> str:
    return formatdate(seconds, usegmt=True)
