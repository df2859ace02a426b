"""The headers of a response, as in recorded responses of Attio. Bodies and statuses are made elsewhere.

Headers added by the edge of Attio's network are left out: `strict-transport-security`, `server`, `via` and so on. A
local server speaks plain http, over which the first of them must not be sent (RFC 6797).
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
_UNDATED = ("/v2/self", "/v1/token", "/v2/webhooks")
"""Paths without `x-accurate-at` in responses (observed for the first); single webhooks have none either."""


def headers_of(request: Request, status: int, *, number: str, at: int, content_type: str | None) -> dict[str, str]:
    """The headers of a response (observed).

    Args:
        number: the ID of the request.
        at: milliseconds since 1970, for `date` and `x-accurate-at`.
        content_type: None if there is no body.

    Queries have a score, which is "0" in every recorded response. Refusals and deletions have no nanosecond date.
    """
    headers = _begun(at // 1000, content_type).copy()
    headers["x-attio-execution-id"] = number
    path = request.path
    if status < 400 and request.method != "DELETE" and not path.startswith(_UNDATED):
        headers["x-accurate-at"] = iso(at)
        if path.endswith("/query"):
            headers["x-attio-record-query-score"] = "0"
    return headers


@lru_cache(maxsize=256)  # responses of one second begin alike
def _begun(seconds: int, content_type: str | None) -> dict[str, str]:
    """The headers common to a second's responses, in order. Copy it; the ID of the request is still empty."""
    headers = {"x-attio-execution-id": "", "date": formatdate(seconds, usegmt=True), **_EVERY}
    return headers if content_type is None else {**headers, "content-type": content_type}
