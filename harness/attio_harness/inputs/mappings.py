"""Reads saved mappings from files, folders, globs and presets by name, and from Python values.

Decides what a name on the command line means. The shapes of files are in `mapping_shapes`; `selection` decides which
subscriptions are taken.
"""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from attio_destination import PRESETS

from attio_harness.errors import InputError, not_there
from attio_harness.inputs.actions import known_action
from attio_harness.inputs.destinations import Destinations, destination_of
from attio_harness.inputs.file_kinds import FETCH
from attio_harness.inputs.files import globbed, unreadable
from attio_harness.inputs.mapping_shapes import MAPPINGS
from attio_harness.inputs.module_calls import modules_not_read
from attio_harness.inputs.pages import Pages
from attio_harness.inputs.part import Document, Part, Place
from attio_harness.inputs.repeated import Repeated, repeated
from attio_harness.inputs.selection import Selection, select
from attio_harness.inputs.shapes import Contents, contents_of, read, read_folder, read_found, walk
from attio_harness.inputs.subscription import LocatedSubscription, locate, refuse_computed
from attio_harness.inputs.terraform import is_terraform
from attio_harness.text.words import closest, listed

__all__ = ["locate_dict", "read_mapping_text", "read_mappings"]

_EXPECTED = (
    "holds no subscription (expected Segment's Public API answer, a Terraform plan as JSON, or "
    '{"partnerAction", "subscribe", "mapping"} alone or in an array)'
)

_MOST = 3
"""How many files are named in a note."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Input:
    """What one name, or one Python value, stands for."""

    name: str
    contents: tuple[Contents, ...] = ()
    preset: tuple[LocatedSubscription, ...] = ()


def read_mappings(
    given: Sequence[str | Mapping[str, Any]],
    *,
    action: str | None = None,
    destination: str | None = None,
    may_name_none: bool = False,
) -> list[LocatedSubscription]:
    """Attio's subscriptions in every file, folder, glob, preset and Python value given.

    Args:
        given: names, and documents as Python values, whose file is `<python>`.
        action: the action of subscriptions that name none.
        destination: which of several Attio destinations: its ID or name, its address or a reference to it in Terraform.
        may_name_none: whether a destination may be chosen if no subscription names one; then all are taken.

    Raises:
        InputError: a file cannot be read, holds no subscription, or a subscription lacks a part.
        UsageError: the action or the destination is unknown, or there are several destinations and none is chosen.
    """
    known_action(action, "--action")
    pages = Pages()
    inputs = [
        _named(one, pages) if isinstance(one, str) else _of_value(one, f"/{number}") for number, one in enumerate(given)
    ]
    return list(_located(inputs, action, destination, dict(pages.missing()), may_name_none=may_name_none))


def locate_dict(value: Mapping[str, Any], pointer: str) -> list[LocatedSubscription]:
    """The subscriptions of a document given as a Python value; `file` is then `<python>`.

    Raises:
        InputError: as `read_mappings`.
    """
    return list(_located([_of_value(value, pointer)], None, None, {}))


def read_mapping_text(
    text: str, *, file: str, action: str | None = None, trigger: str | None = None
) -> list[LocatedSubscription]:
    """The subscriptions of a text that is in no file; `trigger` is for subscriptions without one.

    Raises:
        InputError, UsageError: as `read_mappings`.
    """
    known_action(action, "the action")
    contents = contents_of(file, text, MAPPINGS, Pages(), is_file=False)
    if not contents.parts and not contents.deleted and not contents.destinations:
        raise InputError(_EXPECTED, file=file)
    return list(_located([_Input(name=file, contents=(contents,))], action, None, {}, trigger=trigger))


def _of_value(value: Mapping[str, Any], pointer: str) -> _Input:
    document = Document(file="<python>")
    place = Place(document=document, pointer=pointer)
    parts = tuple(walk(value, place, MAPPINGS))
    if not parts:
        raise place.refuse("holds no subscription")
    return _Input(name="<python>", contents=(Contents(document=document, parts=parts),))


def _named(name: str, pages: Pages) -> _Input:
    """The input of a name; only opening it tells what it means, since it may be a pipe."""
    try:
        return _Input(name=name, contents=_opened(name, pages))
    except FileNotFoundError as error:
        if not name:
            raise unreadable(error, name, "mapping") from None
        # a file with the name of a preset wins
        if name in PRESETS:
            return _Input(name=name, preset=tuple(_preset(name)))
        found = globbed(name) if glob.has_magic(name) else []
        if not found:
            raise not_there(name, f"there is no such mapping file{_preset_meant(name)}") from None
    except OSError as error:
        raise unreadable(error, name, "mapping") from None
    return _Input(name=name, contents=_found(name, found, pages))


def _opened(name: str, pages: Pages) -> tuple[Contents, ...]:
    try:
        contents = read(name, MAPPINGS, pages)
    # try to open it instead of testing first, so that a pipe is opened once
    except IsADirectoryError:
        if not name:  # Path("") is the current folder
            raise
        return tuple(read_folder(name, MAPPINGS, pages))
    if not contents.parts and not contents.deleted and not contents.destinations:
        raise InputError(_none(contents), file=name)
    return (contents,)


def _found(pattern: str, names: Sequence[str], pages: Pages) -> tuple[Contents, ...]:
    """The files that a glob found, without those that have no subscription, such as Terraform files of other resources."""
    try:
        found = read_found(names, MAPPINGS, pages)
    except OSError as error:
        raise unreadable(error, error.filename or pattern, "mapping") from None
    if not any(one.parts or one.deleted for one in found):
        raise InputError(f"no file of this name {_EXPECTED}", file=pattern)
    return tuple(found)


def _preset_meant(name: str) -> str:
    close = closest(name, PRESETS, cutoff=0.6)
    return f"; did you mean the preset {close}?" if close else f"; presets are {' and '.join(PRESETS)}"


def _preset(name: str) -> Iterator[LocatedSubscription]:
    for index, preset in enumerate(PRESETS[name]):
        yield LocatedSubscription(
            file=name,
            name=preset.name,
            action=preset.partner_action,
            trigger=preset.subscribe or "",
            mapping=preset.mapping,
            pointer=f"/{index}",
            mapping_pointer=f"/{index}/mapping",
            trigger_pointer=f"/{index}/subscribe",
        )


# -- from parts to subscriptions --


def _located(
    inputs: Sequence[_Input],
    action: str | None,
    destination: str | None,
    missing: dict[str, str],
    *,
    may_name_none: bool = False,
    trigger: str | None = None,
) -> Iterator[LocatedSubscription]:
    """The taken subscriptions with their notes: each note once, at the first subscription that it fits."""
    contents = [(one.name, each) for one in inputs for each in one.contents]
    for _, each in contents:
        _refuse_emptied(each)
    if not any(each.parts for _, each in contents) and not any(one.preset for one in inputs) and contents:
        raise InputError(_none(contents[0][1]), file=contents[0][1].document.file)
    described = tuple(found for _, each in contents for found in each.destinations)
    known = Destinations(described)
    parts = [(name, part) for name, each in contents for part in each.parts]
    if may_name_none and not any(destination_of(part) for _, part in parts):
        destination = None
    selection = select(parts, known, chosen=destination)
    again = repeated([part for _, part in parts if selection.has(part)])
    refuse_computed(part for _, part in parts if selection.has(part) and id(part) not in again.left_out)
    found = [
        (each.name, one)
        for each in inputs
        for one in (
            *each.preset,
            *(one for part in each.contents for one in _taken(part, selection, again, action, trigger)),
        )
    ]
    files, names = {one.file for _, one in found}, {name for name, _ in found}
    # notes on inputs without any taken subscription go to the first of all
    rest = [f"{file}: {missing.pop(file)}" for file in list(missing) if file not in files]
    rest += [f"of {name}: {said}" for name, said in selection.left_out.items() if name not in names]
    rest += [*selection.switched_off, *again.notes]
    here = found[0][1].file if found else ""
    rest += [said if file == here else f"{file}: {said}" for file, said in _in_modules(contents)]
    rest += [
        f"{listed(each.passed_over, _MOST)} {'has' if len(each.passed_over) == 1 else 'have'} subscriptions in YAML, which are not read, since a "
        "folder's YAML is read only if it has no others; name each file to read it, too"
        for _, each in contents
        if each.passed_over
    ]
    left_out = dict(selection.left_out)
    for name, one in found:
        told = (missing.pop(one.file),) if one.file in missing else ()
        beside = [left_out.pop(name)] if name in left_out else []
        beside += rest
        rest = []
        notes, besides = (*one.notes, *told), (*one.beside, *(("", what) for what in beside))
        yield replace(one, notes=notes, beside=besides, described=described)


def _in_modules(contents: Iterable[tuple[str, Contents]]) -> Iterator[tuple[str, str]]:
    called = [(one.document.file, one.calls) for _, one in contents]
    return modules_not_read(called, MAPPINGS.resource, "subscriptions")


def _none(contents: Contents) -> str:
    if contents.destinations:
        return f"holds destinations without their subscriptions; fetch those: {FETCH}"
    # HCL has no value
    if contents.value is None:
        return f"has no {MAPPINGS.resource}; those of a module are in its folder, and `terraform show -json` prints all that there are"
    if isinstance(contents.value, dict) and is_terraform(contents.value):
        return f"is of Terraform, and has no {MAPPINGS.resource}; give the plan or the state that has them"
    return _EXPECTED


def _refuse_emptied(contents: Contents) -> None:
    if not contents.parts and contents.deleted:
        one = contents.deleted[0]
        problem = f"no subscription is left to check: {_gone(one)}"
        raise InputError(problem, file=contents.document.file, line=one.line_of(one.place.pointer))


def _taken(
    contents: Contents, selection: Selection, again: Repeated, action: str | None, trigger: str | None
) -> Iterator[LocatedSubscription]:
    """The subscriptions of a file; the first also has the note on what a plan deletes."""
    gone = tuple((one.place.pointer, _gone(one)) for one in contents.deleted if selection.is_of(one))
    for number, part in enumerate(contents.parts):
        if selection.has(part) and id(part) not in again.left_out:
            yield replace(locate(part, number, action, trigger), beside=gone)
            gone = ()


def _gone(one: Part) -> str:
    return f"the plan deletes {one.value.get('name') or 'a subscription'} ({one.address}), which is not checked: it will write nothing more"
