"""What recorded answers show of a schema, by slug: objects, attributes, choices, views, members; without what the recording made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from attio_emulator import Workspace
from attio_emulator.ids import is_uuid
from attio_emulator.schema.standard import standard_attributes

from attio_harness.replay.calls import RecordedCall
from attio_harness.replay.situation.sightings import Sighting, rows_of

__all__ = ["CHOICES", "FLAGS", "Gathered"]

FLAGS = ("is_required", "is_unique", "is_multiselect", "is_archived")
CHOICES: Mapping[str, tuple[str, str]] = {"select": ("option", "options"), "status": ("status", "statuses")}
"""Type -> the member of a value, and the word in a workspace file."""


class Gathered:
    """What was seen, by slug.

    `objects` and `attributes` have the members of a workspace file, as far as seen. An attribute also has `shown`, its row in a
    listing, and `targets`, the objects its values point to. `orders` has the place of each attribute among the values of a
    record, which is its place in the settings. `whole` has the attributes whose choices were listed, with the ids of these in their order.
    """

    def __init__(self, base: Workspace, seen: Sequence[Sighting]) -> None:
        self.base = base
        self.objects: dict[str, dict[str, Any]] = {}
        self.attributes: dict[str, dict[str, dict[str, Any]]] = {}
        self.orders: dict[str, dict[str, int]] = {}
        self.choices: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
        self.views: dict[str, dict[str, dict[str, Any]]] = {}
        self.members: dict[str, dict[str, Any]] = {}
        self.named: dict[str, str] = {}
        self.whole: dict[tuple[str, str], list[str]] = {}
        self.actors: dict[str, None] = {}
        self.members_listed = False
        self.slugs = {one.id: slug for slug, one in base.objects.items()}
        self.attribute_slugs: dict[str, str] = {}
        self._made = {one.id for one in seen if one.makes}
        self._made_slugs: set[tuple[str, str]] = set()
        for one in seen:
            row = one.row or {}
            slug = row.get("api_slug")
            if one.kind == "object" and isinstance(slug, str):
                self.slugs[one.id] = slug
                if one.makes:
                    self._made_slugs.add((slug, ""))
            if one.kind == "attribute" and isinstance(slug, str):
                self.attribute_slugs[one.id] = slug
        for one in seen:
            if one.kind == "attribute" and one.makes and one.row is not None:
                self._made_slugs |= set(self._ends(one, one.row))
        self._made_slugs |= set(self._renamed(seen))

    def slug(self, named: str) -> str:
        """The slug of an object given by slug or id."""
        return self.slugs.get(named.lower(), named)

    def _renamed(self, seen: Sequence[Sighting]) -> Iterator[tuple[str, str]]:
        """Object and slug of attributes renamed to it in the recording; before, they had the slug that was seen first."""
        first: dict[str, str] = {}
        for one in seen:
            slug = (one.row or {}).get("api_slug")
            if one.kind != "attribute" or not isinstance(slug, str) or not one.owner.startswith("objects/"):
                continue
            # a change names the attribute by its old slug
            before = one.attribute if one.changes and one.attribute and not is_uuid(one.attribute) else slug
            if slug != first.setdefault(one.id, before) and one.changes:
                yield self.slug(one.owner.partition("/")[2]), slug

    def _ends(self, one: Sighting, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Object and slug of an attribute, and of the other end of its relationship, which is made with it."""
        slug, other = row.get("api_slug"), row.get("relationship")
        if isinstance(slug, str) and one.owner.startswith("objects/"):
            yield self.slug(one.owner.partition("/")[2]), slug
        if isinstance(other, Mapping) and isinstance(other.get("api_slug"), str):
            yield str(other.get("object_slug")), other["api_slug"]

    # -- sightings -------------------------------------------------------------------------------------------------

    def take(self, one: Sighting) -> None:
        # what the recording made still shows its object
        if one.id in self._made and one.kind != "record":
            return
        match one.kind:
            case "object":
                self._object(one)
            case "attribute" if one.owner.startswith("objects/") and one.row is not None:
                self._attribute(self.slug(one.owner.partition("/")[2]), one.id, one.row)
            case "choice" if one.owner.startswith("objects/") and one.row is not None:
                owner, attribute = self.slug(one.owner.partition("/")[2]), one.attribute
                self._choice(owner, self.attribute_slugs.get(attribute.lower(), attribute), one.id, one.row)
            case "list" | "entry" if one.row is not None:
                parents = one.row.get("parent_object")
                for parent in parents if isinstance(parents, list) else [parents]:
                    self._object_named(parent, None)
            case "view" if one.owner.startswith("objects/") and one.row is not None:
                self._view(self.slug(one.owner.partition("/")[2]), one.id, one.row)
            case "record":
                self._record(one)
            case "member" if one.row is not None:
                self.members[one.id] = dict(one.row)
            case _:
                pass

    def _object(self, one: Sighting) -> None:
        named = (one.row or {}).get("api_slug")
        slug = self.slug(named if isinstance(named, str) and named else one.id)
        if (slug, "") in self._made_slugs:
            return
        there = self.objects.setdefault(slug, {})
        if is_uuid(one.id):
            there["id"] = one.id
        if one.row is not None:
            there |= {
                name: one.row[name] for name in ("singular_noun", "plural_noun") if isinstance(one.row.get(name), str)
            }

    def _object_named(self, slug: Any, id: Any) -> None:
        """Note an object that something else names; Attio names only active ones."""
        if not isinstance(slug, str) or not slug or (slug, "") in self._made_slugs:
            return
        there = self.objects.setdefault(slug, {})
        if isinstance(id, str) and is_uuid(id):
            there.setdefault("id", id.lower())
            self.slugs.setdefault(id.lower(), slug)

    def _record(self, one: Sighting) -> None:
        slug = self.slug(one.owner)
        if not slug or (slug, "") in self._made_slugs:
            return
        row = one.row or {}
        ids = row.get("id")
        self._object_named(slug, ids.get("object_id") if isinstance(ids, Mapping) else None)
        there = self.objects[slug]
        self._noun(slug, there, row.get("web_url"))
        values = row.get("values")
        shown = values if isinstance(values, Mapping) else {}
        if shown:
            self.orders.setdefault(slug, {str(name): place for place, name in enumerate(shown)})
        for name in shown:
            self._targets_of(slug, str(name))
        for name, rows in values.items() if isinstance(values, Mapping) else ():
            self._values(slug, str(name), rows if isinstance(rows, list) else [])

    def _targets_of(self, owner: str, slug: str) -> None:
        """Note the objects that a standard attribute points to: Attio shows it only if they are active."""
        for one in standard_attributes(owner):
            for target in one.allowed_objects if one.slug == slug else ():
                self._object_named(target, None)

    def _noun(self, slug: str, there: dict[str, Any], url: Any) -> None:
        """The noun of a custom object, which appears in the addresses of its records."""
        pieces = url.split("/") if isinstance(url, str) else []
        if slug not in self.base.objects and len(pieces) == 6 and pieces[4] != slug:
            there.setdefault("singular_noun", unquote(pieces[4]).capitalize())

    def _values(self, owner: str, slug: str, rows: Sequence[Any]) -> None:
        """Note an attribute by its values; without any, its type is unknown."""
        if (owner, slug) in self._made_slugs:
            return
        there = self.attributes.setdefault(owner, {}).setdefault(slug, {})
        for row in rows:
            if not isinstance(row, Mapping) or not isinstance(row.get("attribute_type"), str):
                continue
            kind = row["attribute_type"]
            there.setdefault("type", kind)
            if len(rows) > 1:
                there["is_multiselect"] = True
            if kind == "currency" and isinstance(row.get("currency_code"), str):
                there.setdefault("config", {"currency": {"default_currency_code": row["currency_code"]}})
            if kind == "record-reference" and isinstance(row.get("target_object"), str):
                there.setdefault("targets", set()).add(row["target_object"])
            if kind in CHOICES:
                choice = row.get(CHOICES[kind][0])
                ids = choice.get("id") if isinstance(choice, Mapping) else None
                if (
                    isinstance(choice, Mapping)
                    and isinstance(ids, Mapping)
                    and ids
                    and isinstance(choice.get("title"), str)
                ):
                    if isinstance(ids.get("attribute_id"), str):
                        there.setdefault("id", ids["attribute_id"].lower())
                    id = str(list(ids.values())[-1]).lower()
                    # a value shows the title of its time, which a change may have made
                    if id not in self.choices.get((owner, slug), {}):
                        self._choice(owner, slug, id, choice)

    def _attribute(self, owner: str, id: str, row: Mapping[str, Any]) -> None:
        slug = row.get("api_slug")
        if not isinstance(slug, str) or {(owner, slug), (owner, "")} & self._made_slugs:
            return
        self.objects.setdefault(owner, {})
        there = self.attributes.setdefault(owner, {}).setdefault(slug, {})
        there["id"] = id
        for name in ("title", "type", "description"):
            if isinstance(row.get(name), str):
                there[name] = row[name]
        for name in (*FLAGS, "is_writable"):
            if isinstance(row.get(name), bool):
                there[name] = row[name]
        there["shown"] = row
        self._targets_of(owner, slug)
        self._other_end(owner, slug, row.get("relationship"))

    def _other_end(self, owner: str, slug: str, other: Any) -> None:
        """Note the attribute at the other end of a relationship; Attio shows enough of it to make it."""
        target, back = (
            (other.get(name) for name in ("object_slug", "api_slug")) if isinstance(other, Mapping) else (None, None)
        )
        if not isinstance(target, str) or not isinstance(back, str):
            return
        ids = other.get("id")
        id, object_id = (ids.get(name) if isinstance(ids, Mapping) else None for name in ("attribute_id", "object_id"))
        self._object_named(target, object_id)
        if any(one.slug == back for one in standard_attributes(target)):
            return
        there = {
            **({"id": id.lower()} if isinstance(id, str) else {}),
            **({"title": other["title"]} if isinstance(other.get("title"), str) else {}),
            "type": "record-reference",
            "is_multiselect": other.get("is_multiselect") is True,
            "targets": {owner},
            "shown": {"api_slug": back, "relationship": {"object_slug": owner, "api_slug": slug}},
        }
        self.attributes.setdefault(target, {}).setdefault(back, there)

    def _view(self, owner: str, id: str, row: Mapping[str, Any]) -> None:
        if isinstance(row.get("title"), str) and (owner, "") not in self._made_slugs:
            told = {name: row[name] for name in ("title", "created_at", "is_archived") if row.get(name) is not None}
            self.objects.setdefault(owner, {})
            self.views.setdefault(owner, {})[id] = {"id": id, **told}

    def _choice(self, owner: str, attribute: str, id: str, row: Mapping[str, Any]) -> None:
        if id in self._made or not isinstance(row.get("title"), str):
            return
        ids = row.get("id")
        if isinstance(ids, Mapping):  # nothing else tells what an attribute is of which answers show choices alone
            shown = self.attributes.setdefault(owner, {}).setdefault(attribute, {})
            shown.setdefault("type", "status" if "status_id" in ids else "select")
        there = self.choices.setdefault((owner, attribute), {})
        made: dict[str, Any] = {"id": id, "title": row["title"]}
        for name, kind in (("is_archived", bool), ("celebration_enabled", bool), ("target_time_in_status", str)):
            if isinstance(row.get(name), kind) and row[name]:
                made[name] = row[name]
        there[id] = made

    # -- calls -----------------------------------------------------------------------------------------------------

    def take_call(self, call: RecordedCall) -> None:
        answer = call.exchange.answer
        if answer is None or not call.succeeded or not isinstance(answer.body, Mapping):
            return
        body = answer.body
        if call.operation == "GET /v2/self" and isinstance(body.get("workspace_slug"), str):
            self.named = {"slug": body["workspace_slug"], "name": str(body.get("workspace_name") or "")}
        self.members_listed |= call.operation == "GET /v2/workspace_members"
        self.actors |= dict.fromkeys(_members_in(body))
        listing = call.operation.endswith(("{attribute}/options", "{attribute}/statuses")) and "/objects/" in call.path
        if listing and call.exchange.method == "GET" and not dict(call.exchange.query).keys() & {"limit", "offset"}:
            attribute = call.parts["attribute"]
            place = self.slug(call.parts["object"]), self.attribute_slugs.get(attribute.lower(), attribute)
            ids = [row["id"] for row in rows_of(body) if isinstance(row.get("id"), Mapping) and row["id"]]
            self.whole.setdefault(place, [str(list(one.values())[-1]).lower() for one in ids])
        for row in rows_of(body):
            url = row.get("web_url")
            pieces = url.split("/") if isinstance(url, str) else []
            if len(pieces) > 4 and pieces[2] == "app.attio.com" and not self.named:
                self.named = {"slug": pieces[3], "name": ""}
        matching = dict(call.exchange.query).get("matching_attribute")
        if call.operation == "PUT /v2/objects/{object}/records" and matching:
            owner, slug = self.slug(call.parts["object"]), self.attribute_slugs.get(matching.lower(), matching)
            if slug != "record_id":
                self.attributes.setdefault(owner, {}).setdefault(slug, {})["is_unique"] = True


def _members_in(value: Any) -> Iterator[str]:
    """The ids of members that an answer names, as actors or as those who may see a list."""
    if isinstance(value, list):
        for one in value:
            yield from _members_in(one)
    elif isinstance(value, Mapping):
        named = [value.get("workspace_member_id")]
        named += [value.get("id")] if value.get("type") == "workspace-member" else []
        named += [value.get("referenced_actor_id")] if value.get("referenced_actor_type") == "workspace-member" else []
        yield from (one.lower() for one in named if isinstance(one, str) and is_uuid(one))
        for one in value.values():
            yield from _members_in(one)
