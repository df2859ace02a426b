"""Walks files with saved mappings or destination filters; a table of shapes says what to look for.

A file is opened and read once, so it may be a pipe (`-m <(cat mapping.json)`). Its text tells HCL from JSON, its name a mapping in YAML. In
JSON and YAML, arrays are walked, and the first shape of the table that fits an object decides. The shapes of both tables are here: answers and bodies of
Segment's Public API with their pages, and Terraform. Nothing here judges what is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
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
from attio_harness.inputs.yaml_documents import holds_mapping, holds_no_mapping, is_yaml, read_yaml
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
    """What to look for in a file, and the shapes in which people have it."""

    what: Literal["mapping", "filter"]
    """What the file is called in messages."""
    one: str
    """A noun for one of them, with its article."""
    members: str
    """The members by which it is known, for the message about another file."""
    resource: str
    """Terraform's type."""
    json_sign: str | None = None
    """Text that every JSON file with one contains. None if there is no such text: then only a folder's Terraform files are read."""
    shapes: tuple[Shape, ...]
    """The shapes, in the order in which they are tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a file holds: the parts, what its Terraform plan deletes, the destinations it describes, the modules it calls, its JSON
    value (None for HCL)."""

    document: Document
    parts: tuple[Part, ...]
    deleted: tuple[Part, ...] = ()
    destinations: tuple[Destination, ...] = ()
    calls: tuple[str, ...] = ()
    """The sources of the called modules."""
    value: Any = None
    passed_over: tuple[str, ...] = ()
    """Mappings in YAML in the same folder, which are read only if there are no others."""


_SAVED = (".json", ".tfstate")
"""The endings of answers, plans and states."""
_BY_HAND = (".yaml", ".yml")
_DEPOSED = "is deposed: Terraform has replaced it but not deleted it yet, so Segment runs both"
METADATA = "data.segment_destination_metadata"
"""Terraform's look-up in Segment's catalogue."""


def read(name: str, sought: Sought, pages: Pages) -> Contents:
    """The parts of one file.

    Raises:
        InputError: it cannot be read, or holds something else.
        OSError: it cannot be opened; the caller decides whether the name may mean something else.
    """
    return contents_of(name, text_of(name, sought.what), sought, pages)


def contents_of(name: str, text: str, sought: Sought, pages: Pages, *, is_file: bool = True) -> Contents:
    """The parts of a text that is already read, of a file of this name or of none; raises InputError as `read`."""
    if looks_like_hcl(name, text):
        try:
            return replace(
                _hcl(text, Document(file=name), sought, Path(name).parent if is_file else None),
                calls=calls_in(name, text),
            )
        except RecursionError:
            raise InputError(too_deep(), file=name) from None
    document = Document(file=name, text=text, is_yaml=sought.what == "mapping" and is_yaml(text, name))
    try:
        value = read_yaml(text, name) if document.is_yaml else read_document(text, name, sought.what)
        parts = list(walk(value, Place(document=document), sought))
    except InputError as error:
        # a state may have an object `subscriptions`
        inside = None if error.kind == "state" else _answer_inside(text, name, sought)
        raise error if inside is None else InputError(inside, file=name) from None
    pages.see(value, name)
    # parsers silently take the last value of a doubled key, as JavaScript does
    twice = doubled_key(text) if parts else None
    if twice:
        parts[0] = _with_twice(parts[0], twice)
    # a plan that failed or deferred something lacks the rest
    if parts and isinstance(value, dict) and (value.get("errored") is True or value.get("complete") is False):
        parts[0] = parts[0].noted(f"the plan is not complete, so {sought.one} may be missing")
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
    """Where an answer is inside other data; None if it has only its own members around it."""
    rows = "filters" if sought.what == "filter" else "subscriptions"
    try:
        value = loads(text) if rows in text or "base64" in text else None
    except JsonTextError:
        return None
    # a plain answer was already examined, and has another problem
    is_one = not isinstance(value, dict) or not value.keys().isdisjoint({"data", "destinations", "destination", rows})
    return None if is_one else answer_inside(value, rows, name)


def read_folder(name: str, sought: Sought, pages: Pages | None = None) -> list[Contents]:
    """The files of a Terraform folder with such resources, or with destinations.


    Terraform reads a folder as one module and ignores the folders below it (documentation). Segment's Git Sync writes one file per
    resource into folders by kind (`destinations`, `destination_subscriptions`): if the folder itself has no such resource, the
    folders below it are read, except hidden ones. A folder without any may hold answers of the Public API, plans or states

    instead; without these it may hold mappings in YAML. Files that are not read, such as those of other resources, come without parts.

    Raises:
        InputError: there is no such file, or one is no Terraform file.
        OSError: one cannot be opened.
    """
    pages = pages or Pages()
    endings = CONFIGURATION if sought.json_sign is None else (*CONFIGURATION, *_SAVED)
    found = [_if_any(str(path), sought, pages) for path in _inside(Path(name), endings)]
    if not any(one.parts or one.deleted for one in found):
        found = [_if_any(str(path), sought, pages) for path in _below(Path(name))]
    if any(one.parts or one.deleted for one in found):
        return _beside_yaml(found, name, sought)
    if sought.json_sign is not None:
        raise InputError(f"the folder has no .tf or .json file with {sought.one}{_instead(name)}", file=name)
    # answers of the Public API, plans and states, only without files of Terraform's own
    names = [str(path) for path in _inside(Path(name), _SAVED)]
    saved = [contents_of(one, _text_of_found(one, sought), sought, pages) for one in names]
    if any(one.parts or one.deleted for one in saved):
        return _beside_yaml(saved, name, sought)
    saved += [_if_any(str(path), sought, pages) for path in _inside(Path(name), _BY_HAND)]
    if not any(one.parts or one.deleted for one in saved):
        raise InputError(
            f"the folder has no .tf file with a {sought.resource}, and no .json or .yaml file with {sought.one}{_instead(name)}",
            file=name,
        )
    return saved


def _beside_yaml(found: list[Contents], folder: str, sought: Sought) -> list[Contents]:
    """The contents, the first with the names of the mappings in YAML that are not read beside them."""
    if sought.what != "mapping":
        return found
    over = []
    for name in map(str, _inside(Path(folder), _BY_HAND)):
        with suppress(InputError):  # it is not read anyway
            if holds_mapping(_text_of_found(name, sought), name):
                over.append(name)
    return [replace(found[0], passed_over=tuple(over)), *found[1:]]


def _instead(folder: str) -> str:
    """`; it has sample.ndjson and 3 more`, a hint that it is the wrong folder."""
    names = sorted(one.name for one in Path(folder).iterdir() if not one.name.startswith("."))
    return f"; it has {names[0]}" + (f" and {len(names) - 1} more" if names[1:] else "") if names else "; it is empty"


def read_found(names: Iterable[str], sought: Sought, pages: Pages) -> list[Contents]:
    """The files and folders that a glob found; those that hold nothing come without parts.

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
    """The contents of a file that may hold what is sought, or its destination."""
    text = _text_of_found(name, sought)
    is_written = name.endswith(CONFIGURATION)
    sign = sought.resource if is_written else sought.json_sign
    # the destination beside it may show that a filter or a mapping is Attio's
    if sign is None or sign in text or (is_written and DESTINATION in text):
        try:
            return contents_of(name, text, sought, pages)
        except InputError:
            # YAML has many uses; a workspace file is often beside the mappings
            if sought.what != "mapping" or not is_yaml(text, name) or not holds_no_mapping(text, name):
                raise
    return Contents(document=Document(file=name), parts=(), calls=calls_in(name, text))


def _text_of_found(name: str, sought: Sought) -> str:
    refuse_unnamed(name)
    try:
        return text_of(name, sought.what)
    except OSError as error:  # about this file, not the folder or the glob that the user named
        raise not_read(error, name) from None


def _inside(folder: Path, endings: tuple[str, ...]) -> list[Path]:
    there = (one for one in sorted(folder.iterdir()) if one.name.endswith(endings) and not is_beside(one.name))
    return [one for one in there if not one.is_dir()]


def _below(folder: Path) -> list[Path]:
    # without hidden folders, such as Git's and Terraform's own
    return [path for path in below(folder) if path.name.endswith(CONFIGURATION)]


def walk(value: Any, place: Place, sought: Sought) -> Iterator[Part]:
    """The parts in a JSON value.

    Raises:
        InputError: an object in it has none of the shapes, or an array has something other than objects.
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
        # `{}` is no wrong shape: the caller says that nothing was found
        if value:
            found = ", ".join(list(value)[:6])
            problem = f"expected {sought.one}: {sought.members}, found the members {found}"
            raise place.refuse(problem, with_line=False)
        return
    for one in shape.parts(value, place):
        yield from walk(one.value, one.place, sought) if isinstance(one, Inside) else (one,)


def wrapped(*keys: str) -> Shape:
    """The shape of an object that has the parts in one of these members, as answers of the Public API do."""

    def holder(value: Mapping[str, Any]) -> str | None:
        return next((key for key in keys if isinstance(value.get(key), dict | list)), None)

    def parts(value: Mapping[str, Any], place: Place) -> Iterator[Inside]:
        key = holder(value)
        if key is not None:
            yield Inside(value=value[key], place=place.below(key))

    return Shape(name="wrapped", fits=lambda value: holder(value) is not None, parts=parts)


def terraform(resource: str) -> Shape:
    """The shape of a plan or a state as JSON."""

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
    """The shape of Terraform's configuration as JSON."""
    return Shape(
        name="configuration",
        fits=is_configuration,
        parts=lambda value, place: configured(value, resource, place),
    )


def _hcl(text: str, document: Document, sought: Sought, folder: Path | None) -> Contents:
    kinds = (sought.resource, DESTINATION, f"data.{DESTINATION}", METADATA)
    read = read_hcl(text, kinds, document.file, folder)
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
    """The resource with the catalogue ID that it refers to: `metadata = { id = data.segment_destination_metadata.attio.id }`."""
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
    # members from `jsonencode(…)` have pointers below the `#`
    encoded = {key: f"{one.pointer}/{key}#" for key in one.values if f"{one.pointer}/{key}#" in one.lines}
    place = Place(document=document, pointer=one.pointer)
    part = Part.of_resource(f"{one.kind}.{one.name}", one.name, one.values, place, encoded=encoded, lines=one.lines)
    if one.variables:
        names = ", ".join(one.variables)
        part = part.noted(f"has {names} as the folder gives it; `-var` or a call of the module may give another")
    return part if one.twice is None else _with_twice(part, one.twice)


def _with_twice(part: Part, key: str) -> Part:
    return part.noted(f'the key "{key[:40]}" appears twice in one object of this file; the last value counts')
