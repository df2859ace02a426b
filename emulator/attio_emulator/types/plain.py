"""Text, numbers, money, ratings, checkboxes; and interactions, which only Attio writes.

Sources: the user documentation's table (simple forms), Attio's OpenAPI (public forms).
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any

from attio_emulator.types import fields
from attio_emulator.types.base import AttributeType, Plain, Refused, Setting
from attio_emulator.types.json_values import double, is_number, member

__all__ = ["Checkbox", "Currency", "Interaction", "Number", "Rating", "Text"]

_LONGEST = 10_000_000
"""Longest text, in bytes of UTF-8 (documented: 10 MB)."""


_NUMERIC = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)


class Text(Plain):
    statement = "text of at most 10 MB"
    fields = fields.one("value", fields.STRING, fields.TEXT)
    unique = True

    def simple(self, value: Any, setting: Setting) -> Any:
        if not isinstance(value, str) or (len(value) * 4 > _LONGEST and len(value.encode()) > _LONGEST):
            raise Refused("text of at most 10 MB")
        return value


class Number(Plain):
    statement = "a 64 bit float"
    fields = fields.one("value", fields.NUMBER, fields.ORDER)
    unique = True

    def simple(self, value: Any, setting: Setting) -> Any:
        if not is_number(value):
            raise Refused("a number")
        return double(value)


class Checkbox(Plain):
    statement = "simple: true or false; public: also as text"
    fields = fields.one("value", fields.FLAG, fields.EQUAL)
    trims = True

    def simple(self, value: Any, setting: Setting) -> Any:
        if not isinstance(value, bool):
            raise Refused("true or false")
        return value

    def public(self, value: Any, setting: Setting) -> Any:
        value = member(value, "value")
        if value in ("true", "false"):
            return value == "true"
        return self.simple(value, setting)


class Rating(Plain):
    statement = "a whole number from 0 to 5"
    fields = fields.one("value", fields.NUMBER, fields.ORDER)

    def simple(self, value: Any, setting: Setting) -> Any:
        if not is_number(value) or value != int(value) or not 0 <= value <= 5:
            raise Refused("a whole number from 0 to 5")
        return int(value)


class Currency(AttributeType):
    """The currency is the attribute's; no other can be written."""

    statement = (
        "a number with at most 4 decimals; public: also as text; the code is the attribute's and cannot be written"
    )
    fields = fields.one("currency_value", fields.NUMBER, fields.ORDER)
    trims = True

    def simple(self, value: Any, setting: Setting) -> Any:
        if not is_number(value) or _decimals(value) > 4:
            raise Refused("a number with at most 4 decimals")
        return double(value)

    def public(self, value: Any, setting: Setting) -> Any:
        value = member(value, "currency_value")
        if isinstance(value, str) and _NUMERIC.fullmatch(value):
            number = float(value)
            if not isfinite(number):
                raise Refused("a number that a 64 bit float can hold")
            if _decimals(value) > 4:
                raise Refused("a number with at most 4 decimals")
            return double(number)
        return self.simple(value, setting)

    def key(self, stored: Any) -> Hashable:
        return stored  # type: ignore[no-any-return]

    def show(self, stored: Any, setting: Setting) -> dict[str, Any]:
        return {"currency_code": setting.attribute.currency, "currency_value": stored}


class Interaction(AttributeType):
    statement = "nothing: only Attio writes it"
    fixed = False  # depends on the state
    fields = (
        fields.Field("interaction_type", fields.STRING, fields.EQUAL),
        fields.Field("interacted_at", fields.MOMENT, fields.ORDER),
    )

    def simple(self, value: Any, setting: Setting) -> Any:
        raise Refused("nothing: only Attio writes interactions")

    public = simple

    def key(self, stored: Any) -> Hashable:
        return str(stored)

    def show(self, stored: Any, setting: Setting) -> dict[str, Any]:
        return dict(stored)


def _decimals(value: float | str) -> int:
    try:
        exponent = Decimal(str(value)).normalize().as_tuple().exponent
    except InvalidOperation:
        return 99
    return max(-exponent, 0) if isinstance(exponent, int) else 99
