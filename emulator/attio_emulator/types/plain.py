"""Text, numbers, money, ratings, checkboxes; and interactions, which only Attio writes.

Sources: the user documentation's table (simple forms), Attio's OpenAPI (public forms).
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any

from attio_emulator.types.base import Refused, Setting, is_number, member

__all__ = ["CHECKBOX", "CURRENCY", "INTERACTION", "NUMBER", "RATING", "TEXT"]

_LONGEST = 10_000_000
"""Bytes of a text in UTF-8 (documented: 10 MB)."""

_NUMERIC = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)


class _Plain:
    """A type whose stored form is what it shows under `value`."""

    def key(self, stored: Any) -> Hashable:
        return stored  # type: ignore[no-any-return]

    def show(self, stored: Any, setting: Setting) -> dict[str, Any]:
        return {"value": stored}


class _Text(_Plain):
    def simple(self, value: Any, setting: Setting) -> Any:
        if not isinstance(value, str) or (len(value) * 4 > _LONGEST and len(value.encode()) > _LONGEST):
            raise Refused("text of at most 10 MB")
        return value

    def public(self, value: Any, setting: Setting) -> Any:
        return self.simple(member(value, "value"), setting)


class _Number(_Plain):
    def simple(self, value: Any, setting: Setting) -> Any:
        if not is_number(value):
            raise Refused("a number")
        return _float(value)

    def public(self, value: Any, setting: Setting) -> Any:
        return self.simple(member(value, "value"), setting)


class _Checkbox(_Plain):
    def simple(self, value: Any, setting: Setting) -> Any:
        if not isinstance(value, bool):
            raise Refused("true or false")
        return value

    def public(self, value: Any, setting: Setting) -> Any:
        value = member(value, "value")
        if value in ("true", "false"):
            return value == "true"
        return self.simple(value, setting)


class _Rating(_Plain):
    def simple(self, value: Any, setting: Setting) -> Any:
        if not is_number(value) or value != int(value) or not 0 <= value <= 5:
            raise Refused("a whole number from 0 to 5")
        return int(value)

    def public(self, value: Any, setting: Setting) -> Any:
        return self.simple(member(value, "value"), setting)


class _Currency:
    """The code is the attribute's; writing another is not possible."""

    def simple(self, value: Any, setting: Setting) -> Any:
        if not is_number(value) or _decimals(value) > 4:
            raise Refused("a number with at most 4 decimals")
        return _float(value)

    def public(self, value: Any, setting: Setting) -> Any:
        value = member(value, "currency_value")
        if isinstance(value, str) and _NUMERIC.fullmatch(value):
            number = float(value)
            if not isfinite(number):
                raise Refused("a number that a 64 bit float can hold")
            if _decimals(value) > 4:
                raise Refused("a number with at most 4 decimals")
            return _float(number)
        return self.simple(value, setting)

    def key(self, stored: Any) -> Hashable:
        return stored  # type: ignore[no-any-return]

    def show(self, stored: Any, setting: Setting) -> dict[str, Any]:
        return {"currency_value": stored, "currency_code": setting.attribute.currency}


class _Interaction:
    def simple(self, value: Any, setting: Setting) -> Any:
        raise Refused("nothing: only Attio writes interactions")

    public = simple

    def key(self, stored: Any) -> Hashable:
        return str(stored)

    def show(self, stored: Any, setting: Setting) -> dict[str, Any]:
        return dict(stored)


def _float(value: float) -> float:
    """A double, written without a fraction where it has none."""
    number = float(value)
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _decimals(value: float | str) -> int:
    try:
        exponent = Decimal(str(value)).normalize().as_tuple().exponent
    except InvalidOperation:
        return 99
    return max(-exponent, 0) if isinstance(exponent, int) else 99


TEXT = _Text()
NUMBER = _Number()
CHECKBOX = _Checkbox()
RATING = _Rating()
CURRENCY = _Currency()
INTERACTION = _Interaction()
