"""A trigger as it was probably meant, where it is written as other languages have it. Whether it helps is tried by who asks."""

from __future__ import annotations

import re

from attio_harness.lint.quirk_texts import OF_OTHERS
from attio_harness.lint.stars import pieces_of

__all__ = ["mended"]

_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})

_MATCH = re.compile(r'(?<![!\w])match\(\s*([\w.\\-]+)\s*,\s*"([^"]*)"\s*\)')
"""Of a negated one the pieces would be joined by `or`."""


def mended(trigger: str) -> str:
    """The trigger with the operators that there are, double quotes around text, `and` and `or` in lower case, and a match for each star."""
    text = re.sub(r"'([^'\"]*)'", r'"\1"', trigger.translate(_QUOTES))
    text = _MATCH.sub(lambda found: " and ".join(pieces_of(found[1], found[2])) or found[0], text)
    # what stands in quotes stays as it is
    return "".join(_mended(piece) if at % 2 == 0 else piece for at, piece in enumerate(re.split(r'("[^"]*")', text)))


def _mended(text: str) -> str:
    text = _OF_A_TEXT.sub("", text)
    # `(?<!\s)`: a run of blanks is looked at from its beginning alone
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
"""`event.type`, `event.traits.plan`: an event's members stand at its top."""

_NO_TEXT = re.compile(r"null|true|false|-?\d+(?:\.\d+)?")
"""Values without quotes."""


def _joined(found: re.Match[str]) -> str:
    return " and " if found[1].lower() in ("and", "&&") else " or "
