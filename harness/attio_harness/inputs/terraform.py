"""Resources of one type in Terraform's JSON: plans, states shown, state files. What a resource means is the reader's business.

`terraform show -json` of a plan or a state (`planned_values`, `values`, with child modules), a state file (version 4), and
the `resource_changes` of a plan alone, of which the side after the change counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Deleted", "Resource", "deleted", "is_terraform", "resources"]

_MARKS = ("terraform_version", "planned_values", "resource_changes")
_UNINTERESTING = frozenset({"id", "action_slug"})
"""Members that Terraform itself computes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A resource: its values, where they stand, and of a plan what is unknown until apply and what is changed."""

    address: str
    values: Mapping[str, Any]
    pointer: str
    unknown: frozenset[str] = frozenset()
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted:
    """A resource that is there until the plan is applied."""

    address: str
    values: Mapping[str, Any]
    pointer: str


def deleted(document: Mapping[str, Any], kind: str) -> Iterator[Deleted]:
    """What a plan deletes and does not create again."""
    rows = document.get("resource_changes")
    for index, row in enumerate(rows if isinstance(rows, list) else []):
        change = _change_of(row, kind)
        # a replacement is ["delete", "create"] or the reverse (Terraform's JSON plan format)
        if change.get("actions") == ["delete"]:
            before = change.get("before")
            yield Deleted(
                address=str(row.get("address")),
                values=before if isinstance(before, dict) else {},
                pointer=f"/resource_changes/{index}",
            )


def is_terraform(document: Mapping[str, Any]) -> bool:
    return any(key in document for key in _MARKS)


def resources(document: Mapping[str, Any], kind: str, pointer: str = "") -> Iterator[Resource]:
    """Every resource of this type, in the order of the file; those that a plan deletes are not there."""
    changes = _changes(document, kind)
    key = next((name for name in ("planned_values", "values") if isinstance(document.get(name), dict)), None)
    # a state file (version 4) has its resources at the top, the shown forms below a root module
    if isinstance(document.get("resources"), list):
        yield from _state_file(document["resources"], kind, f"{pointer}/resources")
    elif key is not None:
        for one in _module(document[key].get("root_module"), kind, f"{pointer}/{key}/root_module"):
            yield _with_change(one, changes.get(one.address, {}))
    else:
        for index, row in enumerate(document.get("resource_changes") or []):
            change = _change_of(row, kind)
            # `after` is null where the plan deletes
            if isinstance(change.get("after"), dict):
                where = f"{pointer}/resource_changes/{index}/change/after"
                one = Resource(address=str(row.get("address")), values=change["after"], pointer=where)
                yield _with_change(one, change)


def _state_file(rows: list[Any], kind: str, pointer: str) -> Iterator[Resource]:
    for index, row in enumerate(rows):
        if isinstance(row, dict) and row.get("type") == kind:
            # more than one with `count` or `for_each`
            for number, instance in enumerate(row.get("instances") or []):
                where = f"{pointer}/{index}/instances/{number}/attributes"
                values = instance.get("attributes") or {}
                yield Resource(address=f"{kind}.{row.get('name')}", values=values, pointer=where)


def _module(module: Any, kind: str, pointer: str) -> Iterator[Resource]:
    if not isinstance(module, dict):
        return
    for index, row in enumerate(module.get("resources") or []):
        if isinstance(row, dict) and row.get("type") == kind:
            where = f"{pointer}/resources/{index}/values"
            yield Resource(address=str(row.get("address")), values=row.get("values") or {}, pointer=where)
    for index, child in enumerate(module.get("child_modules") or []):
        yield from _module(child, kind, f"{pointer}/child_modules/{index}")


def _changes(document: Mapping[str, Any], kind: str) -> dict[str, Mapping[str, Any]]:
    rows = document.get("resource_changes")
    found = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return {str(row.get("address")): _change_of(row, kind) for row in found}


def _change_of(row: Any, kind: str) -> Mapping[str, Any]:
    if not isinstance(row, dict) or row.get("type", kind) != kind:
        return {}
    change = row.get("change")
    return change if isinstance(change, dict) else {}


def _with_change(one: Resource, change: Mapping[str, Any]) -> Resource:
    # `after_unknown` has true for each member known only after the apply; elsewhere nested objects
    unknown, before = change.get("after_unknown"), change.get("before")
    names = unknown if isinstance(unknown, dict) else {}
    changed = [
        name
        for name, value in (before if isinstance(before, dict) else {}).items()
        if name not in _UNINTERESTING and names.get(name) is not True and one.values.get(name) != value
    ]
    return Resource(
        address=one.address,
        values=one.values,
        pointer=one.pointer,
        unknown=frozenset(name for name, is_unknown in names.items() if is_unknown is True),
        changed=tuple(changed),
    )
