r"""Makes every character of foreign text visible: control, reordering and invisible characters are written out, as in `\x1b`.

Does not know where a text goes; `escaped` has a function for each place.
"""

from __future__ import annotations

import re

__all__ = ["is_hidden", "visible", "written_out"]

_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\uffa0\U000e0000-\U000e0fff]")
"""Letters and marks that show nothing although `str.isprintable` is true for them (Unicode, Default_Ignorable_Code_Point, and the empty
braille pattern). Not variation selectors 1 to 16, which only choose how the sign before them looks, as in emoji."""

_BEYOND = re.compile("[^ -~]")
"""Characters that may be hidden: all but printable ASCII."""

_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def is_hidden(character: str) -> bool:
    """Whether it is a control character, a direction mark, half a surrogate pair, unassigned or invisible."""
    return not character.isprintable() or _UNSEEN.match(character) is not None


def written_out(character: str) -> str:
    r"""As Python writes it: `\n`, `\x1b`, `\u202e`, `\U000e0041`."""
    number = ord(character)
    if number < 0x100:
        return _SHORT.get(character) or f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def visible(text: str, *, keep: str = "") -> str:
    """The text with its hidden characters written out, except those in `keep`; it can be encoded as UTF-8."""
    if text.isprintable() and (text.isascii() or _UNSEEN.search(text) is None):
        return text
    if keep:  # line by line: for most lines a single test shows that they hide nothing
        return keep[0].join(visible(line, keep=keep[1:]) for line in text.split(keep[0]))
    return _BEYOND.sub(lambda found: written_out(found[0]) if is_hidden(found[0]) else found[0], text)
