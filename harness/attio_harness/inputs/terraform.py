"""Reads resources of one type from Terraform's JSON: plans, shown states, state files. The caller decides what a resource means.

Reads `terraform show -json` of a plan or a state (`planned_values`, `values`, with child modules), a state file (version 4), and the
`resource_changes` of a plan alone (the side after the change). `terraform_references` resolves references that are unknown until
the plan is applied; `configuration` reads written configuration (`.tf.json`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from attio_harness.inputs.terraform_references import (
    Reference,
    array_of,
    object_of,
    references_of,
    without_index,
)

__all__ = ["Resource", "deleted", "is_terraform", "resources"]

_MARKS = ("terraform_version", "planned_values", "resource_changes", "format_version")
_UNINTERESTING = frozenset({"id", "action_slug"})
"""Members that Terraform itself computes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A resource: its values and their place; for a plan also what is unknown until apply and what it changes."""

    address: str
    values: Mapping[str, Any]
    pointer: str
    unknown: frozenset[str] = frozenset()
    changed: tuple[str, ...] = ()
    references: Mapping[str, str] = field(default_factory=dict)
    """References of members in a plan, such as `segment_destination.attio.id`, with the module in front."""
    is_deposed: bool = False
    """Whether it still exists beside its replacement, under the same address in a state."""


def deleted(document: Mapping[str, Any], kind: str) -> Iterator[Resource]:
    """What a plan deletes and does not create again, with the values from before."""
    # a replacement is ["delete", "create"] or the reverse (Terraform's JSON plan format)
    yield from _left(document, kind, "delete", "/resource_changes/{}")


def _left(document: Mapping[str, Any], kind: str, action: str, where: str) -> Iterator[Resource]:
    """The resources on which a plan does nothing but this action, so that they have no values afterwards."""
    for index, row in _planned(document):
        change = _change_of(row, kind)
        if change.get("actions") == [action]:
            values = object_of(change.get("before"))
            yield Resource(address=str(row.get("address")), values=values, pointer=where.format(index))


def _planned(document: Mapping[str, Any]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for index, row in enumerate(array_of(document.get("resource_changes"))):
        # a deposed resource has the address of its replacement
        if isinstance(row, dict) and "deposed" not in row:
            yield index, row


def is_terraform(document: Mapping[str, Any]) -> bool:
    return any(key in document for key in _MARKS)


def resources(document: Mapping[str, Any], kind: str, pointer: str = "") -> Iterator[Resource]:
    """Every resource of this type, in file order, without those that a plan deletes.

    Resources that a plan only forgets (`removed` with `destroy = false`) are included: Segment keeps them.
    """
    changes = _changes(document, kind)
    references = references_of(object_of(document.get("configuration")), kind)
    key = next((name for name in ("planned_values", "values") if isinstance(document.get(name), dict)), None)
    # a state file (version 4) has its resources at the top, the shown forms below a root module
    if isinstance(document.get("resources"), list):
        yield from _state_file(document["resources"], kind, f"{pointer}/resources")
    elif key is not None:
        for one in _module(document[key].get("root_module"), kind, f"{pointer}/{key}/root_module"):
            referred = references.get(without_index(one.address), {})
            yield _with_change(one, changes.get(one.address, {}), referred)
    else:
        for index, row in _planned(document):
            change = _change_of(row, kind)
            # `after` is null if the plan deletes
            if isinstance(change.get("after"), dict):
                where = f"{pointer}/resource_changes/{index}/change/after"
                one = Resource(address=str(row.get("address")), values=change["after"], pointer=where)
                yield _with_change(one, change, references.get(without_index(one.address), {}))
    yield from _left(document, kind, "forget", pointer + "/resource_changes/{}/change/before")


def _state_file(rows: list[Any], kind: str, pointer: str) -> Iterator[Resource]:
    for index, row in enumerate(rows):
        if isinstance(row, dict) and row.get("type") == kind:
            above = f"{row['module']}." if row.get("module") else ""
            # more than one with `count` or `for_each`
            for number, instance in enumerate(map(object_of, array_of(row.get("instances")))):
                where = f"{pointer}/{index}/instances/{number}/attributes"
                key = instance.get("index_key")
                index_of = "" if key is None else f"[{key}]" if isinstance(key, int) else f'["{key}"]'
                address = f"{above}{kind}.{row.get('name')}{index_of}"
                values, is_deposed = object_of(instance.get("attributes")), bool(instance.get("deposed"))
                yield Resource(address=address, values=values, pointer=where, is_deposed=is_deposed)


def _module(module: Any, kind: str, pointer: str) -> Iterator[Resource]:
    if not isinstance(module, dict):
        return
    for index, row in enumerate(array_of(module.get("resources"))):
        if isinstance(row, dict) and row.get("type") == kind:
            where = f"{pointer}/resources/{index}/values"
            values, is_deposed = object_of(row.get("values")), bool(row.get("deposed_key"))
            yield Resource(address=str(row.get("address")), values=values, pointer=where, is_deposed=is_deposed)
    for index, child in enumerate(array_of(module.get("child_modules"))):
        yield from _module(child, kind, f"{pointer}/child_modules/{index}")


def _changes(document: Mapping[str, Any], kind: str) -> dict[str, Mapping[str, Any]]:
    return {str(row.get("address")): _change_of(row, kind) for _, row in _planned(document)}


def _change_of(row: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    if row.get("type", kind) != kind:
        return {}
    return object_of(row.get("change"))


def _with_change(one: Resource, change: Mapping[str, Any], references: Mapping[str, Reference]) -> Resource:
    # `after_unknown` has true for each member known only after the apply; elsewhere nested objects
    names = object_of(change.get("after_unknown"))
    changed = [
        name
        for name, value in object_of(change.get("before")).items()
        if name not in _UNINTERESTING and names.get(name) is not True and one.values.get(name) != value
    ]
    return Resource(
        address=one.address,
        values=one.values,
        pointer=one.pointer,
        is_deposed=one.is_deposed,
        unknown=frozenset(name for name, is_unknown in names.items() if is_unknown is True),
        changed=tuple(changed),
        references={name: found.seen_from(one.address) for name, found in references.items()},
    )
