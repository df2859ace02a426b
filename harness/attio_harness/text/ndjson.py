"""A line of an NDJSON file that is written. Lines that are read are in `inputs`."""

from __future__ import annotations

import json
from typing import Any

import orjson

__all__ = ["ndjson_line"]


def ndjson_line(value: Any) -> bytes:
    """A JSON value on a line of its own, with whatever an input may have had."""
    try:
        return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:  # half of a character, an integer of more than 64 bits, what is nested too deeply for orjson
        return json.dumps(value).encode() + b"\n"
