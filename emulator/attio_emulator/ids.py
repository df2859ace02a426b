"""Makes UUIDs from a seed. Equal seeds give equal IDs, and no ID is given twice.

Named things (objects, attributes, options) keep their ID wherever they are in a file. Counted things (records,
requests) get the next number of their kind. An ID is a hash of seed, kind and number.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import Literal, TypeAlias

__all__ = ["Ids", "Version", "is_uuid"]

Version: TypeAlias = Literal[4, 5]
"""UUID version: Attio gives 5 to what an assertion creates and 4 to everything else (recorded)."""

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def is_uuid(text: str) -> bool:
    """Any version, also in upper case, as in Attio."""
    return len(text) == 36 and _UUID.fullmatch(text) is not None


class Ids:
    """A source of UUIDs. Its only state is `count`, the highest number given."""

    __slots__ = ("_keyed", "count")

    def __init__(self, seed: int | str = 0, *, count: int = 0) -> None:
        key = blake2b(f"attio_emulator {seed}".encode(), digest_size=16).digest()
        self._keyed = blake2b(digest_size=16, key=key)
        self.count = count

    def next(self, *, version: Version = 4) -> str:
        """A new ID, of either version."""
        self.count = count = self.count + 1
        return self._uuid(b"#%d" % count, version)

    def named(self, *parts: str) -> str:
        """The ID for a name made of these parts; the same parts give the same ID."""
        return self._uuid("\x00".join(parts).encode(), 4)

    def _uuid(self, named: bytes, version: Version) -> str:
        found = self._keyed.copy()  # a copy, so that the key is hashed only once
        found.update(named)
        text = found.hexdigest()
        return f"{text[:8]}-{text[8:12]}-{version}{text[13:16]}-{_VARIANTS[text[16]]}{text[17:20]}-{text[20:]}"


_VARIANTS = dict(zip("0123456789abcdef", "89ab" * 4, strict=True))
"""Digit of the hash -> digit that marks a UUID's variant (RFC 9562)."""
