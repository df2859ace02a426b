"""What changed between two schemas of a workspace, object by object and attribute by attribute."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from attio_emulator import Attribute, Workspace
from attio_emulator.schema.model import Member, Object

from attio_harness.schema_changes.changes import KINDS, Change

__all__ = ["compare"]


def compare(old: Workspace, new: Workspace) -> list[Change]:
    """Every difference between the schemas: by object in the old order, then new objects, then members.

    The same slug means the same object or attribute; one whose slug is gone is matched by its ID, if anything has that. What
    belongs to an object that is inactive, or to an attribute that is archived, before and after is not compared: nothing can be written
    there. A file says nothing about the attributes of an object before it was activated.
    """
    changes: list[Change] = []
    both = _Both(old, new, _followed(old.objects, new.objects))
    for one in old.objects.values():
        changes += _Objects(one, both.now(one), both).changes()
    followed = set(both.renamed.values())
    for slug, one in new.objects.items():
        # an object that was never activated is not new to anyone
        if slug not in old.objects and slug not in followed and one.active:
            message = f"the object {slug} ({one.plural_noun}) is new"
            changes.append(_change("object_added", one, None, after=slug, message=message))
    return changes + list(_members(old.members, new.members))


def _followed(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, str]:
    """Old keys that are gone -> the new keys with the same ID."""
    # an existing slug means the same thing, even if IDs were exchanged
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
        breaking=bool(KINDS[kind].breaking) if breaking is None else breaking,
        message=message,
        **more,
    )


@dataclass(frozen=True, slots=True)
class _Both:
    """Both schemas, and the new slugs of renamed objects."""

    old: Workspace
    new: Workspace
    renamed: Mapping[str, str]

    def slug(self, slug: str) -> str:
        """The slug that an object has now, or would have."""
        return self.renamed.get(slug, slug)

    def now(self, one: Object) -> Object | None:
        return self.new.objects.get(self.slug(one.slug))

    def end(self, end: tuple[str, str] | None) -> tuple[str, str] | None:
        """An end of a relationship by its current names."""
        if end is None:
            return None
        before, after = self.old.objects.get(end[0]), self.new.objects.get(self.slug(end[0]))
        renamed = _followed(before.attributes, after.attributes) if before and after else {}
        return self.slug(end[0]), renamed.get(end[1], end[1])

    def lost(self, slug: str) -> bool:
        """Whether an object that was active still exists but is inactive; `slug` is its current one."""
        before = next((one for one in self.old.objects.values() if self.slug(one.slug) == slug), None)
        after = self.new.objects.get(slug)
        return before is not None and after is not None and before.active and not after.active


@dataclass(frozen=True, slots=True)
class _Objects:
    """An object of the old schema, and the same object of the new schema, if it exists."""

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
    """Whether a record cannot be created without a value for it."""
    return one.is_required and one.default is None and one.is_writable and not one.is_archived


@dataclass(frozen=True, slots=True)
class _Attributes:
    """An attribute of the old schema, and the same attribute of the new schema, if it exists."""

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
            yield self._own("attribute_read_only", f"{name} no longer accepts values", before=False, after=True)
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
        """Changes of required, unique, one or several, and default."""
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
            yield self._own("no_longer_multiselect", f"{name} now accepts only one value", before=True, after=False)
        before, after = (None if one.default is None else dict(one.default) for one in (old, new))
        if before != after:
            yield self._own("default_changed", f"{name} has another default value", before=before, after=after)

    def _choices(self, new: Attribute, name: str) -> Iterator[Change]:
        word = "status" if new.type == "status" else "option"
        # by title, as records name them; a new title with the same ID is a renaming
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
            # with one allowed object, text finds a record by its unique attribute; with several, only an ID does
            yield self._own("target_added", message, breaking=len(before) == 1, before=list(before))
        elif after and not before:
            message = f"{name} may point only to {', '.join(after)} now"
            yield self._own("target_removed", message, after=list(after))
        else:
            for slug in after:
                if slug not in before:
                    message = f"{name} may point to {slug}, too"
                    # the former one is still there, but no longer alone
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
    # by address, ignoring case: a file need not have the members' IDs
    before, after = ({one.email_address.casefold(): one for one in some} for some in (old, new))
    for key, one in before.items():
        other, address = after.get(key), one.email_address
        if other is None:
            yield _change("member_removed", None, None, message=f"{address} is no longer a member", before=address)
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
