"""The page that follows events: `/_segment/`, with the files it needs. It shows the answers of the calls beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from attio_emulator.http import Request, Response
from attio_emulator.pages.assets import Assets
from attio_emulator.pages.frame import ASSETS, document, headers

__all__ = ["EVENTS", "FILES", "events_page"]

EVENTS = ("Events", "/_segment/")
"""The link to the page in the bar of every page."""

FILES = Assets("attio_harness.local_segment.page", "/_segment/assets/", ("events.css", "events.js", "trace.js"))


def events_page(request: Request, nav: Sequence[tuple[str, str]], verdicts: Mapping[str, str]) -> Response:
    """The page; `nav` are the links in its bar, including its own, `verdicts` the words for verdicts."""
    html = document(
        "Events: local Segment",
        '<main id="main" class="page" tabindex="-1"><div class="head"><h1>Events</h1></div>'
        "<noscript><p class='notice'>This page needs JavaScript. Without it, <code>/_segment/events</code> tells all that it "
        "shows.</p></noscript></main>"
        '<div class="toasts" id="toasts" role="status"></div>',
        scripts=[f"{FILES.address}events.js"],
        styles=[f"{ASSETS}emulator.css", f"{FILES.address}events.css"],
        nav=nav,
        here=EVENTS[1],
        preload=[f"{ASSETS}dom.js", f"{ASSETS}parts.js", f"{FILES.address}trace.js"],
        meta={"verdicts": json.dumps(dict(verdicts))},
    )
    return Response(status=200, headers=headers(), body=html.encode())
