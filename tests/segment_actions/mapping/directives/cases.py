"""An event for the tests of directives, and what a directive makes of it or is refused for.

The answers in their tables are those of the published packages.
"""

from __future__ import annotations

from typing import Any

import pytest
from segment_actions import MISSING, MappingError, transform

__all__ = ["EVENT", "made", "refused"]

EVENT: dict[str, Any] = {
    "type": "track",
    "userId": "u",
    "a": 1,
    "t": "Hello",
    "n": None,
    "z": 0,
    "f": False,
    "e": "",
    "l": [1, "x", None],
    "o": {"b": {"c": 2}, "d": None, "s": "x"},
    "rows": [{"k": 1}, {"k": 2}],
    "num": 1.5,
    "j": '{"a":[1]}',
    "dots.key": 1,
}


def made(directive: Any) -> Any:
    """What the directive gives, MISSING where the member is left out; the order of keys counts."""
    return transform({"v": directive}, EVENT).get("v", MISSING)


def refused(directive: Any) -> tuple[bool, str]:
    """Whether it is refused before it runs, and the one message."""
    with pytest.raises(MappingError) as error:
        transform({"v": directive}, EVENT)
    (problem,) = error.value.problems
    return error.value.aggregate, problem.message
