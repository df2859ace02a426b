"""Every difference between JavaScript and Python is handled in this package, and nowhere else.

Exported here: `undefined`, `values` (types, truth, text), `numbers`, `strings` (UTF-16), `keys` (their order) and
`json`. `dates`, `zones` and `powers` are rarely needed and imported directly. Knows nothing of mappings, events or
Segment.
Source: the ECMAScript rules, observed through the published packages.
"""

from __future__ import annotations

from segment_actions.js.json import Usual, as_json, is_usual, json_bytes, parse_json, quote, to_json
from segment_actions.js.keys import ascending_keys, is_index, items
from segment_actions.js.numbers import EXACT, number, number_text, to_number
from segment_actions.js.strings import SPACE, is_torn, paired, spread, utf8, utf16_at, utf16_length, utf16_units
from segment_actions.js.undefined import MISSING, Missing
from segment_actions.js.values import NO_TEXT, has_text, is_number, is_truthy, loosely_empty, text, type_name, typeof

__all__ = [
    "EXACT",
    "MISSING",
    "NO_TEXT",
    "SPACE",
    "Missing",
    "Usual",
    "as_json",
    "ascending_keys",
    "has_text",
    "is_index",
    "is_number",
    "is_torn",
    "is_truthy",
    "is_usual",
    "items",
    "json_bytes",
    "loosely_empty",
    "number",
    "number_text",
    "paired",
    "parse_json",
    "quote",
    "spread",
    "text",
    "to_json",
    "to_number",
    "type_name",
    "typeof",
    "utf8",
    "utf16_at",
    "utf16_length",
    "utf16_units",
]
