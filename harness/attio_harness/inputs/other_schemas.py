"""Where a workspace file says something else than the state that a server goes on with, whose schema is its own. Pure.

Views, seed records and emails are not compared: what became of them is what the state is for. IDs and dates neither: a file that was
written by hand has none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attio_emulator import Workspace

__all__ = ["differences"]

_PARTS = ("api", "members", "tokens", "assumptions", "protected_recipients")
"""What is named as a whole."""
_NO_PART = ("id", "created_at", "views", "attributes")


def differences(state: Mapping[str, Any], own: Workspace, given: Workspace) -> list[str]:
    """The names of what is another in the file: `boats`, `boats.hull`, `tokens`. `own` is the schema of the state."""
    here, there = own.to_dict(), given.to_dict()
    found = [name for name in _PARTS if _plain(here[name]) != _plain(there[name])]
    for kind in ("objects", "activities"):
        found += _of_owners(_named(here[kind]), _named(there[kind]))
    kept = {str(row.get("api_slug")) for row in state.get("documents", {}).get("lists", {}).values()}
    return found + [one["api_slug"] for one in there["lists"] if one["api_slug"] not in kept]


def _of_owners(here: Mapping[str, Any], there: Mapping[str, Any]) -> Iterator[str]:
    for slug in dict.fromkeys([*here, *there]):
        one, other = here.get(slug), there.get(slug)
        if one is None or other is None or _plain(one) != _plain(other):
            yield slug
        if one is not None and other is not None:
            before, after = _named(one["attributes"]), _named(other["attributes"])
            names = dict.fromkeys([*before, *after])
            yield from (f"{slug}.{name}" for name in names if _plain(before.get(name)) != _plain(after.get(name)))


def _named(rows: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {row["api_slug"]: row for row in rows}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items() if name not in _NO_PART}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value
