"""Which id of one side corresponds to which of the other; translates texts with ids. Compares nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

__all__ = ["UUID", "IdMap", "id_of", "is_id", "uuids_in"]

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_TOKEN = re.compile(r"[\w-]{6,}")
"""What may be an id inside a text, a path or a URL; shorter texts are too often words."""


def is_id(key: str, value: Any) -> bool:
    """Whether a value is an id: a UUID anywhere, any text under `id` or a name that ends like `record_id`, or a cursor."""
    if not isinstance(value, str) or not value:
        return False
    return UUID.fullmatch(value) is not None or key == "id" or key.endswith(("_id", "cursor"))


def id_of(row: Any) -> str | None:
    """The id of an element of a list, the last of those under `id`; None if it has none."""
    id = row.get("id") if isinstance(row, Mapping) else None
    id = list(id.values())[-1] if isinstance(id, Mapping) and id else id
    return _plain(id) if isinstance(id, str) else None


def uuids_in(text: str) -> list[str]:
    """The UUIDs in a text, in order."""
    return UUID.findall(text)


def _plain(id: str) -> str:
    """The id to compare by: a UUID in lower case; other ids, such as a page's cursor, are case-sensitive."""
    return id.lower() if UUID.fullmatch(id) else id


class IdMap:
    """Ids of the left side (recorded, real) and their counterparts on the right side (answered by the emulator).

    Each id has at most one counterpart: the first pair that is learned stays.
    """

    __slots__ = ("_left", "_right")

    def __init__(self) -> None:
        self._right: dict[str, str] = {}
        self._left: dict[str, str] = {}

    def learn(self, left: str, right: str) -> bool:
        """Note that both are the same thing; False if one of them is known to be something else."""
        left, right = _plain(left), _plain(right)
        if self._right.get(left, right) != right or self._left.get(right, left) != left:
            return False
        self._right[left], self._left[right] = right, left
        return True

    def right(self, left: str) -> str | None:
        """The right side's id for one of the left; None if unknown."""
        return self._right.get(_plain(left))

    def left(self, right: str) -> str | None:
        """The left side's id for one of the right; None if unknown."""
        return self._left.get(_plain(right))

    def translated(self, value: Any) -> Any:
        """A JSON value of the left with the right's ids, also inside texts: a path, a URL, a message."""
        if isinstance(value, str):
            return self._right.get(_plain(value)) or _TOKEN.sub(self._one, value)
        if isinstance(value, list):
            return [self.translated(one) for one in value]
        if isinstance(value, Mapping):
            return {self.translated(key): self.translated(one) for key, one in value.items()}
        return value

    def _one(self, found: re.Match[str]) -> str:
        return self._right.get(_plain(found[0]), found[0])
