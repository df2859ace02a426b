"""Where UUIDs come from: the seed. Equal seeds give equal ids, and no id is given twice.

Two kinds: what has a name (an object, an attribute, an option) keeps its id wherever it stands in a file, and what is
counted (records, requests) gets the next number of its kind. An id is a hash of seed, kind and number.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import Literal, TypeAlias

__all__ = ["Ids", "Version", "is_uuid"]

Version: TypeAlias = Literal[4, 5]
"""Of a UUID: Attio gives 5 to what an assertion creates and 4 to everything else (recorded)."""

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def is_uuid(text: str) -> bool:
    """Of any version, also in upper case: Attio takes what has the form."""
    return len(text) == 36 and _UUID.fullmatch(text) is not None


class Ids:
    """A source of UUIDs; its only state is `count`, the highest number given."""

    __slots__ = ("_keyed", "count")

    def __init__(self, seed: int | str = 0, *, count: int = 0) -> None:
        key = blake2b(f"attio_emulator {seed}".encode(), digest_size=16).digest()
        self._keyed = blake2b(digest_size=16, key=key)
        self.count = count

    def next(self, *, version: Version = 4) -> str:
        """An id nobody has had, of either version."""
        self.count = count = self.count + 1
        return self._uuid(b"#%d" % count, version)

    def named(self, *parts: str) -> str:
        """The id of what these parts name; the same parts have the same id."""
        return self._uuid("\x00".join(parts).encode(), 4)

    def _uuid(self, named: bytes, version: Version) -> str:
        found = self._keyed.copy()  # the key is read once and not with every id
        found.update(named)
        text = found.hexdigest()
        return f"{text[:8]}-{text[8:12]}-{version}{text[13:16]}-{_VARIANTS[text[16]]}{text[17:20]}-{text[20:]}"


_VARIANTS = dict(zip("0123456789abcdef", "89ab" * 4, strict=True))
"""The digit in which a UUID says of which kind it is (RFC 9562), by the one of the hash."""
