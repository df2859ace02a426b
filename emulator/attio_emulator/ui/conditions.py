"""The operators of a table's filter: `OPERATORS` lists them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from attio_emulator.schema.model import Attribute

__all__ = ["OPERATORS", "Condition", "Texts"]

Texts = tuple[str, ...]
"""The values of one attribute as text in lower case."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on an attribute: an operator of `OPERATORS` and the text to compare with, in lower case."""

    attribute: Attribute
    operator: str
    wanted: str


def _less(texts: Texts, wanted: str) -> bool:
    return any(_number_or_text(one, wanted) < 0 for one in texts)


def _more(texts: Texts, wanted: str) -> bool:
    return any(_number_or_text(one, wanted) > 0 for one in texts)


def _number_or_text(one: str, other: str) -> int:
    try:
        left, right = float(one.split(" ")[0]), float(other.split(" ")[0])
    except ValueError:
        return (one > other) - (one < other)
    return (left > right) - (left < right)


OPERATORS: Mapping[str, Callable[[Texts, str], bool]] = {
    "is": lambda texts, wanted: wanted in texts,
    "is_not": lambda texts, wanted: wanted not in texts,
    "contains": lambda texts, wanted: any(wanted in one for one in texts),
    "starts_with": lambda texts, wanted: any(one.startswith(wanted) for one in texts),
    "less_than": _less,
    "greater_than": _more,
    "is_set": lambda texts, wanted: bool(texts),
    "is_empty": lambda texts, wanted: not texts,
}
"""Operator -> function of an attribute's values (as text in lower case) and the text to compare with."""
