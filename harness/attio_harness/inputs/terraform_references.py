"""Finds what members of a resource refer to in the `configuration` of a plan, such as a destination that does not exist yet.

A variable of a module is followed to its caller, an output into its module. A copy by `count` or `for_each` refers to the copy
with its own key. Nothing is evaluated, and no values are read.

Source: Terraform's JSON output format, "Configuration Representation" and "Expression Representation".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Reference", "array_of", "object_of", "references_of", "without_index"]

_KEY = r'\[(?:\d+|"(?:[^"\\]|\\.)*")\]'
_INDEX = re.compile(_KEY)
_STEP = re.compile(rf"(?:\.|^)((?:data\.)?[\w-]+\.[\w-]+)({_KEY})?")
_VARIABLE = re.compile(r"var\.([\w-]+)")
_OUTPUT = re.compile(rf"module\.([\w-]+)(?:{_KEY})?\.([\w-]+)")
_OWN = ("each.key", "each.value", "count.index")
"""The expressions for a copy's own key."""
_MOST = 50
"""Through how many modules a reference is followed, since it may lead in a circle."""


def without_index(address: str) -> str:
    """An address without what `count` and `for_each` add: `a.b["c"]` -> `a.b`."""
    return _INDEX.sub("", address)


def object_of(value: Any) -> Mapping[str, Any]:
    """A value that should be an object; anything else becomes an empty one, and its missing members are then reported."""
    return value if isinstance(value, dict) else {}


def array_of(value: Any) -> list[Any]:
    """As `object_of`, for arrays."""
    return value if isinstance(value, list) else []


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference as seen from the root module; `text` has no keys of copies except that of `copy_of`."""

    text: str
    copy_of: str | None = None
    """The address, without keys, of a repeated resource that refers to the copy with its own key."""

    def seen_from(self, address: str) -> str:
        """The reference with the keys of the resource at `address` and of the modules around it."""
        plain = whole = ""
        keys, prefixes = {"": ""}, {"": ""}
        for step in _STEP.finditer(address):
            plain, whole = f"{plain}.{step[1]}".lstrip("."), f"{whole}.{step[1]}{step[2] or ''}".lstrip(".")
            keys[plain], prefixes[plain] = step[2] or "", whole
        above = max((one for one in prefixes if self.text.startswith(f"{one}.")), key=len, default="")
        return prefixes[above] + self.text[len(above) :] + keys.get(self.copy_of or "", "")


@dataclass(frozen=True, slots=True)
class _Module:
    """A module of the configuration; `given` are the expressions of its call in `caller`."""

    content: Mapping[str, Any]
    path: str = ""
    caller: _Module | None = None
    given: Mapping[str, Any] = field(default_factory=dict)

    def called(self, name: str) -> _Module:
        call = object_of(object_of(self.content.get("module_calls")).get(name))
        given = object_of(call.get("expressions"))
        return _Module(object_of(call.get("module")), self.below(f"module.{name}"), self, given)

    def resources(self) -> Iterator[tuple[_Module, str, Mapping[str, Any]]]:
        """Each with its address, without keys, in this module and in those that it calls."""
        for row in map(object_of, array_of(self.content.get("resources"))):
            yield self, self.below(str(row.get("address"))), row
        for name in object_of(self.content.get("module_calls")):
            yield from self.called(name).resources()

    def below(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def meant(self, expression: Any, owner: str, hops: int = 0) -> Reference | None:
        """The first reference of an expression; `owner` is the address, without keys, of the resource that has it."""
        # the longest comes first: `["segment_destination.attio.id", "segment_destination.attio"]`
        written = [str(one) for one in array_of(object_of(expression).get("references"))]
        if not written:
            return None
        followed = self._followed(written[0], hops + 1) if hops < _MOST else None
        # `a.b[each.key].id` is written as `a.b`, `each.key`
        is_copy = any(one in _OWN for one in written[1:])
        return followed or Reference(self.below(written[0]), owner if is_copy else None)

    def _followed(self, text: str, hops: int) -> Reference | None:
        variable, output = _VARIABLE.fullmatch(text), _OUTPUT.fullmatch(text)
        if variable is not None and self.caller is not None:
            return self.caller.meant(self.given.get(variable[1]), self.path, hops)
        if output is not None:
            inner = self.called(output[1])
            said = object_of(object_of(inner.content.get("outputs")).get(output[2]))
            return inner.meant(said.get("expression"), inner.path, hops)
        return None


def references_of(configuration: Mapping[str, Any], kind: str) -> dict[str, dict[str, Reference]]:
    """The references of the members of all resources of a type, by the resource's address without keys."""
    found: dict[str, dict[str, Reference]] = {}
    for module, address, row in _Module(object_of(configuration.get("root_module"))).resources():
        if row.get("type") == kind:
            meant = {name: module.meant(one, address) for name, one in object_of(row.get("expressions")).items()}
            found[address] = {name: one for name, one in meant.items() if one is not None}
    return found
