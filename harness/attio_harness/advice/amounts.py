"""The number that a text means, as people write amounts. What is advised of it is not known here."""

from __future__ import annotations

import re
from typing import Any

__all__ = ["number_meant"]

# `1200`, `-1.5`, `1e3`
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
# `$1,200.50`, `12 EUR`, `40 seats`: digits in one place, with what stands around them
_AMOUNT = re.compile(r"([^\d]*?)([+-]?\d[\d.,]*(?:[\s'\u2019]\d{3}(?!\d)[\d.,]*)*)([^\d]*)")
_LONGEST = 100
"""Characters of an amount as people write it."""
_TIMES = frozenset(
    ["k", "m", "mm", "mn", "mio", "mil", "million", "millions", "tsd", "thousand", "thousands", "b", "bn", "mrd", "billion", "billions",
     "t", "tn", "trillion", "trillions", "lakh", "crore", "hundred"]
)  # fmt: skip
"""Words that make another number of the digits before them: `10k`, `1.2 million`."""


def number_meant(value: Any) -> str | None:
    """The number a text seems to mean; 1.200,50 is read as the continent writes it. None where it may mean another: `10k`, `3 of 5`, `(12)`."""
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    if _NUMBER.fullmatch(value.strip()):
        return f"{float(value):.15g}"
    found = _AMOUNT.fullmatch(value.strip())
    if (
        found is None
        or found[3].startswith(("-", ")"))
        or any(word in _TIMES for word in re.findall(r"[^\W\d_]+", found[3].casefold())[:1])
    ):
        return None
    minus = "-" if found[1].startswith("-") else ""
    text = re.sub(r"[\s'\u2019]", "", found[2])
    # a comma before one or two last digits parts the decimals; before three it parts thousands
    if re.search(r",\d{1,2}$", text):
        text = text.replace(".", "").replace(",", ".")
    try:
        return f"{float(minus + text.replace(',', '')):.15g}"
    except ValueError:
        return None
