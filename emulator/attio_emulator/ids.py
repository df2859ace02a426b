"""Where UUIDs come from: the seed. Equal seeds give equal ids, and no id is given twice.

Two kinds: what has a name (an object, an attribute, an option) keeps its id wherever it stands in a file, and what is
counted (records, requests) gets the next number of its kind. An id is a hash of seed, kind and number.
"""

from __future__ import annotations

import re
from hashlib import blake2b

__all__ = ["Ids", "is_uuid"]

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def is_uuid(text: str) -> bool:
    """Of any version, also in upper case: Attio takes what has the form."""
    return _UUID.fullmatch(text) is not None


class Ids:
    """A source of UUIDs; its only state is `count`, the highest number given."""

    __slots__ = ("_key", "count")

    def __init__(self, seed: int | str = 0, *, count: int = 0) -> None:
        self._key = blake2b(f"attio_emulator {seed}".encode(), digest_size=16).digest()
        self.count = count

    def next(self) -> str:
        """An id nobody has had."""
        self.count = count = self.count + 1
        return _uuid(blake2b(b"#%d" % count, digest_size=16, key=self._key).hexdigest())

    def named(self, *parts: str) -> str:
        """The id of what these parts name; the same parts have the same id."""
        return _uuid(blake2b("\x00".join(parts).encode(), digest_size=16, key=self._key).hexdigest())


def _uuid(digits: str) -> str:
    """32 hexadecimal digits as a UUID of version 4."""
    variant = "89ab"[int(digits[16], 16) & 3]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"
