"""Writes lines of NDJSON files. `inputs` reads them."""

from __future__ import annotations

import json
from typing import Any

import orjson

__all__ = ["ndjson_line"]


def ndjson_line(value: Any) -> bytes:
    """A JSON value on its own line; it may have anything that an input may have."""
    try:
        return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:  # half a character, an integer of more than 64 bits, or nesting too deep for orjson
        return json.dumps(value).encode() + b"\n"
