"""An event for the tests of templates, and what a template prints of it or is refused for.

The answers in their tables are those of the published packages (LiquidJS 10.27.2), at the time `NOW`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from segment_actions import MappingError, transform
from segment_actions.environment import Surroundings

__all__ = ["printed", "refused"]

NOW = datetime(2024, 6, 15, 12, 34, 56, 789000, UTC)
EVENT: dict[str, Any] = {
    "t": "Hello World",
    "n": None,
    "num": 7,
    "neg": -2.5,
    "l": ["b", "a", None],
    "o": {"a": 1, "size": "L"},
    "rows": [{"k": "x", "n": 1}, {"k": "y", "n": 2}],
    "e": "",
    "f": False,
    "horse": "🐎",
    "html": "<a href='x'>b</a><!-- c --><script>d</script>",
    "at": "2024-03-01T09:05:03.007Z",
}


def printed(template: str) -> Any:
    return transform({"@liquid": template}, EVENT, Surroundings(clock=lambda: NOW))


def refused(template: str) -> tuple[str, str]:
    """The class that LiquidJS raises, and its message."""
    with pytest.raises(MappingError) as error:
        printed(template)
    return error.value.name, str(error.value)
