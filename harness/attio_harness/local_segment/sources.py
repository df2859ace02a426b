"""The sources of a local Segment: each has its name, its write key, and what is connected to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from attio_harness.errors import UsageError

__all__ = ["Source", "by_key", "named_by_key", "read_source"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """`mappings` and `filters` are files; without a write key it takes the events of every one."""

    name: str
    write_key: str | None = field(repr=False)
    mappings: tuple[str, ...]
    filters: tuple[str, ...] = ()


def by_key(sources: Sequence[Source]) -> dict[str | None, Source]:
    """Write key -> source.

    Raises:
        UsageError: two have the same name or write key.
    """
    found: dict[str | None, Source] = {}
    for one in sources:
        same = next((other for other in found.values() if other.name == one.name), found.get(one.write_key))
        if same is not None:
            what = f"the name {one.name!r}" if same.name == one.name else f"the write key of {one.name!r}"
            raise UsageError(f"--source: {what} is that of another source; expected one of its own")
        found[one.write_key] = one
    return found


class _Named(dict[str, str]):
    """Write key -> name of the source, and the name of one that takes every key."""

    def __init__(self, sources: Sequence[Source]) -> None:
        super().__init__({one.write_key: one.name for one in sources if one.write_key is not None})
        self._every = next((one.name for one in sources if one.write_key is None), None)

    def get(self, key: str, default: Any = None) -> Any:
        return super().get(key, self._every or default)


def named_by_key(sources: Sequence[Source]) -> Mapping[str, str]:
    """Write key -> name of the source, as `intake.read` takes it."""
    return _Named(sources)


def read_source(text: str) -> Source:
    """A source written as `NAME:KEY:MAPPING`; more mapping files follow with commas.

    Raises:
        UsageError: a part is missing.
    """
    # a path may have colons, so the last part has the rest
    name, key, files = [part.strip() for part in [*text.split(":", 2), "", ""][:3]]
    mappings = tuple(one for one in (file.strip() for file in files.split(",")) if one)
    if not name or not key or not mappings:
        # the key is a secret
        said = ":".join("…" if at == 1 and part.strip() else part for at, part in enumerate(text.split(":", 2)))
        raise UsageError(f"--source: found {said!r}, expected NAME:KEY:MAPPING, such as shop:wk_shop:shop.json")
    return Source(name=name, write_key=key, mappings=mappings)
