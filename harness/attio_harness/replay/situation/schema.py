"""The schema that recorded answers show, added to a workspace in the form of a workspace file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from attio_emulator import Workspace, WorkspaceError
from attio_emulator.identified import IDENTIFYING
from attio_emulator.schema.model import TYPES
from attio_emulator.schema.standard import standard_attributes

from attio_harness.replay.calls import RecordedCall
from attio_harness.replay.situation.gathered import CHOICES, FLAGS, Gathered
from attio_harness.replay.situation.sightings import Sighting, as_before
from attio_harness.text.words import cut

__all__ = ["Schema", "inferred"]


@dataclass(slots=True)
class Schema:
    """A workspace, the slugs of its objects by id, what was added to it (kind and name), and what could not be."""

    workspace: Workspace
    slugs: Mapping[str, str]
    added: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def inferred(base: Workspace, calls: Sequence[RecordedCall], seen: Sequence[Sighting]) -> Schema:
    """The workspace, with everything that the answers of a session show and `base` lacks."""
    gathered = Gathered(base, seen)
    # listings follow the order of the settings, values have none
    before = list(as_before(seen))
    for sighting in sorted(before, key=lambda one: one.kind == "record"):
        gathered.take(sighting)
    # again, the earliest last: the recorder may have missed what changed it
    for sighting in reversed([one for one in before if one.kind != "record" and not one.changes]):
        gathered.take(sighting)
    for call in calls:
        gathered.take_call(call)
    schema = Schema(base, gathered.slugs)
    data = _File(base, gathered, schema).data()
    try:
        schema.workspace = Workspace.from_dict(data, file="the recording")
    except WorkspaceError as error:
        schema.added.clear()
        schema.notes.append(f"What answers show of the schema goes into no workspace file: {cut(str(error), 200)}")
    return schema


@dataclass(frozen=True, slots=True)
class _File:
    """The members of a workspace file, built from a workspace and from what was seen."""

    base: Workspace
    seen: Gathered
    schema: Schema

    def data(self) -> dict[str, Any]:
        """The members of a workspace file."""
        out = self.base.to_dict()
        if self.seen.named and self.base.slug == Workspace.standard().slug:
            out["slug"], out["name"] = self.seen.named["slug"], self.seen.named["name"] or out["name"]
        out["members"] = [*out["members"], *self._new_members()]
        rows = {row["api_slug"]: row for row in out["objects"]}
        for slug in self.seen.objects:
            row = rows.get(slug)
            if row is None:
                row = rows[slug] = {"api_slug": slug, "attributes": []}
                out["objects"].append(row)
                self.schema.added.append(("object", slug))
            elif not row.get("active", True):
                self.schema.added.append(("object", slug))
            row |= {**self.seen.objects[slug], "active": True}
            there = {one["id"] for one in row.get("views", ())}
            views = [one for id, one in self.seen.views.get(slug, {}).items() if id not in there]
            if views:
                row["views"] = [*row.get("views", ()), *views]
                self.schema.added += [("view", f"{slug}: {one['title']}") for one in views]
        for slug, row in rows.items():
            row["attributes"] = list(self._attributes(slug, row.get("attributes") or [], rows))
        return out

    def _new_members(self) -> Iterator[dict[str, Any]]:
        there = {one.email_address.casefold() for one in self.base.members}
        known = {one.id for one in self.base.members} | set(self.seen.members)
        # a member who is only named has no address; if members are listed, one who is missing has left
        for id in () if self.seen.members_listed else self.seen.actors:
            if id not in known:
                self.schema.added.append(("member", id))
                yield {"id": id, "email_address": f"member-{id[:8]}@example.com"}
        for id, row in self.seen.members.items():
            address = row.get("email_address")
            if isinstance(address, str) and address.strip() and address.casefold() not in there:
                self.schema.added.append(("member", id))
                level = row.get("access_level")
                yield {
                    "id": id,
                    "email_address": address,
                    "access_level": level if level in ("admin", "member", "suspended") else "member",
                    **{name: row[name] for name in ("first_name", "last_name") if isinstance(row.get(name), str)},
                }

    def _attributes(
        self, owner: str, rows: Sequence[dict[str, Any]], objects: Mapping[str, Any]
    ) -> Iterator[dict[str, Any]]:
        standard = {one.slug: one for one in standard_attributes(owner)}
        base = self.base.objects.get(owner)
        seen = self.seen.attributes.get(owner, {})
        given = {row["api_slug"]: row for row in rows}
        # attributes that were only seen stand where a record has them, or at the end if no record does
        order = self.seen.orders.get(owner, {})
        new = sorted(
            dict.fromkeys([*seen, *(name for place, name in self.seen.choices if place == owner)]),
            key=lambda one: order.get(one, len(order)),
        )
        for slug in dict.fromkeys([*given, *new]):
            known = base.attributes.get(slug) if base is not None else None
            found = seen.get(slug, {})
            row = dict(given.get(slug) or {"api_slug": slug})
            kind = (
                known.type
                if known is not None
                else standard[slug].type
                if slug in standard
                else found.get("type", "text")
            )
            if kind not in TYPES:
                self.schema.notes.append(
                    f"{owner}.{slug} is left out: it has the type {kind}, which the emulator does not know."
                )
                continue
            fits = found.get("type", kind) == kind
            told = self._told(owner, found, objects) if fits else {}
            if known is None:
                self.schema.added.append(("attribute", f"{owner}.{slug}"))
                row |= {"type": kind, **told}
            elif "shown" in found or slug not in given:
                # a listing decides; values only add to what is known
                row |= told if "shown" in found else {name: told[name] for name in ("id",) if name in told}
            if found.get("is_unique") and kind in IDENTIFYING:
                row["is_unique"] = True
            if kind in CHOICES:
                before = list(known.choices) if known is not None else []
                choices = self._all_choices(owner, slug, before)
                if choices:
                    row[CHOICES[kind][1]] = choices
            if len(row) > 1:
                yield row

    def _all_choices(self, owner: str, slug: str, before: Sequence[Any]) -> list[dict[str, Any]]:
        """The known choices, with the ids that were seen, and the other choices that were seen."""
        seen = {row["title"]: row for row in self.seen.choices.get((owner, slug), {}).values()}
        known = [
            {"id": one.id, "title": one.title, "is_archived": one.is_archived,
             "celebration_enabled": one.celebration_enabled, "target_time_in_status": one.target_time_in_status}
            for one in before
        ]  # fmt: skip
        titles = {row["title"] for row in known}
        new = [row for title, row in seen.items() if title not in titles]
        self.schema.added += [("option", f"{owner}.{slug}: {row['title']}") for row in new]
        listed = self.seen.whole.get((owner, slug))
        if listed is not None:
            place = {id: number for number, id in enumerate(listed)}
            return sorted(seen.values(), key=lambda row: place.get(row["id"], len(place)))
        return [*({**row, **seen.get(row["title"], {})} for row in known), *new]

    def _told(self, owner: str, found: Mapping[str, Any], objects: Mapping[str, Any]) -> dict[str, Any]:
        out = {
            name: found[name]
            for name in ("id", "title", "description", *FLAGS, "is_writable", "config")
            if name in found
        }
        shown: Mapping[str, Any] = found.get("shown") or {}
        targets = sorted(one for one in found.get("targets", ()) if one in objects)
        config = shown.get("config")
        if isinstance(config, Mapping):
            out |= self._config(config, objects)
        elif targets:
            out["config"] = {"record_reference": {"allowed_objects": targets}}
        default = shown.get("default_value")
        if shown.get("is_default_value_enabled") is True and isinstance(default, Mapping):
            out["default_value"] = {name: default.get(name) for name in ("type", "template")}
        return out | self._relationship(owner, found, shown)

    def _config(self, config: Mapping[str, Any], objects: Mapping[str, Any]) -> dict[str, Any]:
        currency, reference = config.get("currency"), config.get("record_reference")
        code = currency.get("default_currency_code") if isinstance(currency, Mapping) else None
        if isinstance(currency, Mapping) and isinstance(code, str):
            display = currency.get("display_type")
            more = {"display_type": display} if isinstance(display, str) else {}
            return {"config": {"currency": {"default_currency_code": code, **more}}}
        ids = reference.get("allowed_object_ids") if isinstance(reference, Mapping) else None
        slugs = [
            slug
            for one in (ids if isinstance(ids, list) else ())
            if (slug := self.seen.slugs.get(str(one).lower())) in objects
        ]
        return {"config": {"record_reference": {"allowed_objects": slugs}}} if slugs else {}

    def _relationship(self, owner: str, found: Mapping[str, Any], shown: Mapping[str, Any]) -> dict[str, Any]:
        """The other end of a relationship, if it was shown too and names this one: a file cannot express anything else."""
        other = shown.get("relationship")
        if not isinstance(other, Mapping):
            return {}
        target = self.seen.attributes.get(str(other.get("object_slug")), {})
        back = target.get(str(other.get("api_slug")), {}).get("shown")
        end = back.get("relationship") if isinstance(back, Mapping) else None
        if not isinstance(end, Mapping) or (end.get("object_slug"), end.get("api_slug")) != (
            owner,
            shown.get("api_slug"),
        ):
            return {}
        return {"relationship": {"object": other["object_slug"], "api_slug": other["api_slug"]}}
