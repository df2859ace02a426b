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
_UNDATED = ("/v2/self", "/v1/token", "/v2/webhooks")
"""Whose answers have no `x-accurate-at` (observed for the first), those of a single webhook neither."""


def headers_of(request: Request, status: int, *, number: str, at: int, content_type: str | None) -> dict[str, str]:
    """The headers of an answer (observed).

    Args:
        number: the ID of the request.
        at: milliseconds since 1970, `date` and `x-accurate-at` say so.
        content_type: None where there is no body.

    A query tells its score, which is "0" in every recorded answer; refusals and deletions are not dated to the nanosecond.
    """
    headers = _begun(at // 1000, content_type).copy()
    headers["x-attio-execution-id"] = number
    path = request.path
    if status < 400 and request.method != "DELETE" and not path.startswith(_UNDATED):
        headers["x-accurate-at"] = iso(at)
        if path.endswith("/query"):
            headers["x-attio-record-query-score"] = "0"
    return headers


@lru_cache(maxsize=256)  # answers of one second begin alike
def _begun(seconds: int, content_type: str | None) -> dict[str, str]:
    """What all answers of a second have, in the order in which they have it; to be copied. The ID of the request is still to come."""
    headers = {"x-attio-execution-id": "", "date": formatdate(seconds, usegmt=True), **_EVERY}
    return headers if content_type is None else {**headers, "content-type": content_type}
