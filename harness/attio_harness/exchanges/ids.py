"""Which id of one side is which id of the other, and texts of the one in the ids of the other. Compares nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

__all__ = ["UUID", "IdMap", "id_of", "is_id", "uuids_in"]

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_TOKEN = re.compile(r"[\w-]{6,}")
"""What may be an id inside a text, a path or a URL; shorter ones are words too often."""


def is_id(key: str, value: Any) -> bool:
    """Whether a value is the id of something: a UUID anywhere, any text under `id` or a name that ends like `record_id`, a cursor."""
    if not isinstance(value, str) or not value:
        return False
    return UUID.fullmatch(value) is not None or key == "id" or key.endswith(("_id", "cursor"))


def id_of(row: Any) -> str | None:
    """The id of an element of a list, which is the last of those under `id`; None where it has none."""
    id = row.get("id") if isinstance(row, Mapping) else None
    id = list(id.values())[-1] if isinstance(id, Mapping) and id else id
    return _plain(id) if isinstance(id, str) else None


def uuids_in(text: str) -> list[str]:
    """The UUIDs that a text names, in its order."""
    return UUID.findall(text)


def _plain(id: str) -> str:
    """UUIDs are the same in either case; what else goes for an id, such as the cursor of a page, is not."""
    return id.lower() if UUID.fullmatch(id) else id


class IdMap:
    """Ids of the left side (recorded, real) and what they are on the right side (answered by the emulator).

    One id has one counterpart, and nothing has two: the first pair that is learned holds.
    """

    __slots__ = ("_left", "_right")

    def __init__(self) -> None:
        self._right: dict[str, str] = {}
        self._left: dict[str, str] = {}

    def learn(self, left: str, right: str) -> bool:
        """Note that both are the same thing; False where one of them is known to be something else."""
        left, right = _plain(left), _plain(right)
        if self._right.get(left, right) != right or self._left.get(right, left) != left:
            return False
        self._right[left], self._left[right] = right, left
        return True

    def right(self, left: str) -> str | None:
        """What an id of the left is on the right; None where nobody knows."""
        return self._right.get(_plain(left))

    def left(self, right: str) -> str | None:
        """What an id of the right is on the left; None where nobody knows."""
        return self._left.get(_plain(right))

    def translated(self, value: Any) -> Any:
        """A JSON value of the left with the ids of the right, also inside of texts: a path, a URL, a message."""
        if isinstance(value, str):
            return self._right.get(_plain(value)) or _TOKEN.sub(self._one, value)
        if isinstance(value, list):
            return [self.translated(one) for one in value]
        if isinstance(value, Mapping):
            return {self.translated(key): self.translated(one) for key, one in value.items()}
        return value

    def _one(self, found: re.Match[str]) -> str:
        return self._right.get(_plain(found[0]), found[0])
