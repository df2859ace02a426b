"""Saved mappings from files, Terraform folders and presets by name, and from Python values.

The shapes of files are the table of `mapping_shapes`; here is decided what a name on the command line means.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from attio_destination import PRESETS

from attio_harness.errors import InputError
from attio_harness.inputs.files import unreadable
from attio_harness.inputs.mapping_shapes import MAPPINGS
from attio_harness.inputs.pages import Pages
from attio_harness.inputs.part import Document, Place
from attio_harness.inputs.shapes import Contents, read, read_folder, walk
from attio_harness.inputs.subscription import LocatedSubscription, locate
from attio_harness.text.words import closest

__all__ = ["LocatedSubscription", "locate_dict", "read_mappings"]


def read_mappings(
    names: list[str], *, action: str | None = None, presets: Mapping[str, list[Any]] = PRESETS
) -> list[LocatedSubscription]:
    """The subscriptions of every file or preset named; `action` is the action of those that name none.

    Raises:
        InputError: a file cannot be read, holds no subscription, or a subscription lacks a part.
    """
    pages = Pages()
    found = [one for name in names for one in _named(name, action, presets, pages)]
    missing = dict(pages.missing())
    # `pop`: the first subscription of a file tells of its missing page, the others do not repeat it
    return [replace(one, notes=(*one.notes, missing.pop(one.file))) if one.file in missing else one for one in found]


def locate_dict(value: Mapping[str, Any], pointer: str, *, action: str | None = None) -> list[LocatedSubscription]:
    """The subscriptions of a document given as a Python value; `file` is then `<python>`.

    Raises:
        InputError: as `read_mappings`.
    """
    place = Place(document=Document(file="<python>"), pointer=pointer)
    found = list(walk(value, place, MAPPINGS))
    if not found:
        raise place.refuse("holds no subscription")
    return [locate(one, number, action) for number, one in enumerate(found)]


def _named(
    name: str, action: str | None, presets: Mapping[str, list[Any]], pages: Pages
) -> Iterator[LocatedSubscription]:
    """What a name means shows when it is opened, and not before: it may be a pipe."""
    try:
        try:
            yield from _whole(read(name, MAPPINGS, pages), action)
        # opening is the test, so that a pipe is opened once
        except IsADirectoryError:
            if not name:  # Path("") is the current folder
                raise
            for one in read_folder(name, MAPPINGS):
                yield from _located(one, action)
    except FileNotFoundError:
        # a file called like a preset wins over it
        if name not in presets:
            raise InputError(f"there is no such mapping file{_preset_meant(name, presets)}", file=name) from None
        yield from _preset(name, presets[name])
    except OSError as error:
        raise unreadable(error, name, "mapping") from None


def _preset_meant(name: str, presets: Mapping[str, list[Any]]) -> str:
    close = closest(name, presets, cutoff=0.6)
    return f"; did you mean the preset {close}?" if close else f"; presets are {' and '.join(presets)}"


def _preset(name: str, presets: list[Any]) -> Iterator[LocatedSubscription]:
    for index, preset in enumerate(presets):
        yield LocatedSubscription(
            file=name,
            name=preset.name,
            action=preset.partner_action,
            trigger=preset.subscribe,
            mapping=preset.mapping,
            pointer=f"/{index}",
            mapping_pointer=f"/{index}/mapping",
            trigger_pointer=f"/{index}/subscribe",
        )


def _whole(contents: Contents, action: str | None) -> Iterator[LocatedSubscription]:
    """The subscriptions of a file; what a plan deletes is told beside the first."""
    document = contents.document
    gone = tuple(
        (one.pointer, f"the plan deletes {one.values.get('name') or 'a subscription'} ({one.address}), which is not "
         "checked: what it wrote is written no more")
        for one in contents.deleted
    )  # fmt: skip
    if not contents.parts and gone:
        pointer, said = gone[0]
        problem = f"no subscription is left to check: {said}"
        raise InputError(problem, file=document.file, line=document.line_of(pointer))
    if not contents.parts:
        raise InputError(
            "holds no subscription (expected Segment's Public API answer, a Terraform plan as JSON, or "
            '{"partnerAction", "subscribe", "mapping"} alone or in an array)',
            file=document.file,
        )
    for number, one in enumerate(_located(contents, action)):
        yield replace(one, beside=() if number else gone)


def _located(contents: Contents, action: str | None) -> Iterator[LocatedSubscription]:
    return (locate(part, number, action) for number, part in enumerate(contents.parts))
