"""Destination filters in the shapes people have them, each with its place; nothing here decides about an event.

Segment's Public API (list, get, create), Terraform plans, states and HCL.

Rules and their sources

* Kinds of filters, `properties`, `context` and `traits` as the only objects whose fields can be filtered: documentation of
  the Public API.
* The condition is read with the FQL of triggers, as far as that reads it as it is meant (`filter_conditions`).
* `percent` is the share that is let through, from 0 to 1 (documentation).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from attio_harness.errors import InputError
from attio_harness.inputs.files import unreadable
from attio_harness.inputs.filter_conditions import misread
from attio_harness.inputs.pages import Pages
from attio_harness.inputs.part import Part, Place, Shape
from attio_harness.inputs.shapes import Sought, read, terraform, wrapped
from attio_harness.text.json import JsonTextError, loads

__all__ = ["KINDS", "FilterAction", "FilterKind", "LocatedFilter", "read_filters"]

FilterKind = Literal["drop", "sample", "drop_properties", "allow_properties"]
KINDS: tuple[FilterKind, ...] = ("drop", "sample", "drop_properties", "allow_properties")
"""What a filter can do, in the order in which it is done."""

_ROOTS = ("context", "properties", "traits")
_RESOURCE = "segment_destination_filter"


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterAction:
    """One action of a filter: `fields` has the names of members by the path of the object that holds them."""

    kind: FilterKind
    percent: float = 1.0
    path: str | None = None
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatedFilter:
    """A destination filter and where it stands; `condition` is FQL, or `all`."""

    file: str
    pointer: str
    title: str
    condition: str
    actions: tuple[FilterAction, ...]
    enabled: bool = True
    line: int | None = None
    note: str = ""
    """What a careful reader wants to know of it."""


def _is_filter(value: Mapping[str, Any]) -> bool:
    return "if" in value


def _filter(value: Mapping[str, Any], place: Place) -> Iterator[Part]:
    yield Part(value=value, place=place)


FILTERS = Sought(
    what="filter",
    one="a destination filter",
    members="an object with a condition (`if`) and `actions`",
    resource=_RESOURCE,
    shapes=(
        Shape(name="filter", fits=_is_filter, parts=_filter),
        terraform(_RESOURCE),
        wrapped("data", "filters", "destinationFilter", "filter", "input"),  # answers of the Public API
    ),
)
"""The shapes in which people have filters, in the order in which they are tried. A new shape is one row here."""


def read_filters(names: Sequence[str]) -> list[LocatedFilter]:
    """The destination filters of every file named.

    Raises:
        InputError: a file cannot be read, holds no filter, or a filter's condition or action cannot be applied.
    """
    pages = Pages()
    filters = [_locate(part) for name in names for part in _parts(name, pages)]
    missing = dict(pages.missing())
    return [
        # only the first filter of a file carries the note, `pop` sees to it
        replace(one, note="; ".join(filter(None, (one.note, missing.pop(one.file))))) if one.file in missing else one
        for one in filters
    ]


def _parts(name: str, pages: Pages) -> tuple[Part, ...]:
    try:
        contents = read(name, FILTERS, pages)
    except OSError as error:
        raise unreadable(error, name, "filter") from None
    if not contents.parts and not contents.deleted and not _is_empty_answer(contents.value):
        raise InputError(
            'holds no destination filter (expected Segment\'s Public API answer, or {"if", "actions"} alone or in an '
            f"array, or Terraform's {_RESOURCE})",
            file=name,
        )
    if not contents.parts or not contents.deleted:
        return contents.parts
    first, *others = contents.parts
    gone = f"the plan deletes {', '.join(one.address for one in contents.deleted)}, not applied here"
    return replace(first, note="; ".join(filter(None, (first.note, gone)))), *others


def _is_empty_answer(document: Any) -> bool:
    # a destination without filters answers `{"data": {"filters": []}}`: no mistake, and nothing to apply
    data = document.get("data", document) if isinstance(document, dict) else document
    return data == [] or (isinstance(data, dict) and data.get("filters") == [])


def _locate(part: Part) -> LocatedFilter:
    value, fail = part.value, part.refuse
    for key in ("if", "actions", "enabled", "title"):
        if key in part.computed:
            raise fail(f"`{key}` is {part.computed[key].text}, which only Terraform can evaluate", f"/{key}")
    condition = value.get("if")
    if not isinstance(condition, str):
        raise fail("`if` must be FQL text, or all", "/if")
    # the word of the Public API for every event; FQL has no such constant
    problem = None if condition.strip() == "all" else misread(condition)
    if problem:
        raise fail(f"the condition {condition!r} cannot be decided: {problem}", "/if")
    actions = value.get("actions")
    if not isinstance(actions, list) or not actions:
        raise fail("a filter needs `actions`, a list of at least one", "/actions")
    enabled = value.get("enabled", True)
    if not isinstance(enabled, bool):
        raise fail("`enabled` must be true or false", "/enabled")
    title = value.get("title") or value.get("id") or condition
    return LocatedFilter(
        file=part.place.document.file,
        pointer=part.place.pointer,
        title=str(title),
        condition=condition.strip(),
        actions=tuple(_action(one, f"/actions/{index}", fail) for index, one in enumerate(actions)),
        enabled=enabled,
        line=part.line_of(part.place.pointer),
        note=part.note,
    )


def _action(value: Any, where: str, fail: Callable[[str, str], InputError]) -> FilterAction:
    if not isinstance(value, dict):
        raise fail("an action is an object with `type`", where)
    named = str(value.get("type")).lower()
    kind = next((one for one in KINDS if one == named), None)
    if kind is None:
        raise fail(f"unknown action {value.get('type')!r}; expected {', '.join(KINDS)}", f"{where}/type")
    percent, path = value.get("percent"), value.get("path")
    if kind == "sample":
        # a share, although it is called percent (documentation of the Public API)
        if not isinstance(percent, int | float) or isinstance(percent, bool) or not 0 <= percent <= 1:
            raise fail(f"`percent` is the share let through, from 0 to 1, found {percent!r}", f"{where}/percent")
        if path is not None and not isinstance(path, str):
            raise fail("`path` must be text", f"{where}/path")
        return FilterAction(kind=kind, percent=float(percent), path=path or None)
    if kind == "drop":
        return FilterAction(kind=kind)
    return FilterAction(kind=kind, fields=_fields(value.get("fields"), f"{where}/fields", fail))


def _fields(value: Any, where: str, fail: Callable[[str, str], InputError]) -> dict[str, tuple[str, ...]]:
    """By path of the object: a list of names, or `{"fields": [names]}`; Terraform keeps all of it as JSON text."""
    if isinstance(value, str):
        try:
            value = loads(value)
        except JsonTextError as error:
            raise fail(f"`fields` is not JSON text: {error.problem}", where) from None
    if not isinstance(value, dict) or not value:
        raise fail("needs `fields`: lists of names under context, properties or traits", where)
    out = {}
    for path, names in value.items():
        inner = names.get("fields") if isinstance(names, dict) else names
        if path.split(".")[0] not in _ROOTS:
            raise fail(f"fields can be filtered in {', '.join(_ROOTS)} only, found {path!r}", f"{where}/{path}")
        if not isinstance(inner, list) or not all(isinstance(name, str) for name in inner):
            raise fail("expected a list of names", f"{where}/{path}")
        out[path] = tuple(inner)
    return out
