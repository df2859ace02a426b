"""The report as JSON, the contract other programs read."""

from __future__ import annotations

import json

from attio_harness.verdicts import Report

__all__ = ["render_json"]


def render_json(report: Report) -> str:
    """Indented JSON with the names of the contract; ends with a line break.

    Values that JSON cannot hold in UTF-8 (lone surrogates) are escaped.
    """
    return json.dumps(report.to_dict(), indent=2, ensure_ascii=True, default=str) + "\n"
