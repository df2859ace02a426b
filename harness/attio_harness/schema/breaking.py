"""Finds the fields of mappings that a change of the schema breaks, and whether that depends on the event."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from attio_destination import destination
from attio_destination.asserts import assert_of
from attio_emulator import Workspace
from segment_actions import MISSING

from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.lint.subscription import Asserted, Assignment, View
from attio_harness.lint.yields import UNKNOWN, constant, outcomes
from attio_harness.schema_changes import Change

__all__ = ["JUDGES", "Broken", "SchemaDiff", "broken_by"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A field of a mapping that a change breaks.

    `certain`: no event that fills this field (or, for an object, matches the trigger) can be written any more. Otherwise that
    depends on the event's values or on whether its record exists. `line` is None if the file is not a text.
    """

    change: Change
    subscription: str
    file: str
    line: int | None
    pointer: str
    certain: bool
    message: str

    def to_dict(self) -> dict[str, Any]:
        """The finding as JSON values; `change` is its index in the changes, see `SchemaDiff`."""
        names = ("subscription", "file", "line", "pointer", "certain", "message")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaDiff:
    """What changed between two schemas, and what that breaks in some mappings."""

    changes: Sequence[Change]
    broken: Sequence[Broken] = ()
    judged: bool = False
    """Whether there were mappings that could break."""

    def to_dict(self) -> dict[str, Any]:
        """`{"breaking": number, "changes": [...], "broken": [...]}`; `change` of a broken field is an index into `changes`."""
        # by identity: two changes may be equal
        places = {id(one): index for index, one in enumerate(self.changes)}
        return {
            "breaking": sum(one.breaking for one in self.changes),
            "changes": [one.to_dict() for one in self.changes],
            "broken": [{"change": places.get(id(one.change)), **one.to_dict()} for one in self.broken],
        }


_Break = tuple[str, bool, str]
"""Pointer, whether it is certain, message."""


def broken_by(changes: Sequence[Change], sources: Sequence[LocatedSubscription]) -> list[Broken]:
    """The fields of enabled mappings that breaking changes break, by change, then in the order of the mappings.

    For attributes that the action writes by itself (such as the email address of Identify User), the field that fills them is named.
    A mapping that takes all its attributes from the event may break at that field. One that takes its object from the event is named
    only if an object is gone.
    """
    views = [view for view in map(_view, sources) if view is not None]
    return [broken for change in changes if change.breaking for view in views for broken in _broken(change, view)]


def _view(source: LocatedSubscription) -> View | None:
    action = destination.actions.get(source.action)
    if action is None or not source.enabled:
        return None
    return View(source, action, Workspace.standard(), ())


def _broken(change: Change, view: View) -> Iterator[Broken]:
    seen: dict[str, _Break] = {}
    for pointer, certain, message in _breaks(change, view):
        there = seen.get(pointer)
        # one finding per place, the certain one if there are both
        if there is None or (certain and not there[1]):
            seen[pointer] = (pointer, certain, message)
    for pointer, certain, message in seen.values():
        yield Broken(
            change=change,
            subscription=view.source.name,
            file=view.source.file,
            line=view.source.line_of(pointer),
            pointer=pointer,
            certain=certain,
            message=message,
        )


def _breaks(change: Change, view: View) -> Iterator[_Break]:
    if view.opaque:
        if change.object is not None and assert_of(view.action.slug, change.object) is not None:
            yield view.source.mapping_pointer, False, f"the whole mapping depends on the event; {change.message}"
        return
    if change.kind == "member_removed":
        yield from _named_member(change, view)
        return
    for asserted in view.asserted:
        if asserted.object is None:
            if change.attribute is None:
                yield view.at("object"), False, f"the object depends on the event, which may name {change.object}"
        elif asserted.object in (change.object, change.object_id):
            judge = _of_object if change.attribute is None else JUDGES[change.kind]
            yield from judge(change, view, asserted)


def _of_object(change: Change, view: View, asserted: Asserted) -> Iterator[_Break]:
    # a mapping that names the ID does not notice a new slug
    if change.kind == "object_renamed" and asserted.object == change.object_id != change.object:
        return
    own = view.action.slug == "assertRecord"
    does = {
        "object_removed": "does not exist any more",
        "object_renamed": f"has the slug {change.after} now",
        "object_deactivated": "is not activated any more",
    }[change.kind]
    yield view.at("object") if own else view.source.pointer, True, f"the object {change.object} {does}"


def _names(change: Change, named: str | None) -> bool:
    return named is not None and named in (change.attribute, change.attribute_id)


def _fillers(change: Change, view: View, asserted: Asserted) -> Iterator[Assignment]:
    """The parts of a mapping that fill the attribute."""
    for one in asserted.assignments:
        if _names(change, one.attribute):
            yield one
    if asserted.link is not None and asserted.link.attribute == change.attribute:
        yield asserted.link


def _from_event(change: Change, view: View, asserted: Asserted) -> Iterator[_Break]:
    """The field that takes all its attributes from the event."""
    if not asserted.complete:
        yield (
            view.at(asserted.additional),
            False,
            f"the attributes depend on the event, which may name {change.attribute}",
        )


def _matching_field(view: View, asserted: Asserted) -> str | None:
    """The pointer to the field that names the matching attribute; None if the action itself decides it."""
    return view.at("matching_attribute") if view.action.slug == "assertRecord" and asserted.matching else None


def _gone(change: Change, view: View, asserted: Asserted) -> Iterator[_Break]:
    does = {
        "attribute_removed": "does not exist any more",
        "attribute_renamed": f"has the slug {change.after} now",
        "attribute_archived": "is archived",
        "attribute_read_only": "no longer accepts values",
    }[change.kind]
    message = f"{change.object}.{change.attribute} {does}"
    # a mapping that names the ID is not affected by a new slug
    by_slug = change.kind == "attribute_renamed"

    def meant(named: str | None) -> bool:
        return named == change.attribute if by_slug else _names(change, named)

    matching = _matching_field(view, asserted)
    if matching is not None and meant(asserted.matching):
        yield matching, True, message
    for one in _fillers(change, view, asserted):
        if meant(one.attribute):
            yield one.pointer, True, message
    yield from _from_event(change, view, asserted)


def _required(change: Change, view: View, asserted: Asserted) -> Iterator[_Break]:
    name = f"{change.object}.{change.attribute}"
    fillers = list(_fillers(change, view, asserted))
    for one in fillers:
        value = constant(one.node)
        if value is UNKNOWN:
            yield one.pointer, False, f"{name} must have a value in new records now, and an event may have none"
        elif value is MISSING or value is None or value == "":
            yield one.pointer, False, f"{name} must have a value in new records now, and gets none here"
    if fillers:
        return
    if asserted.complete:
        there = asserted.additional in view.fields
        pointer = view.at(asserted.additional) if there else view.source.mapping_pointer
        yield pointer, False, f"{name} must have a value in new records now, and is not mapped"
    else:
        yield from _from_event(change, view, asserted)


def _unique(change: Change, view: View, asserted: Asserted) -> Iterator[_Break]:
    if not _names(change, asserted.matching):
        message = f"{change.object}.{change.attribute} is unique now: a value that another record has is refused"
        yield from ((one.pointer, False, message) for one in _fillers(change, view, asserted))
        yield from _from_event(change, view, asserted)


def _not_unique(change: Change, view: View, asserted: Asserted) -> Iterator[_Break]:
    if not _names(change, asserted.matching):
        return
    message = f"{change.object}.{change.attribute} is not unique any more, so no record can be found by it"
    matching = _matching_field(view, asserted)
    if matching is not None:
        yield matching, True, message
    else:
        yield from ((one.pointer, True, message) for one in _fillers(change, view, asserted))


_Hit = Callable[[Any], bool]
"""Whether a constant that was right before the change is refused now."""


def _by_value(
    change: Change, view: View, asserted: Asserted, hit: _Hit, message: str, *, harmless: Collection[str] = ()
) -> Iterator[_Break]:
    """Judge constants; a value from the event may be refused now, unless its kind is harmless."""
    for one in _fillers(change, view, asserted):
        found = [
            (hit(each.value) if each.kind == "constant" else None)
            for each in outcomes(one.node, one.pointer)
            if each.kind not in harmless and (each.kind != "constant" or each.value is not MISSING)
        ]
        # None: a value from the event, which may be refused
        if found and all(found):
            yield one.pointer, True, message
        elif any(each is None or each for each in found):
            yield one.pointer, False, f"{message}; whether this happens depends on the event"
    yield from _from_event(change, view, asserted)


def _type(change: Change, view: View, asserted: Asserted) -> Iterator[_Break]:
    attribute, owner = change.new_attribute, Workspace.standard().objects["people"]

    def hit(value: Any) -> bool:
        # only by the attribute: whether a referenced record exists is not known here
        return value is not None and attribute is not None and view.refusal(owner, attribute, value) is not None

    message = f"{change.object}.{change.attribute} is of the type {change.after} now, which refuses the value"
    yield from _by_value(change, view, asserted, hit, message)


def _option(change: Change, view: View, asserted: Asserted) -> Iterator[_Break]:
    does = {
        "option_removed": "is gone",
        "option_archived": "is archived",
        "option_renamed": f"is called {change.after!r} now",
    }[change.kind]
    # a mapping may name an option by its ID, which renaming keeps
    names = {str(change.before).casefold()} | ({str(change.choice_id)} if change.kind != "option_renamed" else set())

    def hit(value: Any) -> bool:
        # any case: whether Attio minds it is an assumption (`option.title_case`)
        return any(str(one).casefold() in names for one in (value if isinstance(value, list) else [value]))

    message = f"{change.before!r} of {change.object}.{change.attribute} {does}, and is refused"
    yield from _by_value(change, view, asserted, hit, message)


def _one_value(change: Change, view: View, asserted: Asserted) -> Iterator[_Break]:
    message = f"{change.object}.{change.attribute} now accepts only one value, and several are refused"

    def hit(value: Any) -> bool:
        return isinstance(value, list) and len(value) > 1

    # a template makes one text, never several values
    yield from _by_value(change, view, asserted, hit, message, harmless=("text",))


def _target(change: Change, view: View, asserted: Asserted) -> Iterator[_Break]:
    for one in _fillers(change, view, asserted):
        if constant(one.node) not in (None, MISSING):
            yield one.pointer, False, f"{change.message}; whether the value still finds a record depends on it"
    yield from _from_event(change, view, asserted)


JUDGES: Mapping[str, Callable[[Change, View, Asserted], Iterator[_Break]]] = {
    "attribute_added": _required,
    "attribute_removed": _gone,
    "attribute_renamed": _gone,
    "attribute_archived": _gone,
    "attribute_read_only": _gone,
    "type_changed": _type,
    "became_required": _required,
    "became_unique": _unique,
    "no_longer_unique": _not_unique,
    "no_longer_multiselect": _one_value,
    "option_removed": _option,
    "option_renamed": _option,
    "option_archived": _option,
    "target_added": _target,
    "target_removed": _target,
}
"""Finders of what a breaking change of an attribute breaks, by kind of change."""


def _named_member(change: Change, view: View) -> Iterator[_Break]:
    """Constants with the member's address; whether an event names the member is not known."""
    for asserted in view.asserted:
        for one in asserted.assignments:
            if str(constant(one.node)).casefold() == str(change.before).casefold():
                yield one.pointer, True, f"{change.before} is no longer a member of the workspace"
