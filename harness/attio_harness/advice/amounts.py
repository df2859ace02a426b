"""The number that a text means, as people write amounts. Gives no advice."""

from __future__ import annotations

import re
from typing import Any

__all__ = ["number_meant", "rounded"]

# `1200`, `-1.5`, `1e3`
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
# `$1,200.50`, `12 EUR`, `Rs.500`: digits in one place, and the text around them
_AMOUNT = re.compile(r"(\D*?)([+-]?(?:(?<![^\W\d_])[.,])?\d[\d.,]*(?:[\s'\u2019]\d{3}(?!\d)[\d.,]*)*)(\D*)")
# commas separate thousands, in India lakhs; continental Europe separates thousands by dots and decimals by a comma
_BY_COMMAS = re.compile(r"(?:[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d?(?:,\d\d)+,\d{3})(?:\.\d+)?")
_BY_DOTS = re.compile(r"[1-9]\d{0,2}(?:(?:\.\d{3})+,\d+|(?:\.\d{3}){2,})")
_DECIMALS = re.compile(r"\d*[.,]?\d+")
_THOUSAND = re.compile(r"[1-9]\d{0,2}\.\d{3}")
"""`1.250`: more than a thousand in continental Europe, a little more than one elsewhere."""
_BEFORE = re.compile(r"[^\w:/@]*(?:(?:[^\W\d_]{1,4}|about|around|approx|roughly)\b)?[^\w:/@]*", re.IGNORECASE)
"""What may be before an amount: a sign, a currency such as `EUR`, `about`. Not the rest of a URL."""
_MONTH = re.compile(r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)\b", re.IGNORECASE)
_LONGEST = 100
"""Characters of an amount as people write it."""
_LARGEST = 10**100
_TIMES = frozenset(
    ["k", "m", "mm", "mn", "mio", "mil", "million", "millions", "tsd", "thousand", "thousands", "b", "bn", "mrd", "billion", "billions",
     "t", "tn", "trillion", "trillions", "lakh", "crore", "hundred"]
)  # fmt: skip
"""Words that change the number before them: `10k`, `1.2 million`."""


def number_meant(value: Any) -> str | None:
    """The number a text seems to mean; 1.200,50 is read as in continental Europe. None if it is ambiguous: `10k`, `3 of 5`, `(12)`, `1.250 kg`."""
    if not isinstance(value, str) or len(value) > _LONGEST or any(one.isdigit() and one > "9" for one in value):
        return None
    text = value.strip().replace("\u2212", "-")
    if _NUMBER.fullmatch(text):
        return _digits(float(text))
    found = _AMOUNT.fullmatch(text)
    if (
        found is None
        or not _BEFORE.fullmatch(found[1])
        or any(map(_MONTH.search, (found[1], found[3])))
        or found[3].startswith(("-", ")"))
        or any(word in _TIMES for word in re.findall(r"[^\W\d_]+", found[3].casefold())[:1])
    ):
        return None
    number = _plain(re.sub(r"[\s'\u2019+-]", "", found[2]).rstrip(".,"))
    is_negative = found[1].startswith("-") or found[2].startswith("-")
    return None if number is None else _digits(-float(number) if is_negative else float(number))


def _plain(text: str) -> str | None:
    """Digits with separators, rewritten as a program reads them; None if they are ambiguous."""
    if _BY_COMMAS.fullmatch(text):
        return text.replace(",", "")
    if _BY_DOTS.fullmatch(text):
        return text.replace(".", "").replace(",", ".")
    return text.replace(",", ".") if _DECIMALS.fullmatch(text) and not _THOUSAND.fullmatch(text) else None


def _digits(number: float) -> str:
    """A number as it is sent: all digits of a whole number, else 15, the most a double shows without tails such as 0.30000000000000004."""
    return f"{number:.0f}" if number.is_integer() and abs(number) < 1e21 else f"{number:.15g}"


def rounded(value: Any) -> int | None:
    """What JSON makes of a whole number (also given as text) with more digits than it keeps; None if it keeps all of them."""
    if isinstance(value, str) and re.fullmatch(r"\s*[+-]?[0-9]{16,100}\s*", value):
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > _LARGEST or int(float(value)) == value:
        return None
    return int(float(value))
