"""`schema diff`: what changed between two schemas of a workspace, and which fields of which mappings that breaks.

`KINDS` lists the kinds of change. Both schemas are workspaces, from files or from `pull`; seed records, assumptions and tokens
are no part of a schema. No event is run here: what depends on an event is said to depend on it (`Broken.certain`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from attio_emulator import Attribute, Workspace
from attio_emulator.schema import Member, Object
from segment_actions import MISSING

from attio_harness.linting.values import UNKNOWN, constant, outcomes
from attio_harness.linting.view import Asserted, Assignment, View
from attio_harness.sources.mappings import LocatedSubscription

__all__ = ["KINDS", "Broken", "Change", "broken_by", "compare", "render_json", "render_text"]

KINDS: Mapping[str, str] = {
    "object_added": "an object is new",
    "object_removed": "an object is gone",
    "object_renamed": "an object has another slug, its ID is the same",
    "object_activated": "an object was activated",
    "object_deactivated": "an object is no longer activated",
    "object_retitled": "an object has other nouns",
    "attribute_added": "an attribute is new; breaking if it is required and has no default value",
    "attribute_removed": "an attribute is gone",
    "attribute_renamed": "an attribute has another slug, its ID is the same",
    "attribute_retitled": "an attribute has another title",
    "attribute_described": "an attribute has another description",
    "attribute_archived": "an attribute was archived: to the API it is gone",
    "attribute_restored": "an attribute was taken out of the archive",
    "attribute_read_only": "an attribute takes values no longer",
    "attribute_writable": "an attribute takes values now",
    "type_changed": "an attribute has another type",
    "became_required": "an attribute must have a value now, and has no default one: new records without it are refused",
    "became_optional": "an attribute need not have a value any more, or has a default one now",
    "became_unique": "an attribute is unique now: a value that another record has is refused",
    "no_longer_unique": "an attribute is not unique any more: no record can be found by it",
    "became_multiselect": "an attribute takes several values now",
    "no_longer_multiselect": "an attribute takes one value only now",
    "option_added": "a select option or status is new, or was taken out of the archive",
    "option_removed": "a select option or status is gone",
    "option_renamed": "a select option or status has another title, its ID is the same",
    "option_archived": "a select option or status was archived: a value that names it is refused",
    "currency_changed": "an attribute counts in another currency: the same number means something else",
    "target_added": "a reference may point to one more object; breaking if it had one alone, by whose attribute text found a record",
    "target_removed": "a reference may no longer point to an object",
    "relationship_changed": "an attribute has another attribute at its other end",
    "default_changed": "an attribute has another default value",
    "member_added": "a workspace member is new",
    "member_removed": "a workspace member is gone: a value that names them is refused",
    "member_changed": "a workspace member has another name or access level",
}
"""Every kind of change and what it means."""

_BREAKING = frozenset(
    {
        "object_removed", "object_renamed", "object_deactivated", "attribute_removed", "attribute_renamed", "attribute_archived",
        "attribute_read_only", "type_changed", "became_required", "became_unique", "no_longer_unique", "no_longer_multiselect",
        "option_removed", "option_renamed", "option_archived", "target_removed", "member_removed",
    }
)  # fmt: skip
"""Kinds after which Attio may refuse what it took before; `attribute_added` and `target_added` decide for themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference between two schemas.

    Attributes:
        kind: one of `KINDS`.
        object: the slug the object has in the old schema, in the new one where it is new; None for a member.
        attribute: the slug of the attribute, likewise; None for a change of an object or a member.
        before: what there was: a slug, a title, a type, true or false, an email address; None for nothing.
        after: what there is.
        breaking: whether Attio may refuse what it took before.
        message: one sentence.
        object_id: the ID of the object in that schema.
        attribute_id: the ID of the attribute in that schema.
        choice_id: the ID of the option or status it is about.
    """

    kind: str
    object: str | None = None
    attribute: str | None = None
    before: Any = None
    after: Any = None
    breaking: bool
    message: str
    object_id: str | None = None
    attribute_id: str | None = None
    choice_id: str | None = None
    new_attribute: Attribute | None = field(default=None, repr=False)
    """The attribute as it is now, for judging constants of a mapping; no part of the JSON."""

    def to_dict(self) -> dict[str, Any]:
        """The change as JSON values."""
        names = ("kind", "object", "attribute", "before", "after", "breaking", "message")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A field of a mapping that a change breaks.

    `certain`: no event that fills this field (or, for an object, matches the trigger) can be written any more. Otherwise it
    depends on what the event holds or on whether its record is there already. `line` is None where the file is not a text.
    """

    change: Change
    subscription: str
    file: str
    line: int | None
    pointer: str
    certain: bool
    message: str

    def to_dict(self) -> dict[str, Any]:
        """The finding as JSON values; `change` is its place among the changes of the same report, added by `render_json`."""
        names = ("subscription", "file", "line", "pointer", "certain", "message")
        return {name: getattr(self, name) for name in names}


# -- what changed --------------------------------------------------------------------------------------------------------


def compare(old: Workspace, new: Workspace) -> list[Change]:
    """Every difference of the schemas: by object in the order of the old one, then new objects, then members.

    Objects and attributes are the same where their slugs are; one whose slug is gone is the one that has its ID now, if there
    is one. What belongs to an object that is not activated, or to an attribute that is archived, before and after, is not
    compared: nothing can be written there. A file says nothing of the attributes of an object before it was activated.
    """
    changes: list[Change] = []
    both = _Both(old, new, _followed(old.objects, new.objects))
    for one in old.objects.values():
        changes += _Objects(one, both.now(one), both).changes()
    followed = set(both.renamed.values())
    for slug, one in new.objects.items():
        if slug not in old.objects and slug not in followed and one.active:
            message = f"the object {slug} ({one.plural_noun}) is new"
            changes.append(_change("object_added", one, None, after=slug, message=message))
    return changes + list(_members(old.members, new.members))


def _followed(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, str]:
    """Old keys that are gone -> the new keys of what has the same ID."""
    fresh = {one.id: key for key, one in new.items() if key not in old}
    return {key: fresh[one.id] for key, one in old.items() if key not in new and one.id in fresh}


def _change(
    kind: str,
    owner: Object | None,
    attribute: Attribute | None,
    *,
    message: str,
    breaking: bool | None = None,
    **more: Any,
) -> Change:
    return Change(
        kind=kind,
        object=owner.slug if owner else None,
        object_id=owner.id if owner else None,
        attribute=attribute.slug if attribute else None,
        attribute_id=attribute.id if attribute else None,
        breaking=kind in _BREAKING if breaking is None else breaking,
        message=message,
        **more,
    )


@dataclass(frozen=True, slots=True)
class _Both:
    """Both schemas, and the new slugs of objects that have one."""

    old: Workspace
    new: Workspace
    renamed: Mapping[str, str]

    def slug(self, slug: str) -> str:
        """The slug an object has now, or would have."""
        return self.renamed.get(slug, slug)

    def now(self, one: Object) -> Object | None:
        return self.new.objects.get(self.slug(one.slug))

    def end(self, end: tuple[str, str] | None) -> tuple[str, str] | None:
        """An end of a relationship under the names it has now."""
        if end is None:
            return None
        before, after = self.old.objects.get(end[0]), self.new.objects.get(self.slug(end[0]))
        renamed = _followed(before.attributes, after.attributes) if before and after else {}
        return self.slug(end[0]), renamed.get(end[1], end[1])

    def lost(self, slug: str) -> bool:
        """Whether an object was activated, and is there but not activated now; `slug` is the one it has now."""
        before = next((one for one in self.old.objects.values() if self.slug(one.slug) == slug), None)
        after = self.new.objects.get(slug)
        return before is not None and after is not None and before.active and not after.active


@dataclass(frozen=True, slots=True)
class _Objects:
    """An object of the old schema and the same one, if it is there, of the new."""

    old: Object
    new: Object | None
    both: _Both

    def changes(self) -> Iterator[Change]:
        old, new = self.old, self.new
        if new is None:
            message = f"the object {old.slug} is gone"
            yield self._own("object_removed", message, breaking=old.active, before=old.slug)
            return
        if old.slug != new.slug:
            message = f"the object {old.slug} has the slug {new.slug} now"
            yield self._own("object_renamed", message, breaking=old.active, before=old.slug, after=new.slug)
        if (old.singular_noun, old.plural_noun) != (new.singular_noun, new.plural_noun):
            nouns = [f"{one.singular_noun}/{one.plural_noun}" for one in (old, new)]
            message = f"the object {old.slug} is called {nouns[1]} now, not {nouns[0]}"
            yield self._own("object_retitled", message, before=nouns[0], after=nouns[1])
        if old.active and not new.active:
            message = f"the object {old.slug} is not activated any more"
            yield self._own("object_deactivated", message, before=True, after=False)
        elif new.active and not old.active:
            message = f"the object {old.slug} is activated now"
            yield self._own("object_activated", message, before=False, after=True)
        elif old.active:
            yield from self._attributes(new)

    def _own(self, kind: str, message: str, **more: Any) -> Change:
        return _change(kind, self.old, None, message=message, **more)

    def _attributes(self, new: Object) -> Iterator[Change]:
        renamed = _followed(self.old.attributes, new.attributes)
        for slug, one in self.old.attributes.items():
            yield from _Attributes(self.old, one, new.attributes.get(renamed.get(slug, slug)), self.both).changes()
        followed = set(renamed.values())
        for slug, one in new.attributes.items():
            if slug in self.old.attributes or slug in followed or one.is_archived:
                continue
            needed = _needed(one)
            must = ", and new records must have a value for it" if needed else ""
            yield _change(
                "attribute_added",
                self.old,
                one,
                after=one.type,
                breaking=needed,
                message=f"{self.old.slug} has a new attribute {slug} ({one.type}){must}",
                new_attribute=one,
            )


def _needed(one: Attribute) -> bool:
    """Whether a record without a value for it cannot be created."""
    return one.is_required and one.default is None and one.is_writable and not one.is_archived


@dataclass(frozen=True, slots=True)
class _Attributes:
    """An attribute of the old schema and the same one, if it is there, of the new."""

    owner: Object
    old: Attribute
    new: Attribute | None
    both: _Both

    def changes(self) -> Iterator[Change]:
        old, new = self.old, self.new
        name = f"{self.owner.slug}.{old.slug}"
        usable = old.is_writable and not old.is_archived
        if new is None:
            yield self._own("attribute_removed", f"{name} is gone", breaking=not old.is_archived, before=old.slug)
            return
        if old.slug != new.slug:
            message = f"{name} has the slug {new.slug} now"
            breaking = not old.is_archived
            yield self._own("attribute_renamed", message, breaking=breaking, before=old.slug, after=new.slug)
        if old.is_archived and new.is_archived:
            return
        if new.is_archived:
            yield self._own("attribute_archived", f"{name} was archived", before=False, after=True)
            return
        if old.is_archived:
            yield self._own("attribute_restored", f"{name} is out of the archive", before=True, after=False)
        if old.title != new.title:
            message = f"{name} has the title {new.title!r} now, not {old.title!r}"
            yield self._own("attribute_retitled", message, before=old.title, after=new.title)
        if old.description != new.description:
            yield self._own(
                "attribute_described",
                f"{name} has another description",
                before=old.description,
                after=new.description,
            )
        if old.is_writable and not new.is_writable:
            yield self._own("attribute_read_only", f"{name} takes no values any more", before=False, after=True)
        if new.is_writable and not old.is_writable:
            yield self._own("attribute_writable", f"{name} takes values now", before=True, after=False)
        yield from self._rules(new, name)
        if old.type != new.type:
            message = f"{name} is of the type {new.type} now, not {old.type}"
            yield self._own("type_changed", message, breaking=usable, before=old.type, after=new.type)
            return
        yield from self._choices(new, name)
        yield from self._reference(new, name)
        if old.currency != new.currency:
            message = f"{name} is in {new.currency} now, not in {old.currency}: the same number means something else"
            yield self._own("currency_changed", message, before=old.currency, after=new.currency)

    def _own(self, kind: str, message: str, **more: Any) -> Change:
        return _change(kind, self.owner, self.old, message=message, new_attribute=self.new, **more)

    def _rules(self, new: Attribute, name: str) -> Iterator[Change]:
        """Required, unique, one or several, default."""
        old = self.old
        if _needed(new) and not _needed(old):
            yield self._own("became_required", f"{name} must have a value in new records now", before=False, after=True)
        if _needed(old) and not _needed(new) and new.is_writable:
            yield self._own(
                "became_optional", f"{name} need not have a value in new records any more", before=True, after=False
            )
        if new.is_unique and not old.is_unique:
            message = f"{name} is unique now: a value that another record has is refused"
            yield self._own("became_unique", message, before=False, after=True)
        if old.is_unique and not new.is_unique:
            message = f"{name} is not unique any more: no record can be found by it"
            yield self._own("no_longer_unique", message, before=True, after=False)
        if new.is_multiselect and not old.is_multiselect:
            yield self._own("became_multiselect", f"{name} takes several values now", before=False, after=True)
        if old.is_multiselect and not new.is_multiselect:
            yield self._own("no_longer_multiselect", f"{name} takes one value only now", before=True, after=False)
        before, after = (None if one.default is None else dict(one.default) for one in (old, new))
        if before != after:
            yield self._own("default_changed", f"{name} has another default value", before=before, after=after)

    def _choices(self, new: Attribute, name: str) -> Iterator[Change]:
        word = "status" if new.type == "status" else "option"
        before = {one.title: one for one in self.old.choices}
        after = {one.title: one for one in new.choices}
        renamed = _followed(before, after)
        for title, one in before.items():
            other = after.get(renamed.get(title, title))
            common = {"before": title, "choice_id": one.id}
            if one.is_archived:
                if other is not None and not other.is_archived:
                    message = f"{name} has the {word} {other.title!r} again"
                    yield self._own("option_added", message, after=other.title, choice_id=other.id)
            elif other is None:
                yield self._own("option_removed", f"{name} has no {word} {title!r} any more", **common)
            elif other.is_archived:
                yield self._own("option_archived", f"the {word} {title!r} of {name} was archived", **common)
            elif other.title != title:
                message = f"the {word} {title!r} of {name} is called {other.title!r} now"
                yield self._own("option_renamed", message, after=other.title, **common)
        followed = set(renamed.values())
        for title, one in after.items():
            if title not in before and title not in followed and not one.is_archived:
                message = f"{name} has a new {word} {title!r}"
                yield self._own("option_added", message, after=title, choice_id=one.id)

    def _reference(self, new: Attribute, name: str) -> Iterator[Change]:
        before, after = tuple(map(self.both.slug, self.old.allowed_objects)), new.allowed_objects
        if before and not after:
            message = f"{name} may point to any object now, not only to {', '.join(before)}"
            yield self._own("target_added", message, breaking=len(before) == 1, before=list(before))
        elif after and not before:
            message = f"{name} may point only to {', '.join(after)} now"
            yield self._own("target_removed", message, after=list(after))
        else:
            for slug in after:
                if slug not in before:
                    message = f"{name} may point to {slug}, too"
                    breaking = len(before) == 1 and before[0] in after
                    yield self._own("target_added", message, breaking=breaking, after=slug)
            for slug in before:
                if slug not in after:
                    yield self._own("target_removed", f"{name} may not point to {slug} any more", before=slug)
                elif self.both.lost(slug):
                    message = f"{name} points to {slug}, which is not activated any more"
                    yield self._own("target_removed", message, before=slug)
        if self.both.end(self.old.inverse) != new.inverse:
            ends = [None if end is None else ".".join(end) for end in (self.old.inverse, new.inverse)]
            message = f"the other end of {name} is {ends[1] or 'nothing'} now, not {ends[0] or 'nothing'}"
            yield self._own("relationship_changed", message, before=ends[0], after=ends[1])


def _members(old: Sequence[Member], new: Sequence[Member]) -> Iterator[Change]:
    before, after = ({one.email_address.casefold(): one for one in some} for some in (old, new))
    for key, one in before.items():
        other, address = after.get(key), one.email_address
        if other is None:
            yield _change("member_removed", None, None, message=f"{address} is no member any more", before=address)
            continue
        for of in ("access_level", "first_name", "last_name"):
            was, now = getattr(one, of), getattr(other, of)
            if was != now:
                message = f"the {of.replace('_', ' ')} of {address} is {now!r} now, not {was!r}"
                yield _change("member_changed", None, None, message=message, before=was, after=now)
    for key, one in after.items():
        if key not in before:
            address = one.email_address
            yield _change("member_added", None, None, message=f"{address} is a new member", after=address)


# -- what breaks ---------------------------------------------------------------------------------------------------------

_Spot = tuple[str, bool, str]
"""Pointer, whether it is certain, message."""


def broken_by(changes: Sequence[Change], sources: Sequence[LocatedSubscription]) -> list[Broken]:
    """The fields of enabled mappings that breaking changes break: by change, then in the order of the mappings.

    An action writes attributes that no one named (the email address of Identify User, say): the field that fills them is named.
    A mapping that takes all its attributes from the event may break, at that field; one that takes its object from the event is
    named only where an object is gone.
    """
    views = [view for view in map(_view, sources) if view is not None]
    return [broken for change in changes if change.breaking for view in views for broken in _broken(change, view)]


def _view(source: LocatedSubscription) -> View | None:
    from attio_destination import destination

    action = destination.actions.get(source.action)
    if action is None or not source.enabled:
        return None
    return View(source, action, Workspace.standard(), ())


def _broken(change: Change, view: View) -> Iterator[Broken]:
    seen: dict[str, _Spot] = {}
    for pointer, certain, message in _spots(change, view):
        there = seen.get(pointer)
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


_WRITES: Mapping[str, tuple[str, ...]] = {
    "identifyUser": ("people", "users"),
    "groupWorkspace": ("companies", "workspaces"),
}
"""The objects an action writes, whatever its mapping; Assert Record may write any."""


def _spots(change: Change, view: View) -> Iterator[_Spot]:
    if view.opaque:
        if change.object is not None and change.object in _WRITES.get(view.action.slug, (change.object,)):
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
            judge = _of_object if change.attribute is None else _JUDGES[change.kind]
            yield from judge(change, view, asserted)


def _of_object(change: Change, view: View, asserted: Asserted) -> Iterator[_Spot]:
    if change.kind == "object_renamed" and asserted.object == change.object_id != change.object:
        return
    own = view.action.slug == "assertRecord"
    does = {
        "object_removed": "does not exist any more",
        "object_renamed": f"has the slug {change.after} now",
        "object_deactivated": "is not activated any more",
    }[change.kind]
    yield view.at("object") if own else view.source.pointer, True, f"the object {change.object} {does}"


_LINKED: Mapping[tuple[str, str], tuple[tuple[str, str], ...]] = {
    ("groupWorkspace", "workspaces"): (("company", "domain"),),
}
"""What an action writes from an answer of Attio: attribute and the field by which the linked record was found."""


def _names(change: Change, named: str | None) -> bool:
    return named is not None and named in (change.attribute, change.attribute_id)


def _fillers(change: Change, view: View, asserted: Asserted) -> Iterator[Assignment]:
    """What of a mapping fills the attribute."""
    for one in asserted.assignments:
        if _names(change, one.attribute):
            yield one
    for attribute, of in _LINKED.get((view.action.slug, str(asserted.object)), ()):
        if attribute == change.attribute and of in view.fields:
            yield Assignment(attribute=attribute, node=view.fields[of], pointer=view.at(of), field=of)


def _from_event(change: Change, view: View, asserted: Asserted) -> Iterator[_Spot]:
    """The field that takes all its attributes from the event."""
    if not asserted.complete:
        yield (
            view.at(asserted.additional),
            False,
            f"the attributes depend on the event, which may name {change.attribute}",
        )


def _matching_field(view: View, asserted: Asserted) -> str | None:
    """The pointer to the field that names the matching attribute; None where the action itself decides."""
    return view.at("matching_attribute") if view.action.slug == "assertRecord" and asserted.matching else None


def _gone(change: Change, view: View, asserted: Asserted) -> Iterator[_Spot]:
    does = {
        "attribute_removed": "does not exist any more",
        "attribute_renamed": f"has the slug {change.after} now",
        "attribute_archived": "is archived",
        "attribute_read_only": "takes no values any more",
    }[change.kind]
    message = f"{change.object}.{change.attribute} {does}"
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


def _required(change: Change, view: View, asserted: Asserted) -> Iterator[_Spot]:
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


def _unique(change: Change, view: View, asserted: Asserted) -> Iterator[_Spot]:
    if not _names(change, asserted.matching):
        message = f"{change.object}.{change.attribute} is unique now: a value that another record has is refused"
        yield from ((one.pointer, False, message) for one in _fillers(change, view, asserted))
        yield from _from_event(change, view, asserted)


def _not_unique(change: Change, view: View, asserted: Asserted) -> Iterator[_Spot]:
    if not _names(change, asserted.matching):
        return
    message = f"{change.object}.{change.attribute} is not unique any more, so no record can be found by it"
    matching = _matching_field(view, asserted)
    if matching is not None:
        yield matching, True, message
    else:
        yield from ((one.pointer, True, message) for one in _fillers(change, view, asserted))


_Hit = Callable[[Any], bool]
"""Whether a constant of a mapping, which was right before, is refused now."""


def _by_value(
    change: Change, view: View, asserted: Asserted, hit: _Hit, message: str, *, harmless: Collection[str] = ()
) -> Iterator[_Spot]:
    """Constants are judged; what comes from the event may be what is refused now, unless its kind is harmless."""
    for one in _fillers(change, view, asserted):
        found = [
            (hit(each.value) if each.kind == "constant" else None)
            for each in outcomes(one.node, one.pointer)
            if each.kind not in harmless and (each.kind != "constant" or each.value is not MISSING)
        ]
        if found and all(found):
            yield one.pointer, True, message
        elif any(each is None or each for each in found):
            yield one.pointer, False, f"{message}; whether this happens depends on the event"
    yield from _from_event(change, view, asserted)


def _type(change: Change, view: View, asserted: Asserted) -> Iterator[_Spot]:
    attribute, owner = change.new_attribute, Workspace.standard().objects["people"]

    def hit(value: Any) -> bool:
        # Only the attribute is looked at: whether a referenced record is there cannot be known here.
        return value is not None and attribute is not None and view.refusal(owner, attribute, value) is not None

    message = f"{change.object}.{change.attribute} is of the type {change.after} now, which refuses the value"
    yield from _by_value(change, view, asserted, hit, message)


def _option(change: Change, view: View, asserted: Asserted) -> Iterator[_Spot]:
    does = {
        "option_removed": "is gone",
        "option_archived": "is archived",
        "option_renamed": f"is called {change.after!r} now",
    }[change.kind]
    names = {str(change.before).casefold()} | ({str(change.choice_id)} if change.kind != "option_renamed" else set())

    def hit(value: Any) -> bool:
        return any(str(one).casefold() in names for one in (value if isinstance(value, list) else [value]))

    message = f"{change.before!r} of {change.object}.{change.attribute} {does}, and is refused"
    yield from _by_value(change, view, asserted, hit, message)


def _one_value(change: Change, view: View, asserted: Asserted) -> Iterator[_Spot]:
    message = f"{change.object}.{change.attribute} takes one value only now, and several are refused"

    def hit(value: Any) -> bool:
        return isinstance(value, list) and len(value) > 1

    yield from _by_value(change, view, asserted, hit, message, harmless=("text",))


def _target(change: Change, view: View, asserted: Asserted) -> Iterator[_Spot]:
    for one in _fillers(change, view, asserted):
        if constant(one.node) not in (None, MISSING):
            yield one.pointer, False, f"{change.message}; whether the value still finds a record depends on it"
    yield from _from_event(change, view, asserted)


_JUDGES: Mapping[str, Callable[[Change, View, Asserted], Iterator[_Spot]]] = {
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
"""What a breaking change of an attribute breaks."""


def _named_member(change: Change, view: View) -> Iterator[_Spot]:
    """Constants that are the address; whether an event names the member cannot be known."""
    for asserted in view.asserted:
        for one in asserted.assignments:
            if str(constant(one.node)).casefold() == str(change.before).casefold():
                yield one.pointer, True, f"{change.before} is no member of the workspace any more"


# -- how it looks --------------------------------------------------------------------------------------------------------


def render_text(changes: Sequence[Change], broken: Sequence[Broken] = ()) -> str:
    """The changes by object, breaking ones marked with `!`; then the mapping fields that break, by file."""
    if not changes:
        return "The schemas are the same.\n"
    count = sum(one.breaking for one in changes)
    lines = [f"{_count(len(changes), 'change')}, {count or 'none'} of them breaking"]
    for name in dict.fromkeys(one.object for one in changes):
        lines += ["", name or "members"]
        lines += [f"  {'!' if one.breaking else ' '} {_one_line(one.message)}" for one in changes if one.object == name]
    if broken:
        fields = len({(one.file, one.pointer) for one in broken})
        lines += ["", f"{_count(fields, 'mapping field')} that {'breaks' if fields == 1 else 'break'} or may break"]
    for file in dict.fromkeys(one.file for one in broken):
        for one in sorted((one for one in broken if one.file == file), key=lambda one: one.line or 0):
            where = file + (f":{one.line}" if one.line else "")
            lines.append(f"  {where}  {one.pointer}  ({one.subscription})")
            lines.append(f"      {'breaks' if one.certain else 'may break'}: {_one_line(one.message)}")
    return "\n".join(lines) + "\n"


def _one_line(text: str) -> str:
    return " ".join(text.split()).encode("utf-8", "backslashreplace").decode()


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def render_json(changes: Sequence[Change], broken: Sequence[Broken] = ()) -> str:
    """`{"breaking": number, "changes": [...], "broken": [...]}`; `change` of a broken field is an index into `changes`."""
    places = {id(one): index for index, one in enumerate(changes)}
    rows = [{"change": places.get(id(one.change)), **one.to_dict()} for one in broken]
    out = {
        "breaking": sum(one.breaking for one in changes),
        "changes": [one.to_dict() for one in changes],
        "broken": rows,
    }
    return json.dumps(out, indent=2, default=str) + "\n"
