"""Versions as `semver()` compares them. Not in Segment's documentation: observation of the published package,
@segment/tsub; assumption `filter.semver`.

* A version is one to three numbers separated by dots; missing ones are 0, so 1.2 is 1.2.0.
* Anything after a number's digits is ignored: 1.2.3-beta is 1.2.3. A part without digits, as in v1.2, makes it no
  version.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

from segment_actions import js

__all__ = ["OPERATORS", "compared", "is_version"]

Version = tuple[float, ...]

OPERATORS: Mapping[str, Callable[[Version, Version], Any]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
"""The operators, written as text between the versions."""

_LENGTH = 3
_NUMBER = re.compile(rf"[{re.escape(js.SPACE)}]*([-+]?[0-9]+)")


def compared(version: str | None, word: str | None, other: str | None) -> bool:
    """Whether the comparison holds. If either text is no version, no comparison holds, not even `!=`."""
    compare = OPERATORS.get(word or "")
    one, two = _numbers(version), _numbers(other)
    return compare is not None and one is not None and two is not None and bool(compare(one, two))


def is_version(text: str) -> bool:
    return _numbers(text) is not None


def _numbers(text: str | None) -> Version | None:
    parts = text.split(".") if text is not None else []
    found = [_NUMBER.match(part) for part in parts]
    if not found or len(found) > _LENGTH:
        return None
    numbers = [float(one[1]) for one in found if one is not None]
    return (*numbers, *[0.0] * (_LENGTH - len(numbers))) if len(numbers) == len(found) else None
