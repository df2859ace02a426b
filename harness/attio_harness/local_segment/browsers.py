"""What browsers need from a local Segment: the permission for pages of any site to send events, and the settings of analytics.js."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote

from attio_emulator.http import Request, Response
from attio_emulator.own_paths import HEADER

from attio_harness.local_segment.calls import json_answer

__all__ = ["for_anybody", "preflight", "settings_of_browser"]

_NAME = re.compile(r"[A-Za-z0-9-]{1,100}")


def preflight(request: Request, takes: str) -> Response:
    """The answer to a browser that asks before a page's call: allows only the verb `takes`, and not the header of control calls."""
    wanted = request.headers.get("access-control-request-method", takes)
    if wanted not in (takes, "HEAD" if takes == "GET" else takes):
        return json_answer(403, {"message": f"found the method {wanted!r:.80}, and {request.path} takes {takes}"})
    asked = request.headers.get("access-control-request-headers", "content-type, authorization")
    names = [one for one in map(str.strip, asked.split(",")) if _NAME.fullmatch(one) and one.lower() != HEADER]
    headers = {
        "access-control-allow-methods": takes,
        "access-control-allow-headers": ", ".join(names),
        "access-control-max-age": "86400",
    }
    if request.headers.get("access-control-request-private-network") == "true":
        # browsers ask before a page from the network may call this computer (Private Network Access)
        headers["access-control-allow-private-network"] = "true"
    return Response(status=204, headers=headers)


def for_anybody(request: Request, answer: Response) -> Response:
    """The answer with the headers by which a browser passes it to the page, whatever its site."""
    origin = request.headers.get("origin")
    allowed = {"access-control-allow-origin": origin or "*", "vary": "Origin"}
    if origin is not None:
        # a beacon is sent with credentials, for which * is not allowed
        allowed["access-control-allow-credentials"] = "true"
    return Response(status=answer.status, headers={**answer.headers, **allowed}, body=answer.body)


def settings_of_browser(path: str, sources: Mapping[str, str], origin: str) -> Response | None:
    """The settings that analytics.js loads from its CDN, `/v1/projects/KEY/settings`: where to send events. None for another path.

    Source: observation of @segment/analytics-next 1.84, which adds `/t`, `/i` and so on to `apiHost`.
    """
    parts = path.split("/")
    if len(parts) != 5 or parts[1:3] != ["v1", "projects"] or parts[4] != "settings":
        return None
    key = unquote(parts[3])
    if sources.get(key) is None:
        return json_answer(404, {"message": f"found the write key {key!r}, which is that of no source here"})
    scheme, _, host = origin.partition("://")
    segment = {"apiKey": key, "apiHost": f"{host}/v1", "protocol": scheme, "deliveryStrategy": {"strategy": "standard"}}
    return json_answer(
        200,
        {
            "integrations": {"Segment.io": segment},
            "plan": {"track": {"__default": {"enabled": True}}, "identify": {"__default": {"enabled": True}}},
            "edgeFunction": {},
            "remotePlugins": [],
            "enabledMiddleware": {},
            # otherwise it sends its own metrics to Segment
            "metrics": {"sampleRate": 0},
        },
    )
