"""The sources of a local Segment, each with its name, its write key, and the mappings connected to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from attio_harness.errors import UsageError

__all__ = ["Source", "by_key", "named_by_key", "read_source"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source; `mappings` and `filters` are files. Without a write key it accepts events with any key."""

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
    """Write key -> name of the source; any other key -> the source that accepts every key."""

    def __init__(self, sources: Sequence[Source]) -> None:
        super().__init__({one.write_key: one.name for one in sources if one.write_key is not None})
        self._every = next((one.name for one in sources if one.write_key is None), None)

    def get(self, key: str, default: Any = None) -> Any:
        return super().get(key, self._every or default)


def named_by_key(sources: Sequence[Source]) -> Mapping[str, str]:
    """Write key -> name of the source, for `intake.read`."""
    return _Named(sources)


def read_source(text: str) -> Source:
    """Parse a source written as `NAME:KEY:MAPPING`, where commas separate several mapping files.

    Raises:
        UsageError: a part is missing.
    """
    # the last part has the rest, because a path may contain colons
    name, key, files = [part.strip() for part in [*text.split(":", 2), "", ""][:3]]
    mappings = tuple(one for one in (file.strip() for file in files.split(",")) if one)
    if not name or not key or not mappings:
        # without the key, which is a secret
        said = ":".join("…" if at == 1 and part.strip() else part for at, part in enumerate(text.split(":", 2)))
        raise UsageError(f"--source: found {said!r}, expected NAME:KEY:MAPPING, such as shop:wk_shop:shop.json")
    return Source(name=name, write_key=key, mappings=mappings)
