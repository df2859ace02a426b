"""Reads destination filters in the shapes people have them, each with its place; decides nothing about an event.

Shapes: Segment's Public API (list, get, create), Terraform plans, states and HCL; in files, folders and globs. The engine
evaluates conditions (`segment_actions.filter_fql`), `filter_actions` reads what filters do, and `filter_selection` decides which
filters belong to the checked destination.
"""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from segment_actions import FqlError, filter_fql

from attio_harness.errors import InputError, not_there
from attio_harness.inputs.destinations import Destinations, destination_of
from attio_harness.inputs.files import globbed, unreadable
from attio_harness.inputs.filter_actions import FilterAction, read_action, unusual_roots
from attio_harness.inputs.filter_selection import select_filters
from attio_harness.inputs.filter_slips import slips_of
from attio_harness.inputs.located_filter import LocatedFilter
from attio_harness.inputs.module_calls import modules_not_read
from attio_harness.inputs.pages import Pages
from attio_harness.inputs.part import Computed, Part, Shape, alone
from attio_harness.inputs.shapes import (
    Contents,
    Sought,
    configuration,
    read,
    read_folder,
    read_found,
    terraform,
    wrapped,
)
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.text.words import counted, kind_of, listed

__all__ = ["read_filters"]

_RESOURCE = "segment_destination_filter"
_MOST = 3
"""How many files are named in a line."""


def _is_filter(value: Mapping[str, Any]) -> bool:
    return "if" in value


FILTERS = Sought(
    what="filter",
    one="a destination filter",
    members="an object with a condition (`if`) and `actions`",
    resource=_RESOURCE,
    json_sign='"if"',
    shapes=(
        Shape(name="filter", fits=_is_filter, parts=alone),
        terraform(_RESOURCE),
        configuration(_RESOURCE),
        wrapped("data", "filters", "destinationFilter", "filter", "input"),  # answers of the Public API
    ),
)
"""The shapes of filters, in the order in which they are tried. A new shape is one row here."""


def read_filters(
    names: Sequence[str], sources: Sequence[LocatedSubscription] = (), *, destination: str | None = None
) -> list[LocatedFilter]:
    """The destination filters of every named file, folder and glob.

    Filters of other destinations than the subscriptions' are marked (`LocatedFilter.elsewhere`) and never applied. If no
    subscription names its destination, it is the chosen `destination` (by any of its names), or else every filter applies.

    Raises:
        UsageError: the subscriptions name no destination, and no filter belongs to the chosen one.
        InputError: a file cannot be read or holds no filter, or a filter that applies cannot be read.
    """
    pages = Pages()
    contents = [(name, each) for name in names for each in _opened(name, pages)]
    known = Destinations(
        [
            *(one for source in sources for one in source.described),
            *(one for _, each in contents for one in each.destinations),
        ]
    )
    filters = select_filters(
        [_locate(part) for _, each in contents for part in each.parts], sources, known, destination=destination
    )
    told = [*_passed_over(contents), *pages.missing().items()]
    called = [(each.document.file, each.calls) for _, each in contents]
    told += modules_not_read(called, _RESOURCE, "filters")
    return list(_with_notes(filters, [*told, *_deleted(each for _, each in contents)]))


# -- from names to files --


def _opened(name: str, pages: Pages) -> list[Contents]:
    """The contents of a name; only opening it tells what it means, since it may be a pipe."""
    try:
        try:
            contents = read(name, FILTERS, pages)
        except IsADirectoryError:
            if not name:  # Path("") is the current folder
                raise
            return read_folder(name, FILTERS, pages)
        except FileNotFoundError:
            if not glob.has_magic(name):
                raise
            return _found(name, pages)
    except OSError as error:
        raise unreadable(error, name, "filter") from None
    if not contents.parts and not contents.deleted and not _is_empty_answer(contents.value):
        raise InputError(f"holds {_EXPECTED}", file=name)
    return [contents]


_EXPECTED = (
    'no destination filter (expected Segment\'s Public API answer, or {"if", "actions"} alone or in an '
    f"array, or Terraform's {_RESOURCE})"
)


def _found(pattern: str, pages: Pages) -> list[Contents]:
    names = globbed(pattern)
    if not names:
        raise not_there(pattern, "no file has a name like this")
    found = read_found(names, FILTERS, pages)
    if not any(one.parts or one.deleted for one in found):
        raise InputError(f"the files of this name hold {_EXPECTED}", file=pattern)
    return found


def _is_empty_answer(document: Any) -> bool:
    # for a destination without filters the API answers `{"data": {"filters": []}}`: no mistake, nothing to apply
    data = document.get("data", document) if isinstance(document, dict) else document
    return data == [] or (isinstance(data, dict) and data.get("filters") == [])


# -- what is told beside the filters --


def _passed_over(contents: Iterable[tuple[str, Contents]]) -> Iterator[tuple[str, str]]:
    by_name: dict[str, list[str]] = {}
    for name, one in contents:
        if not one.parts and not one.deleted and one.document.file != name:
            by_name.setdefault(name, []).append(one.document.file)
    for name, files in by_name.items():
        yield name, f"{counted(len(files), 'file')} without a filter passed over: {listed(files, _MOST)}"


def _deleted(contents: Iterable[Contents]) -> Iterator[tuple[str, str]]:
    for one in contents:
        if one.deleted:
            gone = ", ".join(str(each.address) for each in one.deleted)
            yield one.document.file, f"the plan deletes {gone}, not applied here"


def _with_notes(filters: Sequence[LocatedFilter], told: Sequence[tuple[str, str]]) -> Iterator[LocatedFilter]:
    """The filters with each note once: at the first filter of its file, else at the first of all, with the file's name."""
    files = {one.file for one in filters}
    left = dict[str, list[str]]()
    for name, what in told:
        left.setdefault(name, []).append(what)
    for number, one in enumerate(filters):
        notes = [*_about(one), *left.pop(one.file, ())]
        if not number:
            notes += [f"{name}: {what}" for name in [*left] if name not in files for what in left.pop(name)]
        yield one.noted(*notes) if notes else one


def _about(one: LocatedFilter) -> Iterator[str]:
    """Notes on what is hardly meant as it is written in a filter that applies."""
    if not one.applies:
        return
    roots = ", ".join(unusual_roots(one.actions))
    if roots:
        yield f"filter {one.title!r}: it is about {roots}; documented are fields in context, properties and traits"
    for slip in slips_of(filter_fql.parse(one.condition), one.actions):
        yield f"filter {one.title!r}: {slip}"


# -- from parts to filters --


def _locate(part: Part) -> LocatedFilter:
    """The filter of a part; an error in it is kept, not raised, since it may be another destination's filter."""
    value, pointer = part.value, part.place.pointer
    title = value.get("title") or value.get("id") or part.address or value.get("if")
    one = LocatedFilter(
        file=part.place.document.file,
        pointer=pointer,
        title=str(title),
        condition=value["if"].strip() if isinstance(value.get("if"), str) else "",
        actions=(),
        destination=destination_of(part),
        line=part.line_of(pointer),
        note=part.note,
    )
    try:
        one = replace(one, enabled=part.enabled())
        return replace(one, actions=_actions(part))
    except InputError as problem:
        return replace(one, problem=problem)


def _actions(part: Part) -> tuple[FilterAction, ...]:
    """The actions of a filter; raises if anything in it is wrong."""
    value, fail = part.value, part.refuse
    for key in ("if", "actions", "enabled"):
        if key in part.computed:
            raise fail(f"`{key}` {_computed(part.computed[key])}", f"/{key}", line=part.computed[key].line)
    if "if" not in value:
        raise fail("the filter has no condition (`if`, FQL text)")
    condition = value["if"]
    if not isinstance(condition, str):
        raise fail(f"`if` must be FQL text, or all, found {kind_of(condition)}", "/if")
    try:
        filter_fql.parse(condition)
    except FqlError as error:
        shown = condition.strip() if "\n" not in condition.strip() else " ".join(condition.split())
        raise fail(f"the condition {shown!r} cannot be read: {error}", "/if") from None
    actions = value.get("actions")
    if not isinstance(actions, list) or not actions:
        found = "an empty one" if actions == [] else kind_of(actions) if "actions" in value else "none"
        raise fail(
            f'a filter needs `actions`, a list of at least one, as [{{"type": "DROP"}}], found {found}', "/actions"
        )
    return tuple(read_action(one, f"/actions/{index}", fail) for index, one in enumerate(actions))


def _computed(one: Computed) -> str:
    if one.line is None:
        return f"is {one.text}; give the state after the apply (`terraform show -json`)"
    return f"is {one.text}, which only Terraform can evaluate; give the JSON of `terraform show -json` instead"
