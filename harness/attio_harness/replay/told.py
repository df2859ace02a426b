"""Which values of an answer the emulator can know: those sent to it, and those put into it."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from typing import Any

__all__ = ["Told"]

_STAMPS = frozenset({"active_from", "active_until", "completed_at", "created_at"})
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")


class Told:
    """The scalars told so far; called with a scalar, says whether it is among them. Times are compared to the second."""

    __slots__ = ("_values",)

    def __init__(self) -> None:
        self._values: set[Hashable] = set()

    def add(self, value: Any, *, shown: bool = False) -> None:
        """Add everything inside a JSON value; if Attio has `shown` it, without the time of its creation."""
        if isinstance(value, Mapping):
            for name, one in value.items():
                if not (shown and name in _STAMPS):
                    self.add(one, shown=shown)
        elif isinstance(value, list | tuple):
            for one in value:
                self.add(one, shown=shown)
        elif value is not None and not isinstance(value, bool):
            self._values.add(_form(value))

    def __call__(self, value: Any) -> bool:
        return not isinstance(value, Mapping | list) and _form(value) in self._values


def _form(value: Any) -> Hashable:
    if not isinstance(value, str):
        return ("number", float(value)) if isinstance(value, int | float) else None
    found = _MOMENT.match(value)
    return found[0] if found else value.strip().casefold()
