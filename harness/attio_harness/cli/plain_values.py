"""A fast path for plain values of options: text for a text option, digits for a whole number within its bounds.

For each option that is not a flag, newer versions of typer build a pydantic validator, whose import alone takes a fifth of a server's
start. For plain values the result is the same; all other values, and so all mistakes, still go to the validator. Declares no option.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Any

__all__ = ["taken_plainly"]

_WHOLE = re.compile(r"0|[1-9][0-9]{0,17}")


def taken_plainly(params: list[Any]) -> list[Any]:
    """The same parameters, which build their validator only for a value that is not plain."""
    for one in params:
        if hasattr(one, "get_runtime_param"):  # an older typer uses click's types, which cost nothing
            one.get_runtime_param = partial(_PlainFirst, one)
    return params


class _PlainFirst:
    """Replaces typer's converter for the values of an option."""

    def __init__(self, param: Any) -> None:
        self._validator = type(param).get_runtime_param

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        several = param.multiple or param.nargs == -1
        if value is None:
            return () if several else None
        plain = _plain(value, param.type_descriptor, several)
        return self._validator(param).coerce(value, param=param, ctx=ctx) if plain is None else plain


def _plain(value: Any, descriptor: Any, several: bool) -> Any:
    """The value for the command; None if it is not plain."""
    asked, info = descriptor.annotation, descriptor.parameter_info
    if info.parser is not None or info.clamp:
        return None
    if several:
        plain = asked == list[str] and type(value) in (list, tuple) and all(map(_is_text, value))
        return list(value) if plain else None
    if asked is str:
        return value if _is_text(value) else None
    if asked in (int, float):
        number = _number(value, asked)
        return number if number is not None and _is_within(number, info.min, info.max) else None
    return None


def _is_text(value: Any) -> bool:
    return type(value) is str


def _number(value: Any, asked: type[Any]) -> Any:
    """A number that is a default, or typed as digits; None for anything else."""
    if type(value) is asked:
        return value
    return int(value) if asked is int and type(value) is str and _WHOLE.fullmatch(value) else None


def _is_within(number: Any, least: Any, most: Any) -> bool:
    return (least is None or least <= number) and (most is None or number <= most)
