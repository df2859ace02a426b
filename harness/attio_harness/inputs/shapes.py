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

from attio_harness.errors import InputError, not_read
from attio_harness.inputs.configuration import configured, is_configuration
from attio_harness.inputs.destinations import CONFIGURATION, Destination, described, described_in, scope_of
from attio_harness.inputs.destinations import RESOURCE as DESTINATION
from attio_harness.inputs.documents import read_document, too_deep
from attio_harness.inputs.files import below, is_beside, refuse_unnamed, text_of
from attio_harness.inputs.hcl import Hcl, HclResource, looks_like_hcl, read_hcl
from attio_harness.inputs.module_calls import calls_in
from attio_harness.inputs.pages import Pages
from attio_harness.inputs.part import Computed, Document, Inside, Part, Place, Shape
from attio_harness.inputs.terraform import deleted, is_terraform, resources
from attio_harness.inputs.wrappings import answer_inside
from attio_harness.text.json import JsonTextError, doubled_key, loads
from attio_harness.text.words import kind_of

__all__ = [
    "Contents",
    "Sought",
    "configuration",
    "contents_of",
    "read",
    "read_folder",
    "read_found",
    "terraform",
    "walk",
    "wrapped",
]


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
    json_sign: str | None = None
    """What the text of a JSON file has that holds such; None where many may, of which a folder's are then not read but for Terraform's."""
    shapes: tuple[Shape, ...]
    """In the order in which they are tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a file holds: the parts, what a Terraform plan in it deletes, the destinations it describes, the modules it calls, its value (None of HCL)."""

    document: Document
    parts: tuple[Part, ...]
    deleted: tuple[Part, ...] = ()
    destinations: tuple[Destination, ...] = ()
    calls: tuple[str, ...] = ()
    """The sources of the modules that it calls."""
    value: Any = None


_SAVED = (".json", ".tfstate")
"""How the names of answers, plans and states end."""
_DEPOSED = "is deposed: Terraform has put another in its place and not deleted it yet, so that Segment runs both"
METADATA = "data.segment_destination_metadata"
"""Terraform's look-up in Segment's catalogue."""


def read(name: str, sought: Sought, pages: Pages) -> Contents:
    """The parts of one file.

    Raises:
        InputError: it cannot be read, or holds something else.
        OSError: it cannot be opened; only the caller knows whether the name may mean something else.
    """
    return contents_of(name, text_of(name, sought.what), sought, pages)


def contents_of(name: str, text: str, sought: Sought, pages: Pages) -> Contents:
    """The parts of a text that was read already; raises InputError as `read`."""
    if looks_like_hcl(name, text):
        try:
            return replace(_hcl(text, Document(file=name), sought), calls=calls_in(name, text))
        except RecursionError:
            raise InputError(too_deep(), file=name) from None
    document = Document(file=name, text=text)
    try:
        value = read_document(text, name, sought.what)
        parts = list(walk(value, Place(document=document), sought))
    except InputError as error:
        inside = _answer_inside(text, name, sought)
        raise error if inside is None else InputError(inside, file=name) from None
    pages.see(value, name)
    # parsers take the last silently, as JavaScript does
    twice = doubled_key(text) if parts else None
    if twice:
        parts[0] = _with_twice(parts[0], twice)
    # of a plan whose making failed, or that left something for later, the rest is not there
    if parts and isinstance(value, dict) and (value.get("errored") is True or value.get("complete") is False):
        parts[0] = parts[0].noted(f"the plan is not complete, so that {sought.one} may be missing")
    gone = [
        Part(value=one.values, place=Place(document=document, pointer=one.pointer), address=one.address)
        for one in (deleted(value, sought.resource) if isinstance(value, dict) else ())
    ]
    known = tuple(described_in(value, scope_of(name)))
    if isinstance(value, dict) and is_configuration(value):
        of = configured(value, DESTINATION, Place(document=document), only=("id", "name", "metadata", "enabled"))
        known = tuple(described(one.value, one.address, scope=scope_of(name)) for one in of)
    return Contents(
        document=document,
        parts=tuple(parts),
        deleted=tuple(gone),
        destinations=known,
        calls=calls_in(name, text),
        value=value,
    )


def _answer_inside(text: str, name: str, sought: Sought) -> str | None:
    """Where an answer is in what somebody saved around it; None where nothing but its own members is around it."""
    rows = "filters" if sought.what == "filter" else "subscriptions"
    try:
        value = loads(text) if rows in text or "base64" in text else None
    except JsonTextError:
        return None
    # an answer as it stands has been looked at, and another problem found
    is_one = not isinstance(value, dict) or not value.keys().isdisjoint({"data", "destinations", "destination", rows})
    return None if is_one else answer_inside(value, rows, name)


def read_folder(name: str, sought: Sought, pages: Pages | None = None) -> list[Contents]:
    """A Terraform folder: its files that have such resources, or destinations.

    Terraform reads one folder as one module and leaves folders below it alone (documentation). Segment's Git Sync writes one file
    a resource into folders by their kind (`destinations`, `destination_subscriptions`): where the folder itself has no such
    resource, the folders below are read, but for hidden ones. A folder without any may hold answers of the Public API, plans or
    states instead.

    What is not read, as a file of other resources, is there without parts.

    Raises:
        InputError: there is none, or one is no Terraform file.
        OSError: one cannot be opened.
    """
    pages = pages or Pages()
    endings = CONFIGURATION if sought.json_sign is None else (*CONFIGURATION, *_SAVED)
    found = [_if_any(str(path), sought, pages) for path in _inside(Path(name), endings)]
    if not any(one.parts or one.deleted for one in found):
        found = [_if_any(str(path), sought, pages) for path in _below(Path(name))]
    if any(one.parts or one.deleted for one in found):
        return found
    if sought.json_sign is not None:
        raise InputError(f"the folder has no .tf or .json file with {sought.one}{_instead(name)}", file=name)
    # answers of the Public API, plans and states, as long as nothing of Terraform's own is there
    names = [str(path) for path in _inside(Path(name), _SAVED)]
    saved = [contents_of(one, _text_of_found(one, sought), sought, pages) for one in names]
    if not any(one.parts or one.deleted for one in saved):
        raise InputError(
            f"the folder has no .tf file with a {sought.resource}, and no .json file with {sought.one}{_instead(name)}",
            file=name,
        )
    return saved


def _instead(folder: str) -> str:
    """`; it has sample.ndjson and 3 more`, which tells of a folder in the place of another."""
    names = sorted(one.name for one in Path(folder).iterdir() if not one.name.startswith("."))
    return f"; it has {names[0]}" + (f" and {len(names) - 1} more" if names[1:] else "") if names else "; it is empty"


def read_found(names: Iterable[str], sought: Sought, pages: Pages) -> list[Contents]:
    """The files of these names, as a glob finds them, and folders among them; what holds nothing of it is there without parts.

    Raises:
        InputError: one that may hold it cannot be read.
        OSError: one cannot be opened.
    """
    found: list[Contents] = []
    for name in names:
        if Path(name).is_dir():
            found += read_folder(name, sought, pages)
        else:
            found.append(_if_any(name, sought, pages))
    return found


def _if_any(name: str, sought: Sought, pages: Pages) -> Contents:
    """The contents of a file that may hold what is sought, or the destination of it."""
    text = _text_of_found(name, sought)
    is_written = name.endswith(CONFIGURATION)
    sign = sought.resource if is_written else sought.json_sign
    # a filter or a mapping may be told to be Attio's by the destination beside it
    if sign is None or sign in text or (is_written and DESTINATION in text):
        return contents_of(name, text, sought, pages)
    return Contents(document=Document(file=name), parts=(), calls=calls_in(name, text))


def _text_of_found(name: str, sought: Sought) -> str:
    refuse_unnamed(name)
    try:
        return text_of(name, sought.what)
    except OSError as error:  # of this file, and not of the folder or the glob that was named
        raise not_read(error, name) from None


def _inside(folder: Path, endings: tuple[str, ...]) -> list[Path]:
    there = (one for one in sorted(folder.iterdir()) if one.name.endswith(endings) and not is_beside(one.name))
    return [one for one in there if not one.is_dir()]


def _below(folder: Path) -> list[Path]:
    # without what is hidden: of Git and of Terraform itself
    return [path for path in below(folder) if path.name.endswith(CONFIGURATION)]


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
                references=one.references,
                address=one.address,
                changed=one.changed,
                note=_DEPOSED if one.is_deposed else "",
            )

    return Shape(name="terraform", fits=is_terraform, parts=parts)


def configuration(resource: str) -> Shape:
    """Terraform's configuration as JSON."""
    return Shape(
        name="configuration",
        fits=is_configuration,
        parts=lambda value, place: configured(value, resource, place),
    )


def _hcl(text: str, document: Document, sought: Sought) -> Contents:
    read = read_hcl(text, (sought.resource, DESTINATION, f"data.{DESTINATION}", METADATA), document.file)
    destinations = [_with_metadata(one, read) for one in read.resources if one.kind.endswith(DESTINATION)]
    addresses = [f"{one.kind}.{one.name}" for one in destinations]
    return Contents(
        document=document,
        parts=tuple(_hcl_part(one, document) for one in read.resources if one.kind == sought.resource),
        destinations=tuple(
            described(one.values, address, read.imports.get(address), scope_of(document.file))
            for one, address in zip(destinations, addresses, strict=True)
        ),
    )


def _with_metadata(one: HclResource, read: Hcl) -> HclResource:
    """With the ID in the catalogue that it refers to: `metadata = { id = data.segment_destination_metadata.attio.id }`."""
    metadata = one.values.get("metadata")
    if not isinstance(metadata, Computed):
        return one
    found = [
        row.values.get("id")
        for row in read.resources
        if row.kind == METADATA and f"{METADATA}.{row.name}.id" in metadata.text
    ]
    return replace(one, values={**one.values, "metadata": {"id": found[0]}}) if len(found) == 1 else one


def _hcl_part(one: HclResource, document: Document) -> Part:
    # what came from `jsonencode(…)` has its members below the `#`
    encoded = {key: f"{one.pointer}/{key}#" for key in one.values if f"{one.pointer}/{key}#" in one.lines}
    place = Place(document=document, pointer=one.pointer)
    part = Part.of_resource(f"{one.kind}.{one.name}", one.name, one.values, place, encoded=encoded, lines=one.lines)
    return part if one.twice is None else _with_twice(part, one.twice)


def _with_twice(part: Part, key: str) -> Part:
    return part.noted(f'the key "{key[:40]}" comes twice in one object of this file, and the last value counts')
