"""Writes lines of NDJSON files. `inputs` reads them."""

from __future__ import annotations

from typing import Any

import orjson

from attio_harness.text.strict import strict

__all__ = ["ndjson_line"]


def ndjson_line(value: Any) -> bytes:
    """A JSON value on its own line; it may have anything that an input may have."""
    try:
        text = orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:  # half a character, an integer of more than 64 bits, or nesting too deep for orjson
        return strict(value, again=True).encode() + b"\n"
    if b"null" in text and orjson.loads(text) != value:  # for orjson an infinite number is null
        return strict(value, again=True).encode() + b"\n"
    return text
