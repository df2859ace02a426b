"""Turns what was read of a workspace into a workspace file's members, and reports what a file cannot say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from attio_emulator import Attribute, Workspace
from attio_emulator.schema.model import Choice
from attio_emulator.schema.standard import standard_attributes

from attio_harness.rest.rows import Row
from attio_harness.schema.listed import ListedAttribute, ListedObject, Tell

__all__ = ["Describer"]

_FLAGS = ("is_required", "is_unique", "is_multiselect", "is_archived")


class Describer:
    """Describes objects and attributes as a workspace file does: only where they differ from every other workspace."""

    def __init__(self, listed: Sequence[ListedObject], tell: Tell) -> None:
        self._listed, self._tell = listed, tell
        self._usual = Workspace.standard().objects
        # the API gives allowed objects as IDs, a workspace file has slugs
        self._slugs = {one.id: one.slug for one in listed}
        self._ends = {read.id: (one.slug, read.slug) for one in listed for read in one.attributes}
        for one in listed:  # inactive objects are not listed, but attributes that point to them have their IDs
            for read in one.attributes:
                for target, slug in self._told(one, read):
                    self._slugs.setdefault(target, slug)
        self._known = {*self._usual, *(one.slug for one in listed)}

    def _told(self, owner: ListedObject, read: ListedAttribute) -> Iterable[tuple[str, str]]:
        """ID and slug of the object an attribute points to: from its relationship, or from the standard attribute."""
        target, slug = (read.row.maybe("relationship", *keys) for keys in (("id", "object_id"), ("object_slug",)))
        if isinstance(target, str) and isinstance(slug, str):
            yield target, slug
        usual = next((one for one in standard_attributes(owner.slug) if one.slug == read.slug), None)
        ids = read.row.texts("config", "record_reference", "allowed_object_ids")
        # one object on each side: only then is it clear which ID has which slug
        if usual is not None and len(ids) == len(usual.allowed_objects) == 1 and usual.type == read.type:
            yield ids[0], usual.allowed_objects[0]

    def objects(self) -> list[dict[str, Any]]:
        return [self._object(one) for one in self._listed]

    def _object(self, one: ListedObject) -> dict[str, Any]:
        usual = self._usual.get(one.slug)
        out: dict[str, Any] = {"api_slug": one.slug, "id": one.id}
        for key in ("singular_noun", "plural_noun"):
            noun = one.row.text(key)
            if usual is None or getattr(usual, key) != noun:
                out[key] = noun
        # the API lists only active objects, so say it only for those that are inactive by default
        if usual is not None and not usual.active:
            out["active"] = True
        known = {attribute.slug: attribute for attribute in standard_attributes(one.slug)}
        there = {read.slug for read in one.attributes}
        entries = [self._entry(one, read, known.get(read.slug)) for read in one.attributes]
        entries += [self._missing(one, attribute) for slug, attribute in known.items() if slug not in there]
        attributes = [entry for entry in entries if entry is not None]
        return out | ({"attributes": attributes} if attributes else {})

    def _missing(self, owner: ListedObject, usual: Attribute) -> dict[str, Any] | None:
        """A standard attribute that this workspace lacks, written as archived, which is the same to the API.

        An attribute that points to inactive objects is not shown (assumed), but exists.
        """
        active = {one.slug for one in self._listed}
        if usual.allowed_objects and not active & set(usual.allowed_objects):
            return None
        self._tell(f"{owner.slug}.{usual.slug} is not there, unlike elsewhere; it is written as archived")
        return {"api_slug": usual.slug, "is_archived": True}

    def _entry(self, owner: ListedObject, read: ListedAttribute, usual: Attribute | None) -> dict[str, Any] | None:
        """What a file has to say about an attribute; None if nothing."""
        row, where = read.row, f"{owner.slug}.{read.slug}"
        out: dict[str, Any] = {}
        if usual is None or usual.id != read.id:
            out["id"] = read.id
        if usual is None or usual.title != row.text("title"):
            out["title"] = row.text("title")
        if usual is None:
            out["type"] = read.type
        elif usual.type != read.type:
            self._tell(f"{where} has the type {read.type} there; workspace files know it as {usual.type}")
        said = row.maybe("description")
        if isinstance(said, str) and (usual is None or usual.description != said):
            out["description"] = said
        for flag in _FLAGS:
            # no standard attribute is archived by default, so compare `is_archived` with False
            if row.flag(flag) != (getattr(usual, flag) if usual is not None and flag != "is_archived" else False):
                out[flag] = row.flag(flag)
        # only Attio writes interactions
        if row.flag("is_writable") != (usual.is_writable if usual is not None else read.type != "interaction"):
            out["is_writable"] = row.flag("is_writable")
        if usual is None or usual.type == read.type:
            if not self._typed(out, owner, read, usual):
                return None
            self._default(out, where, row, usual)
        return {"api_slug": read.slug, **out} if out else None

    def _typed(self, out: dict[str, Any], owner: ListedObject, read: ListedAttribute, usual: Attribute | None) -> bool:
        """Add what belongs to the type; return False if a file cannot have the attribute at all."""
        if read.type in ("select", "status"):
            words = "options" if read.type == "select" else "statuses"
            if read.choices and (usual is None or usual.choices != read.choices):
                out[words] = [_choice(one) for one in read.choices]
            elif not read.choices and usual is not None and usual.choices:
                self._tell(f"{owner.slug}.{read.slug} has no {words} there; a workspace file gives it the usual ones")
        elif read.type == "currency":
            self._currency(out, read, usual)
        elif read.type == "record-reference":
            return self._reference(out, owner, read, usual)
        return True

    def _currency(self, out: dict[str, Any], read: ListedAttribute, usual: Attribute | None) -> None:
        code, shown = (read.row.maybe("config", "currency", key) for key in ("default_currency_code", "display_type"))
        if not isinstance(code, str):
            return
        shown = shown if isinstance(shown, str) else "symbol"
        if usual is None or (usual.currency, usual.currency_display) != (code, shown):
            out["config"] = {"currency": {"default_currency_code": code}}
            if shown != "symbol":
                out["config"]["currency"]["display_type"] = shown

    def _reference(
        self, out: dict[str, Any], owner: ListedObject, read: ListedAttribute, usual: Attribute | None
    ) -> bool:
        where = f"{owner.slug}.{read.slug}"
        ids = read.row.texts("config", "record_reference", "allowed_object_ids")
        slugs = [self._slugs.get(one) for one in ids]
        allowed = [slug for slug in slugs if slug in self._known]
        if len(allowed) < len(slugs):
            what = "may also point to objects" if allowed else "is left out: it points to objects only"
            self._tell(f"{where} {what} that are not activated, or hidden from this token")
        if slugs and not allowed:
            return False
        if allowed and (usual is None or list(usual.allowed_objects) != allowed):
            out["config"] = {"record_reference": {"allowed_objects": allowed}}
        other = self._end(read)
        if other is not None and (usual is None or usual.inverse != other):
            back = next((end for one, end in self._attributes() if (one, end.slug) == other), None)
            # the file only loads if both ends name each other
            if back is not None and self._end(back) == (owner.slug, read.slug):
                out["relationship"] = {"object": other[0], "api_slug": other[1]}
            else:
                self._tell(f"{where}: the other end of its relationship, {other[0]}.{other[1]}, is not activated")
        return True

    def _attributes(self) -> Iterable[tuple[str, ListedAttribute]]:
        return ((one.slug, read) for one in self._listed for read in one.attributes)

    def _end(self, read: ListedAttribute) -> tuple[str, str] | None:
        """The other end of a relationship, by ID (all that older answers have), otherwise by the slugs beside it."""
        relationship = read.row.maybe("relationship")
        if not isinstance(relationship, dict):
            return None
        found = self._ends.get(str(read.row.maybe("relationship", "id", "attribute_id")))
        slugs = relationship.get("object_slug"), relationship.get("api_slug")
        if found is None and isinstance(slugs[0], str) and isinstance(slugs[1], str):
            return slugs[0], slugs[1]
        return found

    def _default(self, out: dict[str, Any], where: str, row: Row, usual: Attribute | None) -> None:
        given = row.maybe("default_value")
        if row.maybe("is_default_value_enabled") is not True or not isinstance(given, dict):
            return
        default = {"type": given.get("type"), "template": given.get("template")}
        if usual is not None and usual.default is not None and dict(usual.default) == default:
            return
        expected = {"static": list, "dynamic": str}.get(str(default["type"]))
        if expected is None or not isinstance(default["template"], expected):
            self._tell(f"{where}: its default value is of a kind that is unknown here, and left out")
            return
        out["default_value"] = default


def _choice(one: Choice) -> dict[str, Any]:
    out: dict[str, Any] = {"id": one.id, "title": one.title}
    out |= {flag: True for flag in ("is_archived", "celebration_enabled") if getattr(one, flag)}
    return out if one.target_time_in_status is None else out | {"target_time_in_status": one.target_time_in_status}
