"""Edits of the texts that certainly fix a mistake: each is a button beside its hint.

`advice` and `lint` say what to do about a mistake; this module has only the fixes that can be typed for the user.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from attio_destination.asserts import ASSERTS
from attio_emulator import Attribute, Workspace
from segment_actions import MISSING, SegmentError, fql, transform
from segment_actions.mapping.paths import lookup, pieces_of

from attio_harness.advice.fitting import attribute_meant, fits
from attio_harness.advice.loss import is_reached
from attio_harness.advice.texts import directive_meant
from attio_harness.advice.unmarked import unmarked_within, what_to_write
from attio_harness.inputs.event import SourceEvent
from attio_harness.lint.yields import looks_variable
from attio_harness.playground.marks import edit, json_text, key_edit, repair, value_edit
from attio_harness.playground.workspace_edits import activated, with_option
from attio_harness.run.event_paths import EventPaths, path_text
from attio_harness.text.alike import alike, folded, likely
from attio_harness.text.json import last_key, loads, pointer_token, range_of, unescaped
from attio_harness.text.words import closest

__all__ = ["OFF", "Desk", "repairs_of"]

OFF = "standard_object_disabled"
"""Attio's code for an object that is not activated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The texts and the workspace in which to fix something."""

    mapping: str
    event: str
    workspace_text: str
    workspace: Workspace
    events: Sequence[SourceEvent]
    trigger: str = ""
    """Of the subscription with the mistake."""


def repairs_of(mistake: Mapping[str, Any], desk: Desk, event: SourceEvent | None = None) -> list[dict[str, Any]]:
    """The edits that fix a mistake (a row of `Rejection`, or one of lint with its subject)."""
    found = [one for make in _MAKERS for one in make(mistake, desk, event)]
    seen: dict[str, dict[str, Any]] = {}
    for one in found:
        seen.setdefault(repr(one["edits"]), one)
    return [*seen.values()][:4]


# -- what the workspace has ------------------------------------------------------------------------------------------


def _object(mistake: Mapping[str, Any], desk: Desk, event: SourceEvent | None) -> Iterator[dict[str, Any]]:
    """The object that was meant: `people` for `person`, `companies` for `Company`."""
    pointer = _pointer(mistake)
    value = _at(desk.mapping, pointer)
    if not isinstance(value, str) or pointer.rpartition("/")[2] != "object" or desk.workspace.find_object(value):
        return
    known = {one.plural_noun: slug for slug, one in desk.workspace.objects.items()}
    known |= {one.singular_noun: slug for slug, one in desk.workspace.objects.items()}
    known |= {slug: slug for slug in desk.workspace.objects}
    close = likely(value, known)
    change = value_edit(desk.mapping, pointer, known[close]) if close else None
    if close and change:
        yield repair(f"Use the object {known[close]}", change)


def _attribute(mistake: Mapping[str, Any], desk: Desk, event: SourceEvent | None) -> Iterator[dict[str, Any]]:
    """The slug that was meant by a slug that the object lacks, or by a title."""
    holder = desk.workspace.find_object(mistake.get("object") or "")
    wanted = mistake.get("attribute")
    if holder is None or not isinstance(wanted, str) or holder.find(wanted) is not None:
        return
    every = {one.slug: one for one in holder.attributes.values() if one.is_writable and not one.is_archived}
    titled = next((slug for slug, one in every.items() if one.title.casefold() == wanted.casefold()), None)
    pointer = _pointer(mistake)
    if pointer.rpartition("/")[2] == "matching_attribute":
        close = titled or likely(wanted, [slug for slug, one in every.items() if one.is_unique])
    else:
        meant = attribute_meant(desk.workspace, holder, wanted, mistake.get("value"))
        close = titled or (meant.slug if meant else None)
    if not close:
        return
    is_key = pointer.endswith(pointer_token(wanted))
    change = key_edit(desk.mapping, pointer, close) if is_key else None
    if not is_key and _at(desk.mapping, pointer) == wanted:
        change = value_edit(desk.mapping, pointer, close)
    if change:
        yield repair(f"Write the slug {close}", change)


def _option(mistake: Mapping[str, Any], desk: Desk, event: SourceEvent | None) -> Iterator[dict[str, Any]]:
    """Replace an option that the attribute lacks by the closest one, or add it to the workspace."""
    holder = desk.workspace.find_object(mistake.get("object") or "")
    one = holder.find(str(mistake.get("attribute"))) if holder else None
    if holder is None or one is None or one.type not in ("select", "status"):
        return
    pointer = _pointer(mistake)
    if mistake.get("code") != "value_not_found" or pointer.endswith("/matching_attribute"):
        return  # what was refused is the choice of the attribute, not an option
    value, path = _refused(one, mistake.get("value"), mistake.get("path"))
    if not value or value in [choice.title for choice in one.choices]:
        return
    titles = [choice.title for choice in one.choices if not choice.is_archived]
    if _at(desk.mapping, pointer) == value and looks_variable(value):
        return  # nobody wants an option `traits.plan`
    close = likely(value, titles)
    if close and _at(desk.mapping, pointer) == value:
        change = value_edit(desk.mapping, pointer, close)
        if change:
            yield repair(f"Write {close!r}", change)
    elif close and event is not None and path:
        changed = _event_edit(desk, event, path, value, close)
        if changed:
            yield repair(f"Send {close!r} in the event", changed)
    if close and folded(close) == folded(value):
        return  # nobody wants a second option that differs by its case or a blank
    added = with_option(
        desk.workspace_text, holder.slug, one.slug, value, "statuses" if one.type == "status" else "options"
    )
    if added:
        yield repair(f"Add {value!r} to {one.slug} in the workspace", added)


def _refused(attribute: Attribute, value: Any, path: Any) -> tuple[str, str]:
    """The text that is no option, and its path: of a list, the first element that is none; empty text if there is no such text."""
    if not isinstance(value, list):
        return (value if isinstance(value, str) else "", path or "")
    titles = {choice.title for choice in attribute.choices}
    wrong = next((index for index, one in enumerate(value) if isinstance(one, str) and one not in titles), None)
    return ("", "") if wrong is None else (value[wrong], f"{path}[{wrong}]" if path else "")


def _inactive(mistake: Mapping[str, Any], desk: Desk, event: SourceEvent | None) -> Iterator[dict[str, Any]]:
    """Activate an object that is inactive in the workspace; its other mistakes remain."""
    if mistake.get("code") != OFF:
        return
    holder = desk.workspace.find_object(mistake.get("object") or "")
    if holder is not None and not holder.active:
        change = activated(desk.workspace_text, holder.slug)
        if change:
            yield repair(f"Activate {holder.slug} in the workspace", change)


# -- what the event has ----------------------------------------------------------------------------------------------


def _path(mistake: Mapping[str, Any], desk: Desk, event: SourceEvent | None) -> Iterator[dict[str, Any]]:
    """The path that was meant, for one at which the event has nothing; the event's own name for it if other events have something there."""
    missed = [read["path"] for read in mistake.get("reads", ()) if not read["found"]]
    held = {read["path"] for read in mistake.get("reads", ()) if read["found"]}
    holder = desk.workspace.find_object(mistake.get("object") or "")
    named = mistake.get("attribute")
    is_unknown = holder is not None and isinstance(named, str) and holder.find(named) is None
    if event is None or not missed or is_unknown:
        return  # an attribute that is not there takes no value of any path
    paths = EventPaths()
    paths.see(event.event)
    for wanted in missed:
        near = paths.closest(
            tuple(pieces_of(wanted.removeprefix("$."))), takes=lambda value: _takes(mistake, desk, value)
        )
        if near is None or not is_reached(near):
            continue
        new, places = path_text(near), list[str]()
        if held and new not in held:
            return  # the mapping has a value already: only a slip in another of its paths can be at fault
        mended = _with_path(_at(desk.mapping, _pointer(mistake)), wanted, new, places)
        if not _gives(mended, event):
            continue
        if _is_read_by_others(desk, event, wanted):
            change = _renamed(desk, event, new, wanted)
            if change:
                yield repair(f"Send it as {wanted} in the event", change)
            return
        changes = [value_edit(desk.mapping, _pointer(mistake) + at, new) for at in places]
        # a condition and its result read the same path; if the result is a template, changed paths alone do not mend it
        if places:
            yield repair(f"Read {new}", *(one for one in changes if one))
            return


def _is_read_by_others(desk: Desk, event: SourceEvent, path: str) -> bool:
    """Whether another event of the same subscription has a value at the path, which it would lose if the mapping read another."""
    keys = tuple(pieces_of(path.removeprefix("$.")))
    return any(
        one is not event and lookup(one.event, keys) not in (MISSING, None, "") and fql.matches(desk.trigger, one.event)
        for one in desk.events
    )


def _takes(mistake: Mapping[str, Any], desk: Desk, value: Any) -> bool:
    """Whether the attribute at the place of the mistake accepts the value."""
    above, _, below = _pointer(mistake).partition("/mapping/")
    mapping, action = _at(desk.mapping, f"{above}/mapping"), mistake.get("action")
    if not isinstance(mapping, Mapping) or action not in ASSERTS:
        return True
    field = [unescaped(step) for step in below.split("/@", 1)[0].split("/")]
    return fits(desk.workspace, str(action), mapping, field, value)


def _with_path(node: Any, path: str, new: str, places: list[str], at: str = "") -> Any:
    """The directive with one path replaced by another; `places` gets the pointers of the changed `@path`s."""
    if isinstance(node, list):
        return [_with_path(inner, path, new, places, f"{at}/{index}") for index, inner in enumerate(node)]
    if not isinstance(node, Mapping):
        return node
    changed = {}
    for key, inner in node.items():
        is_it = key == "@path" and isinstance(inner, str) and inner.removeprefix("$.") == path.removeprefix("$.")
        if is_it:
            places.append(f"{at}/@path")
        changed[key] = new if is_it else _with_path(inner, path, new, places, at + pointer_token(key))
    return changed


def _gives(directive: Any, event: SourceEvent) -> bool:
    """Whether a directive has a value for an event."""
    try:
        return transform({"it": directive}, event.event).get("it") not in (None, "")
    except SegmentError:
        return False


def _event_edit(desk: Desk, event: SourceEvent, path: str, value: Any, new: Any) -> dict[str, Any] | None:
    """Another value at a path of the event; None if its place in the text is unclear."""
    for begin, text, pointer in _places(desk, event, path):
        found = range_of(text, pointer)
        if found and loads(text[found[2] : found[3]]) == value:
            return edit("event", desk.event, begin + found[2], begin + found[3], json_text(new))
    return None


def _renamed(desk: Desk, event: SourceEvent, path: str, wanted: str) -> dict[str, Any] | None:
    """Another name for the member at a path of the event, so that it is at the wanted one, beside it; None if that is taken."""
    above, _, key = wanted.rpartition(".")
    if not alike(key, path.rpartition(".")[2]):
        return None  # `work_email` may be there in its own right
    if above != path.rpartition(".")[0] or lookup(event.event, pieces_of(wanted.removeprefix("$."))) is not MISSING:
        return None
    for begin, text, pointer in _places(desk, event, path):
        found = range_of(text, pointer)
        if found and found[0] < found[1]:
            return edit("event", desk.event, begin + found[0], begin + found[1], json_text(key))
    return None


def _places(desk: Desk, event: SourceEvent, path: str) -> Iterator[tuple[int, str, str]]:
    """Where a path of the event may be: the begin of a part of the text, that part, and the pointer in it."""
    inside = "".join(map(pointer_token, pieces_of(path.removeprefix("$."))))
    pointer = inside if event.index is None else f"/{event.index}{inside}"
    if len(desk.events) == 1 or event.index is not None:
        yield 0, desk.event, pointer
    lines = desk.event.split("\n")
    if 0 < event.line <= len(lines):
        yield sum(len(line) + 1 for line in lines[: event.line - 1]), lines[event.line - 1], pointer


# -- both ------------------------------------------------------------------------------------------------------------


def _said(mistake: Mapping[str, Any], desk: Desk, event: SourceEvent | None) -> Iterator[dict[str, Any]]:
    """What the hint itself proposes in quotes for the word at the place, if it is the closest known word."""
    meant = re.match(r"Did you mean '([^']+)'\?", str(mistake.get("hint", "")))
    pointer = _pointer(mistake)
    value = _at(desk.mapping, pointer)
    if meant is None:
        return
    if isinstance(value, str) and closest(value, [meant[1]], cutoff=0.5):
        change = value_edit(desk.mapping, pointer, meant[1])
    else:
        key = last_key(pointer)
        change = key_edit(desk.mapping, pointer, meant[1]) if closest(key, [meant[1]], cutoff=0.5) else None
    if change:
        yield repair(f"Write {meant[1]}", change)


def _unmarked(mistake: Mapping[str, Any], desk: Desk, event: SourceEvent | None) -> Iterator[dict[str, Any]]:
    """The directive for an object that lacks its `@`."""
    hint, pointer = str(mistake.get("hint", "")), _pointer(mistake)
    # the finding about its text is at the member itself
    spots = [(pointer, last_key(pointer)), *unmarked_within(_at(desk.mapping, pointer), pointer)]
    found = next(((at, key) for at, key in spots if hint.startswith(what_to_write(key))), None)
    change = key_edit(desk.mapping, found[0], f"@{found[1]}") if found else None
    if found and change:
        yield repair(f"Write @{found[1]}", change)


def _as_directive(mistake: Mapping[str, Any], desk: Desk, event: SourceEvent | None) -> Iterator[dict[str, Any]]:
    """The directive that the hint names for a text that looks like a variable."""
    pointer = _pointer(mistake)
    text = _at(desk.mapping, pointer)
    if not isinstance(text, str) or last_key(pointer).startswith("@"):
        return
    meant = directive_meant(text)
    if meant is None or json.dumps(meant, ensure_ascii=False) not in str(mistake.get("hint", "")):
        return
    change = value_edit(desk.mapping, pointer, meant)
    if change:
        yield repair(f"Write {json_text(meant)}", change)


_MAKERS: tuple[Callable[[Mapping[str, Any], Desk, SourceEvent | None], Iterator[dict[str, Any]]], ...] = (
    _object,
    _attribute,
    _inactive,
    _option,
    _path,
    _said,
    _unmarked,
    _as_directive,
)


def _pointer(mistake: Mapping[str, Any]) -> str:
    mapping = mistake.get("mapping")
    return str(mapping["pointer"] if isinstance(mapping, Mapping) else mistake.get("pointer", ""))


def _at(text: str, pointer: str) -> Any:
    """The value at a pointer of a JSON text, None if there is none."""
    found = range_of(text, pointer)
    return loads(text[found[2] : found[3]]) if found else None
