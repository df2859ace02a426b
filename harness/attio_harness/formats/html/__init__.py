"""The report as one HTML page: `page` puts it together, `losses`, `charts` and `parts` make its pieces; its style sheet and script
are the files beside them."""

from __future__ import annotations

from attio_harness.formats.html.page import render_html

__all__ = ["render_html"]
