"""Finds where a workspace file differs from the state that a server continues with, which has its own schema. Pure.

Views, seed records and emails are not compared: a state exists to record their changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attio_emulator import Workspace

from attio_harness.schema_changes.changes import Change
from attio_harness.schema_changes.differences import compare

__all__ = ["OF_SERVERS", "beside_state"]

_PARTS = ("api", "tokens", "assumptions", "protected_recipients")
"""Parts that are compared and named as a whole."""
OF_SERVERS = ("tokens", "protected_recipients")
"""Those that no event meets, so that only a server tells of them."""
_OF_ITSELF = ("id", "created_at")
"""Members that a hand-written file does not have."""


def beside_state(state: Mapping[str, Any], own: Workspace, given: Workspace) -> list[str]:
    """The names of what is another in the file: `boats`, `boats.hull`, `tokens`. `own` is the schema of the state."""
    here, there = own.to_dict(), given.to_dict()
    found = [name for name in _PARTS if _said(here[name]) != _said(there[name])]
    found += map(_name, compare(own, given))
    before, after = ({row["api_slug"]: _said(row) for row in each["activities"]} for each in (here, there))
    found += [slug for slug in {**before, **after} if before.get(slug) != after.get(slug)]
    kept = {row.get("api_slug") for row in state.get("documents", {}).get("lists", {}).values()}
    found += [one["api_slug"] for one in there["lists"] if one["api_slug"] not in kept]
    return list(dict.fromkeys(found))


def _name(one: Change) -> str:
    return ".".join(filter(None, (one.object, one.attribute))) or "members"


def _said(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _said(one) for name, one in value.items() if name not in _OF_ITSELF}
    return [_said(one) for one in value] if isinstance(value, list | tuple) else value
