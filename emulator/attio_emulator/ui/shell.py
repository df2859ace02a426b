"""The HTML of an emulator's page: the frame, the navigation, and the modules that fill it. It contains `about` and the
news so far, but no record."""

from __future__ import annotations

from html import escape

import orjson

from attio_emulator.api import Api
from attio_emulator.http import Request
from attio_emulator.pages.frame import ASSETS, HOME, document
from attio_emulator.ui.schema import about
from attio_emulator.ui.traffic import news

__all__ = ["page"]

_FIRST = ("dom", "api", "router", "live", "parts", "side", "view_table", "view_attributes", "filters", "slider")
"""The modules needed at once; the views are loaded on demand."""


def page(emulator: Api) -> str:
    """The page as HTML."""
    name = escape(emulator.workspace.name)
    return document(
        f"{emulator.workspace.name}: local Attio",
        '<p class="notice bad" id="not-saved" role="status" hidden></p>'
        '<div class="app"><nav class="side" id="side" aria-label="Workspace"></nav>'
        '<main id="main" class="page" tabindex="-1">'
        f'<div class="head"><h1><bdi>{name}</bdi>: a local Attio</h1></div>'
        "<noscript><p class='notice'>This page needs JavaScript. Without it, the calls below <code>/_emulator</code> tell all "
        "that it shows.</p></noscript></main></div>"
        '<div class="toasts" id="toasts" role="status"></div>',
        scripts=[f"{ASSETS}app.js"],
        styles=[f"{ASSETS}emulator.css"],
        nav=[HOME, *emulator.page_links.nav],
        here=HOME[1],
        preload=[f"{ASSETS}{name}.js" for name in _FIRST],
        meta={
            "about": orjson.dumps(about(emulator)).decode(),
            # whatever is loaded later is at least as new; the stream continues from here
            "news": orjson.dumps(news(emulator, Request.make("GET", "/"))).decode(),
        },
    )
