r"""Texts of others with every character seen: what a terminal obeys, what reorders a line and what nobody sees is written out as `\x1b`.

Where a text goes is not known here; `escaped` has a function for each place.
"""

from __future__ import annotations

import re

__all__ = ["is_hidden", "visible", "written_out"]

_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\uffa0\U000e0000-\U000e0fff]")
"""Letters and marks that show nothing, though `str.isprintable` takes them for letters (Unicode, Default_Ignorable_Code_Point, and the
empty braille pattern). Variation selectors 1 to 16 are none: they only choose how the sign before them looks, as in emoji."""

_BEYOND = re.compile("[^ -~]")
"""What may be hidden: all but the printable characters of ASCII."""

_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def is_hidden(character: str) -> bool:
    """Whether it is a control character, a mark of direction, half a surrogate pair, none at all, or cannot be seen."""
    return not character.isprintable() or _UNSEEN.match(character) is not None


def written_out(character: str) -> str:
    r"""As Python writes it: `\n`, `\x1b`, `\u202e`, `\U000e0041`."""
    number = ord(character)
    if number < 0x100:
        return _SHORT.get(character) or f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def visible(text: str, *, keep: str = "") -> str:
    """The text with its hidden characters written out, but for those of `keep`; it can be encoded as UTF-8."""
    if text.isprintable() and (text.isascii() or _UNSEEN.search(text) is None):
        return text
    if keep:  # line by line: most of them hide nothing, which is seen without looking at each character
        return keep[0].join(visible(line, keep=keep[1:]) for line in text.split(keep[0]))
    return _BEYOND.sub(lambda found: written_out(found[0]) if is_hidden(found[0]) else found[0], text)
