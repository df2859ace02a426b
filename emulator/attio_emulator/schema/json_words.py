"""Words the errors of Python's JSON parser as found and expected, for workspace files and all other JSON texts.

The parser stops at the first mistake; `json_slips` can report several.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

__all__ = ["END", "EXPECTED", "found_and_expected"]

END = "the end of the text"
EXPECTED: Mapping[str, str] = {
    "Expecting property name enclosed in double quotes": "a key in double quotes",
    "Expecting value": "a value",
    "Expecting ':' delimiter": "a colon after the key",
    "Expecting ',' delimiter": "a comma, or the closing bracket",
    "Extra data": "nothing after the closing bracket",
    "Invalid \\uXXXX escape": "\\u and four digits of 0-9, a-f",
    # since Python 3.13
    "Illegal trailing comma before end of object": "no comma after the last member",
    "Illegal trailing comma before end of array": "no comma after the last member",
}
"""Message of Python's parser -> what is expected, between values. Characters inside texts are handled below."""
_CONTROL: Mapping[str, tuple[str, str]] = {"\n": ("a line break", "\\n"), "\r": ("a line break", "\\r"), "\t": ("a tab", "\\t")}  # fmt: skip
"""Character -> its name, and how JSON writes it."""


def found_and_expected(error: json.JSONDecodeError, text: str) -> tuple[str, str]:
    """What the text has where the parser stopped (`END` if nothing), and what would be correct there."""
    if error.msg.startswith("Unterminated string"):
        return 'a " that is not closed', 'another " at the end of the text'
    if error.msg.startswith("Invalid control character"):
        char = text[error.pos]
        named, written = _CONTROL.get(char, (f"the character U+{ord(char):04X}", f"\\u{ord(char):04x}"))
        return f"{named} inside a text", written
    if error.msg == "Invalid \\escape":
        return f"{text[error.pos : error.pos + 2]} inside a text", "two backslashes (\\\\)"
    rest = text[error.pos : error.pos + 12].split("\n")[0]
    found = repr(rest) if rest.strip() else "the end of the line" if text[error.pos :].strip() else END
    if error.msg == "Extra data" and text[: error.pos].rstrip()[-1:] not in ("]", "}"):
        return found, "nothing after the value"
    return found, EXPECTED.get(error.msg, "JSON")
