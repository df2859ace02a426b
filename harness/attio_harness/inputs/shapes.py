"""The one walk over files that hold saved mappings or destination filters: what is sought is said by a table of shapes.

A file is opened and read once, so that it may be a pipe (`-m <(cat mapping.json)`). HCL is told from JSON by the text; in JSON an
array is walked, and an object is the first shape of the table that fits it. Here stand the shapes that both tables have:
answers and bodies of Segment's Public API with their pages, and Terraform. Nothing here judges what is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from attio_harness.errors import InputError
from attio_harness.inputs.documents import read_document
from attio_harness.inputs.files import text_of
from attio_harness.inputs.hcl import looks_like_hcl, read_resources
from attio_harness.inputs.pages import Pages
from attio_harness.inputs.part import Computed, Document, Inside, Part, Place, Shape
from attio_harness.inputs.terraform import Deleted, deleted, is_terraform, resources
from attio_harness.text.json import doubled_key
from attio_harness.text.words import kind_of

__all__ = ["Contents", "Sought", "read", "read_folder", "terraform", "walk", "wrapped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What is sought in a file, and how people have it."""

    what: Literal["mapping", "filter"]
    """What the file is called in messages."""
    one: str
    """What is sought, with its article."""
    members: str
    """By which members it is known, for the person who gave something else."""
    resource: str
    """Terraform's type."""
    shapes: tuple[Shape, ...]
    """In the order in which they are tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a file holds: the parts, what a Terraform plan in it deletes, and its value (None of HCL)."""

    document: Document
    parts: tuple[Part, ...]
    deleted: tuple[Deleted, ...] = ()
    value: Any = None


def read(name: str, sought: Sought, pages: Pages) -> Contents:
    """The parts of one file.

    Raises:
        InputError: it cannot be read, or holds something else.
        OSError: it cannot be opened; only the caller knows whether the name may mean something else.
    """
    text = text_of(name, sought.what)
    if looks_like_hcl(name, text):
        document = Document(file=name)
        return Contents(document=document, parts=tuple(_hcl(text, document, sought)))
    value = read_document(text, name, sought.what)
    pages.see(value, name)
    document = Document(file=name, text=text)
    parts = list(walk(value, Place(document=document), sought))
    # parsers take the last silently, as JavaScript does
    twice = doubled_key(text) if parts else None
    if twice:
        note = f'the key "{twice[:40]}" comes twice in one object of this file, and the last value counts'
        parts[0] = replace(parts[0], note="; ".join(filter(None, (parts[0].note, note))))
    gone = tuple(deleted(value, sought.resource)) if isinstance(value, dict) else ()
    return Contents(document=document, parts=tuple(parts), deleted=gone, value=value)


def read_folder(name: str, sought: Sought) -> list[Contents]:
    """A Terraform folder: its `.tf` files that have such resources, as Terraform reads them (not below).

    Raises:
        InputError: there is none, or one is not HCL.
        OSError: one cannot be opened.
    """
    # Terraform reads one folder as one module and leaves folders below it alone (documentation)
    files = [str(path) for path in sorted(Path(name).glob("*.tf"))]
    texts = {file: text_of(file, sought.what) for file in files}
    parts = {
        file: tuple(_hcl(text, Document(file=file), sought)) for file, text in texts.items() if sought.resource in text
    }
    if not any(parts.values()):
        raise InputError(f"the folder has no .tf file with a {sought.resource}", file=name)
    return [Contents(document=Document(file=file), parts=found) for file, found in parts.items()]


def walk(value: Any, place: Place, sought: Sought) -> Iterator[Part]:
    """What a JSON value holds.

    Raises:
        InputError: an object in it is of none of the shapes, or an array has something else than objects.
    """
    if isinstance(value, list):
        for index, item in enumerate(value):
            if not isinstance(item, dict):
                problem = f"expected {sought.one} (an object), found {kind_of(item)}"
                raise place.below(index).refuse(problem, with_line=False)
            yield from walk(item, place.below(index), sought)
    elif isinstance(value, dict):
        yield from _walk_object(value, place, sought)


def _walk_object(value: Mapping[str, Any], place: Place, sought: Sought) -> Iterator[Part]:
    shape = next((one for one in sought.shapes if one.fits(value)), None)
    if shape is None:
        # `{}` holds nothing and is no mistake of shape: the caller says that nothing was found
        if value:
            found = ", ".join(list(value)[:6])
            problem = f"expected {sought.one}: {sought.members}, found the members {found}"
            raise place.refuse(problem, with_line=False)
        return
    for one in shape.parts(value, place):
        yield from walk(one.value, one.place, sought) if isinstance(one, Inside) else (one,)


def wrapped(*keys: str) -> Shape:
    """An object that holds what is sought in one of these members, as the answers of the Public API do."""

    def holder(value: Mapping[str, Any]) -> str | None:
        return next((key for key in keys if isinstance(value.get(key), dict | list)), None)

    def parts(value: Mapping[str, Any], place: Place) -> Iterator[Inside]:
        key = holder(value)
        if key is not None:
            yield Inside(value=value[key], place=place.below(key))

    return Shape(name="wrapped", fits=lambda value: holder(value) is not None, parts=parts)


def terraform(resource: str) -> Shape:
    """A plan or a state as JSON."""

    def parts(value: Mapping[str, Any], place: Place) -> Iterator[Part]:
        for one in resources(value, resource, place.pointer):
            yield Part(
                value=one.values,
                # `one.pointer` already begins at the top of the document
                place=replace(place, pointer=one.pointer),
                computed={key: Computed("unknown until apply") for key in one.unknown},
                address=one.address,
                changed=one.changed,
            )

    return Shape(name="terraform", fits=is_terraform, parts=parts)


def _hcl(text: str, document: Document, sought: Sought) -> Iterable[Part]:
    for one in read_resources(text, sought.resource, document.file):
        computed = {key: value for key, value in one.values.items() if isinstance(value, Computed)}
        # how often they repeat is computed; each copy has the same literal mapping
        repeated = [key for key in ("count", "for_each") if key in one.values]
        # what came from `jsonencode(…)` has its members below the `#`
        encoded = {key: f"{one.pointer}/{key}#" for key in one.values if f"{one.pointer}/{key}#" in one.lines}
        yield Part(
            # the block's label stands in for a missing `name`; one that is given wins
            value={"name": one.name} | {key: value for key, value in one.values.items() if key not in computed},
            place=Place(document=document, pointer=one.pointer),
            elsewhere=encoded,
            lines=one.lines,
            computed=computed,
            address=f"{one.kind}.{one.name}",
            note=f"has {repeated[0]}; read once" if repeated else "",
        )
