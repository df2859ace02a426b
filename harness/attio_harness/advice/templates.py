"""Templates as text: the variables in them, and what they print for an object. `trial` runs a template on an event."""

from __future__ import annotations

import re

__all__ = ["BARE", "MEMBERS", "PRINTED", "VARIABLE", "is_printed"]

VARIABLE = re.compile(r"\{\{\{?-?\s*+(?>(?:\$\.)?)([\w.\[\]]++)\s*+-?\}?\}\}")
"""A variable without filters, also with the `$.` that templates do not know."""
MEMBERS = "anonymousId|groupId|messageId|originalTimestamp|previousId|receivedAt|sentAt|userId"
"""The top members of events whose names are no words of any language."""
BARE = re.compile(rf"\s*+\$?+\{{?+((?:(?:traits|properties)\.|context\.\w++\.)\w[\w.\[\]]*+|{MEMBERS})\}}?+\s*+")
"""A whole text that is a path without its `$.` or in another language's braces: `traits.plan`, `${traits.plan}`, `userId`. `context.io` may be
a domain."""

PRINTED = "[object Object]"


def is_printed(text: str) -> bool:
    """Whether a text contains a printed object, even if @case, @replace or a Liquid filter has changed it since."""
    # the cheap test first: this runs for every text that a mapping makes
    return ("bject" in text or "BJECT" in text) and _REMAINS.search(text) is not None


_REMAINS = re.compile(r"\[object\b|object(?:\W|_|%20)*object", re.IGNORECASE)
