"""Segment's destinations: the one that a part of a file names, and those that files describe, Attio's and others.

Terraform (`segment_destination`) and answers of the Public API describe destinations. `selection` decides which subscriptions are
used. Source of Attio's ID in the catalogue: Segment's documentation of the destination (its page's `id`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from attio_destination import destination as attio

from attio_harness.inputs.part import Part
from attio_harness.inputs.terraform import resources
from attio_harness.inputs.terraform_references import without_index

__all__ = [
    "CONFIGURATION",
    "RESOURCE",
    "Destination",
    "Destinations",
    "Key",
    "described",
    "described_in",
    "destination_of",
    "is_destination",
    "scope_of",
]

RESOURCE = "segment_destination"
_CATALOGUE_ID = "64c031541451bb784943f809"
_ATTIO = frozenset({_CATALOGUE_ID, attio.slug, attio.name.lower(), "actions attio", "attio"})
"""What the catalogue calls it or has called it (the first edition of its code: Attio); in lower case, since people also type it."""
CONFIGURATION = (".tf", ".tofu", ".tf.json", ".tofu.json")
"""The endings of files that Terraform and OpenTofu read."""
_METADATA_IDS = ("metadataId", "metadata_id")
_NAMES = ("destinationId", "destination_id")
"""The Public API's word first, then Terraform's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """A destination as a file describes it; `address` is Terraform's and has a meaning only within its `scope`."""

    id: str | None = None
    address: str | None = None
    scope: str = ""
    name: str | None = None
    kind: str | None = None
    """Its kind in the file's words: the name, slug or ID in Segment's catalogue."""
    is_attio: bool | None = None
    """None where the file does not tell."""
    is_enabled: bool | None = None
    """None where the file does not tell."""


class Destinations:
    """Every described destination; `find` takes the text by which a subscription of a scope names one.

    A scope is a folder of Terraform files, which Terraform reads as one, or the file of a plan or a state. Two folders may each
    have a `segment_destination.attio`.
    """

    def __init__(self, known: Iterable[Destination]) -> None:
        self._ids: dict[str, Destination] = {}
        self._addresses: dict[str, dict[str, Destination]] = {}
        for one in known:
            if one.id:
                self._ids[one.id] = _joined(self._ids.get(one.id, one), one)
            # copies by `count` and `for_each` can also be named by the address without an index
            for address in {one.address, without_index(one.address or "")} - {None, ""}:
                self._addresses.setdefault(str(address), {}).setdefault(one.scope, one)

    def find(self, text: str, scope: str) -> Destination | None:
        if text in self._ids:
            return self._ids[text]
        for bare in (_bare(text), without_index(_bare(text))):
            by_scope = self._addresses.get(bare, {})
            # if another scope describes it, it is meant only if no third one does
            found = by_scope.get(scope) or (next(iter(by_scope.values())) if len(by_scope) == 1 else None)
            if found is not None:
                return self._ids.get(found.id or "", found)
        return None

    def key_of(self, text: str, scope: str) -> Key:
        """A key that is equal for all texts that mean the same destination."""
        found, bare = self.find(text, scope), _bare(text)
        if found is None:
            # an ID means the same everywhere, a reference in HCL does not
            return Key(bare, scope if "." in bare else "")
        if found.id:
            return Key(found.id, "")
        # HCL is not evaluated: copies of a block by `count` and `for_each` differ only in their reference
        is_copy = found.address is not None and found.address == without_index(bare) != bare
        return Key(bare if is_copy else found.address or text, found.scope)

    def is_off(self, key: Key) -> bool:
        """Whether a file says that the destination of this key is not enabled."""
        found = self.find(*key)
        return found is not None and found.is_enabled is False

    def words_of(self, key: Key) -> str:
        """What to call this destination: its name, with the rest in parentheses."""
        found = self.find(*key)
        named = (found.name, found.address, found.id) if found is not None else ()
        # the folder of a run needs no name
        first, *others = dict.fromkeys(word for word in (*named, key.text, key.scope) if word not in (None, "", "."))
        return f"{first} ({', '.join(others)})" if others else first


def _joined(one: Destination, other: Destination) -> Destination:
    """One destination from what two files say about it."""
    known = {name: getattr(one, name) for name in ("id", "address", "name", "kind", "is_attio", "is_enabled")}
    return replace(other, scope=one.scope, **{name: value for name, value in known.items() if value is not None})


class Key(NamedTuple):
    """Identifies a destination: its ID, or its address within a scope."""

    text: str
    scope: str


def scope_of(file: str) -> str:
    """The scope of a file: all files of a scope mean the same by an address."""
    return str(Path(file).parent) if file.endswith(CONFIGURATION) else file


def _bare(text: str) -> str:
    """`${segment_destination.attio.id}` and `segment_destination.attio.id` -> `segment_destination.attio`; `local.a["b"]` -> `local.a.b`."""
    inner = text.removeprefix("${").removesuffix("}") if text.startswith("${") else text
    inner = inner.strip().removesuffix('["id"]').removesuffix(".id")
    # a copy's key is part of its address
    return inner if f"{RESOURCE}." in inner else _MEMBER.sub(r".\1", inner)


_MEMBER = re.compile(r'\["([A-Za-z_][\w-]*)"\]', re.ASCII)


def destination_of(part: Part) -> str | None:
    """The destination of a subscription or a filter: an ID (`62d9…`) or the reference as in HCL (`segment_destination.attio.id`).

    None if the part names none.
    """
    value = next((part.value[name] for name in _NAMES if part.value.get(name) is not None), None)
    if value is not None:
        # an empty text names none
        return str(value) if _bare(str(value)) else None
    if part.references.get("destination_id"):
        return part.references["destination_id"]
    written = next((part.computed[name] for name in _NAMES if name in part.computed), None)
    # without a line it is from a plan, which has no reference for what is unknown until apply
    return written.text if written is not None and written.line is not None and _bare(written.text) else None


def described(
    values: Mapping[str, Any], address: str | None = None, id: str | None = None, scope: str = ""
) -> Destination:
    """A destination from its members; Terraform and the Public API use the same names."""
    metadata = values.get("metadata")
    # an older provider has a block here, which a state keeps as a list
    listed = metadata if isinstance(metadata, list) else [metadata]
    of = next((one for one in listed if isinstance(one, dict)), {})
    said = (of.get("name"), of.get("slug"), of.get("id"), *(values.get(name) for name in _METADATA_IDS))
    told = [text for text in said if isinstance(text, str) and text]
    found, name, enabled = values.get("id"), values.get("name"), values.get("enabled")
    return Destination(
        id=found if isinstance(found, str) and found else id,
        address=address,
        scope=scope,
        name=name if isinstance(name, str) and name else None,
        kind=told[0] if told else None,
        is_attio=any(text.lower() in _ATTIO for text in told) if told else None,
        is_enabled=enabled if isinstance(enabled, bool) else None,
    )


def described_in(document: Any, scope: str = "") -> Iterator[Destination]:
    """The destinations in a JSON document: a plan, a state or answers of the Public API."""
    if isinstance(document, dict):
        yield from (described(one.values, one.address, scope=scope) for one in resources(document, RESOURCE))
    waiting = [document]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            if is_destination(one):
                yield described(one)
            # answers nest only so; a mapping's own members are not searched
            waiting += [one[key] for key in ("data", "destinations", "destination") if key in one]


def is_destination(value: Mapping[str, Any]) -> bool:
    """Whether an object is a destination of the Public API."""
    described_ = isinstance(value.get("metadata"), dict) or any(
        isinstance(value.get(name), str) for name in _METADATA_IDS
    )
    return described_ and isinstance(value.get("id"), str) and "mapping" not in value
