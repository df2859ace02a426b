"""Text as in JavaScript: UTF-16 code units, lone surrogates, and which characters count as blank."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import Any

from segment_actions.js.undefined import MISSING

__all__ = ["SPACE", "is_torn", "paired", "spread", "utf8", "utf16_at", "utf16_length", "utf16_units"]

SPACE = "\t\n\v\f\r \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"


def utf16_length(value: str) -> int:
    """Length in UTF-16 code units, as JavaScript counts."""
    return len(value) if value.isascii() else len(value) + sum(ch > "\uffff" for ch in value)


def utf16_at(value: str, index: int) -> Any:
    """The code unit at `index`, or MISSING. Half of an astral character is a lone surrogate."""
    if index < 0:
        return MISSING
    if value.isascii():
        return value[index] if index < len(value) else MISSING
    units = value.encode("utf-16-le", "surrogatepass")
    if 2 * index >= len(units):
        return MISSING
    return chr(int.from_bytes(units[2 * index : 2 * index + 2], "little"))


def utf16_units(value: str) -> Iterator[str]:
    """The code units one by one."""
    units = value.encode("utf-16-le", "surrogatepass")
    return map(chr, struct.unpack(f"<{len(units) // 2}H", units))


_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_LONE = re.compile("[\ud800-\udfff]")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def paired(value: str) -> str:
    """The text with adjacent surrogates joined into the characters they make."""
    if value.isascii() or _PAIR.search(value) is None:
        return value
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def spread(value: str) -> str:
    """The text with one character per UTF-16 code unit, so that lengths and positions match JavaScript's; `paired` reverses it."""
    if value.isascii() or _ASTRAL.search(value) is None:
        return value
    return "".join(utf16_units(value))


def is_torn(value: str) -> bool:
    """Whether the text has a lone surrogate: half of an astral character."""
    return not value.isascii() and _LONE.search(value) is not None


def utf8(value: str) -> bytes:
    """Text as UTF-8; a lone surrogate becomes U+FFFD, as everywhere on the web."""
    if value.isascii():
        return value.encode()
    return _LONE.sub("\ufffd", paired(value)).encode()
