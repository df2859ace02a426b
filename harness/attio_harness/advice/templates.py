"""Templates as text: the variables that are written in them, and what they print of an object. What one makes of an event says `trial`."""

from __future__ import annotations

import re

__all__ = ["BARE", "PRINTED", "VARIABLE", "is_printed"]

VARIABLE = re.compile(r"\{\{\{?-?\s*+(?:\$\.)?+([\w.\[\]]++)\s*+-?\}?\}\}")
"""A variable without filters, also with the `$.` that no template knows."""
BARE = re.compile(r"\s*+\$?+\{?+((?:(?:traits|properties)\.|context\.\w++\.)\w[\w.\[\]]*+)\}?+\s*+")
"""A whole text that is a path without its `$.`, or in braces of another language: `traits.plan`, `${traits.plan}`; `context.io` may be a domain."""

PRINTED = "[object Object]"


def is_printed(text: str) -> bool:
    """Whether an object was printed into a text, of which @case, @replace or a filter of Liquid may have changed something since."""
    # first what costs little: it is asked of each text that a mapping makes
    return ("bject" in text or "BJECT" in text) and _REMAINS.search(text) is not None


_REMAINS = re.compile(r"\[object\b|object(?:\W|_|%20)*object", re.IGNORECASE)
