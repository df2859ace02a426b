"""Rewrites a trigger in the syntax of other languages as it was probably meant. The caller tries whether that helps."""

from __future__ import annotations

import re

from attio_harness.lint.quirk_texts import OF_OTHERS
from attio_harness.lint.stars import pieces_of

__all__ = ["mended"]

_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})

_MATCH = re.compile(r'(?<![!\w])match\(\s*([\w.\\-]+)\s*,\s*"([^"]*)"\s*\)')
"""Not a negated match, whose pieces would have to be joined by `or`."""


def mended(trigger: str) -> str:
    """The trigger with existing operators, double quotes around text, `and` and `or` in lower case, and a match for each star."""
    text = re.sub(r"'([^'\"]*)'", r'"\1"', trigger.translate(_QUOTES))
    text = _MATCH.sub(lambda found: " and ".join(pieces_of(found[1], found[2])) or found[0], text)
    # quoted text stays as it is
    return "".join(_mended(piece) if at % 2 == 0 else piece for at, piece in enumerate(re.split(r'("[^"]*")', text)))


def _mended(text: str) -> str:
    text = _OF_A_TEXT.sub("", text)
    # `(?<!\s)`: tries a run of blanks only from its beginning
    text = re.sub(r"(?<!\s)(?:\s*===\s*|\s+(?:is|eq|equals)\s+)", " = ", text)
    for other, own in OF_OTHERS.items():
        text = re.sub(rf"(?<!\s)\s*{other}\s*", f" {own} ", text)
    text = re.sub(r"(?<!\s)\s+(AND|OR|And|Or|&&|\|\|)\s+", _joined, text)
    # `type = identify`, `event = Invoice Paid and …`
    return re.sub(
        r"((?<![<>])!?=) ([^\s()=][^()=]*?)(?=(?<!\s)(?:\s+(?:and|or)\s|\s*\)|\s*$))",
        lambda found: found[0] if _NO_TEXT.fullmatch(found[2]) else f'{found[1]} "{found[2]}"',
        text,
    )


_OF_A_TEXT = re.compile(
    r"(?<![\w.\\-])(?:type|event|name|userId)\.(?=(?:type|event|name|userId|properties|traits|context)\b)"
)
"""`event.type`, `event.traits.plan`: a trigger names members without `event.`."""

_NO_TEXT = re.compile(r"null|true|false|-?\d+(?:\.\d+)?")
"""Values that need no quotes."""


def _joined(found: re.Match[str]) -> str:
    return " and " if found[1].lower() in ("and", "&&") else " or "
