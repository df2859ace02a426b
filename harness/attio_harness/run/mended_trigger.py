"""A trigger as it was probably meant, where it is written as other languages have it. Whether it helps is tried by who asks."""

from __future__ import annotations

import re

__all__ = ["mended"]

_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})


_LONGEST = 5000
"""Characters; who writes a longer one is a program, which knows what it means."""


def mended(trigger: str) -> str:
    """The trigger with one `=`, double quotes around text, and `and` and `or` in lower case; a very long one as it is."""
    if len(trigger) > _LONGEST:
        return trigger
    text = re.sub(r"'([^'\"]*)'", r'"\1"', trigger.translate(_QUOTES))
    # what stands in quotes stays as it is
    return "".join(_mended(piece) if at % 2 == 0 else piece for at, piece in enumerate(re.split(r'("[^"]*")', text)))


def _mended(text: str) -> str:
    text = re.sub(r"\s*===?\s*|\s+(?:is|eq|equals)\s+", " = ", text)
    text = re.sub(r"\s+(AND|OR|And|Or|&&|\|\|)\s+", _joined, text)
    # `type = identify`, `event = Invoice Paid and …`
    return re.sub(
        r"(!?=) ([^\s()\d-][^()]*?)(?=\s+(?:and|or)\s|\s*\)|\s*$)",
        lambda found: found[0] if found[2] in ("null", "true", "false") else f'{found[1]} "{found[2]}"',
        text,
    )


def _joined(found: re.Match[str]) -> str:
    return " and " if found[1].lower() in ("and", "&&") else " or "
