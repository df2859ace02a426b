"""JavaScript's numbers, all doubles: how `String` prints them and `Number` reads them."""

from __future__ import annotations

import math
import re

from segment_actions.js.strings import SPACE

__all__ = ["EXACT", "number", "number_text", "to_number"]

EXACT = 2**53
"""Number.MAX_SAFE_INTEGER + 1. Up to here a double represents every integer, and below it both languages print them alike."""
# StringNumericLiteral: no separators, no `n`; a radix prefix takes no sign, and only Infinity is spelled out.
_NUMERIC = re.compile(r"[+-]?(?:Infinity|(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)")
_RADIX = re.compile(r"0(?:[xX]([0-9A-Fa-f]+)|[oO]([0-7]+)|[bB]([01]+))")


def number(value: float) -> float:
    """The value as a double. Integers lose precision beyond 2^53 and become infinite beyond the range."""
    if isinstance(value, int) and not -EXACT <= value <= EXACT:
        try:
            return float(value)
        except OverflowError:
            return math.inf if value > 0 else -math.inf
    return value


def number_text(value: float) -> str:
    """`String(number)`: shortest digits, plain notation from 1e-6 up to 1e21, no `.0`, no `-0`."""
    value = number(value)
    if value == 0:  # -0 too: Number::toString, step 2
        return "0"
    if isinstance(value, int):
        return str(value) if abs(value) < EXACT else number_text(float(value))
    shown = repr(value)
    if value != value:
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if "e" not in shown:  # from 1e-4 up to 1e16 both print the same digits
        return shown.removesuffix(".0")
    # Number::toString, steps 7 to 10: Python uses an exponent from 1e16 and below 1e-4, JavaScript from 1e21 and below 1e-6.
    sign, digits, exponent = _digits(value)
    if 0 < exponent <= 21:
        if len(digits) <= exponent:
            return sign + digits + "0" * (exponent - len(digits))
        return f"{sign}{digits[:exponent]}.{digits[exponent:]}"
    if -6 < exponent <= 0:
        return f"{sign}0.{'0' * -exponent}{digits}"
    power = exponent - 1
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{fraction}e{'+' if power >= 0 else '-'}{abs(power)}"


def _digits(value: float) -> tuple[str, str, int]:
    """Sign, shortest digits, and the position of the decimal point: value = 0.DIGITS x 10^position."""
    mantissa, _, power = repr(value).partition("e")
    sign = "-" if mantissa.startswith("-") else ""
    whole, _, fraction = mantissa.lstrip("-").partition(".")
    fraction = "" if fraction == "0" else fraction
    exponent = len(whole) + int(power or 0)
    digits = whole + fraction
    stripped = digits.lstrip("0")
    exponent -= len(digits) - len(stripped)
    return sign, stripped.rstrip("0"), exponent


def to_number(value: str) -> float:
    """`Number(text)`: NaN if the text is not a number; 0 if it is blank."""
    stripped = value.strip(SPACE)
    if stripped == "":  # Number('') and Number(' ') are 0; float('') raises
        return 0.0
    radix = _RADIX.fullmatch(stripped)
    if radix is not None:
        base = (16, 8, 2)[(radix.lastindex or 1) - 1]
        return float(number(int(radix[radix.lastindex or 1], base)))
    if not _NUMERIC.fullmatch(stripped):
        return math.nan
    return float(stripped.replace("Infinity", "inf"))
