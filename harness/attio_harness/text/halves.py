"""Finds halves of characters: JavaScript can cut a text between the two units of an emoji, and UTF-8 cannot hold the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["halves"]

# a matching pair in a row is a whole character that is not joined yet
_HALF = re.compile("[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]")


def halves(value: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    """The way to each text, or to each member with a key, that has a half, and its first half; in the value's order."""
    waiting: list[tuple[tuple[str, ...], Any]] = [((), value)]
    while waiting:
        way, one = waiting.pop()
        if isinstance(one, str):
            found = _HALF.search(one)
            if found:
                yield way, found[0]
        elif isinstance(one, Mapping):
            for key in one:
                found = _HALF.search(key) if isinstance(key, str) else None
                if found:
                    yield (*way, key), found[0]
            waiting += reversed([((*way, str(key)), inner) for key, inner in one.items()])
        elif isinstance(one, list):
            waiting += reversed([((*way, str(at)), inner) for at, inner in enumerate(one)])
