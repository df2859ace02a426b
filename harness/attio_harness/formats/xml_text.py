"""Texts as XML can hold them."""

from __future__ import annotations

import re

from attio_harness.text.words import clean, cut

__all__ = ["xml_text", "xml_token"]

_FORBIDDEN = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped (XML 1.0, production 2, Char)."""


def xml_text(text: str) -> str:
    """The text with what XML cannot hold written out as `\\x00`."""
    return _FORBIDDEN.sub(lambda found: f"\\x{ord(found[0]):02x}", clean(text))


def xml_token(text: str) -> str:
    """One line of at most 300 characters."""
    return cut(" ".join(xml_text(text).split()), 300)
