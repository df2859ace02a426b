"""The sources of a local Segment: each has its name, its write key, and what is connected to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from attio_harness.errors import UsageError

__all__ = ["Source", "by_key", "read_source"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """`mappings` and `filters` are files."""

    name: str
    write_key: str
    mappings: tuple[str, ...]
    filters: tuple[str, ...] = ()


def by_key(sources: Sequence[Source]) -> dict[str, Source]:
    """Write key -> source.

    Raises:
        UsageError: two have the same name or write key.
    """
    found: dict[str, Source] = {}
    for one in sources:
        same = next((other for other in found.values() if other.name == one.name), found.get(one.write_key))
        if same is not None:
            what = f"the name {one.name!r}" if same.name == one.name else f"the write key {one.write_key!r}"
            raise UsageError(f"--source: {what} is that of another source; expected one of its own")
        found[one.write_key] = one
    return found


def read_source(text: str) -> Source:
    """A source written as `NAME:KEY:MAPPING`; more mapping files follow with commas.

    Raises:
        UsageError: a part is missing.
    """
    # a path may have colons, so the last part has the rest
    name, key, files = [part.strip() for part in [*text.split(":", 2), "", ""][:3]]
    mappings = tuple(one for one in (file.strip() for file in files.split(",")) if one)
    if not name or not key or not mappings:
        raise UsageError(f"--source: found {text!r}, expected NAME:KEY:MAPPING, such as shop:wk_shop:shop.json")
    return Source(name=name, write_key=key, mappings=mappings)
