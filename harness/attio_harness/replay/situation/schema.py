"""The schema that recorded answers show, on top of a workspace: objects, attributes, choices, members. What the recording itself made is not in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from attio_emulator import Workspace, WorkspaceError
from attio_emulator.ids import is_uuid
from attio_emulator.schema.standard import standard_attributes

from attio_harness.replay.calls import RecordedCall
from attio_harness.replay.situation.sightings import Sighting, rows_of
from attio_harness.text.words import cut

__all__ = ["Schema", "inferred"]

_FLAGS = ("is_required", "is_unique", "is_multiselect", "is_archived")
_UNIQUE = frozenset({"text", "number", "date", "timestamp", "email-address", "domain", "phone-number"})
_CHOICES: Mapping[str, tuple[str, str]] = {"select": ("option", "options"), "status": ("status", "statuses")}
"""Type -> the member of a value, and the word of a workspace file."""


class Schema:
    """A workspace, the slugs of its objects by id, and what was added to it (words and their counts)."""

    __slots__ = ("added", "notes", "slugs", "workspace")

    def __init__(self, workspace: Workspace, slugs: Mapping[str, str]) -> None:
        self.workspace, self.slugs = workspace, slugs
        self.added: Counter[str] = Counter()
        self.notes: list[str] = []


def inferred(base: Workspace, calls: Sequence[RecordedCall], seen: Sequence[Sighting]) -> Schema:
    """The workspace that the answers of a session show, as far as `base` does not say it."""
    gathered = _Gathered(base, seen)
    # listings come in the order of the settings, values in any
    for sighting in sorted(seen, key=lambda one: one.kind == "record"):
        gathered.take(sighting)
    # once more, the earliest last: that is how it was before the recording changed it
    for sighting in reversed([one for one in seen if one.kind != "record" and not one.changes]):
        gathered.take(sighting)
    for call in calls:
        gathered.take_call(call)
    schema = Schema(base, gathered.slugs)
    data = gathered.data(schema)
    try:
        schema.workspace = Workspace.from_dict(data, file="the recording")
    except WorkspaceError as error:
        schema.added.clear()
        schema.notes.append(f"What answers show of the schema goes into no workspace file: {cut(str(error), 200)}")
    return schema


class _Gathered:
    """What was seen, by slug."""

    def __init__(self, base: Workspace, seen: Sequence[Sighting]) -> None:
        self.base = base
        self.objects: dict[str, dict[str, Any]] = {}
        self.attributes: dict[str, dict[str, dict[str, Any]]] = {}
        self.choices: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
        self.members: dict[str, dict[str, Any]] = {}
        self.named: dict[str, str] = {}
        self.whole: set[tuple[str, str]] = set()
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
            slug = (one.row or {}).get("api_slug")
            if one.kind == "attribute" and one.makes and isinstance(slug, str) and one.owner.startswith("objects/"):
                self._made_slugs.add((self.slug(one.owner.partition("/")[2]), slug))

    def slug(self, named: str) -> str:
        """The slug of an object that is named by slug or id."""
        return self.slugs.get(named.lower(), named)

    # -- sightings -------------------------------------------------------------------------------------------------

    def take(self, one: Sighting) -> None:
        if one.id in self._made:
            return
        match one.kind:
            case "object":
                self._object(one)
            case "attribute" if one.owner.startswith("objects/") and one.row is not None:
                self._attribute(self.slug(one.owner.partition("/")[2]), one.id, one.row)
            case "choice" if one.owner.startswith("objects/") and one.row is not None:
                owner, attribute = self.slug(one.owner.partition("/")[2]), one.attribute
                self._choice(owner, self.attribute_slugs.get(attribute.lower(), attribute), one.id, one.row)
            case "record":
                self._record(one)
            case "member" if one.row is not None:
                self.members[one.id] = dict(one.row)
            case _:
                pass

    def _object(self, one: Sighting) -> None:
        slug = self.slug((one.row or {}).get("api_slug") or one.id)
        if (slug, "") in self._made_slugs:
            return
        there = self.objects.setdefault(slug, {})
        if is_uuid(one.id):
            there["id"] = one.id
        if one.row is not None:
            there |= {
                name: one.row[name] for name in ("singular_noun", "plural_noun") if isinstance(one.row.get(name), str)
            }

    def _record(self, one: Sighting) -> None:
        slug = self.slug(one.owner)
        if not slug or (slug, "") in self._made_slugs:
            return
        there = self.objects.setdefault(slug, {})
        row = one.row or {}
        ids = row.get("id")
        object_id = ids.get("object_id") if isinstance(ids, Mapping) else None
        if isinstance(object_id, str) and is_uuid(object_id):
            there.setdefault("id", object_id.lower())
            self.slugs.setdefault(object_id.lower(), slug)
        self._noun(slug, there, row.get("web_url"))
        values = row.get("values")
        shown = values if isinstance(values, Mapping) else {}
        for one_of_it in standard_attributes(slug):
            # Attio shows attributes only of which a target is active
            for target in one_of_it.allowed_objects if one_of_it.slug in shown else ():
                self.objects.setdefault(target, {})
        for name, rows in values.items() if isinstance(values, Mapping) else ():
            self._values(slug, str(name), rows if isinstance(rows, list) else [])

    def _noun(self, slug: str, there: dict[str, Any], url: Any) -> None:
        """The noun of an object of one's own, which stands in the addresses of its records."""
        pieces = url.split("/") if isinstance(url, str) else []
        if slug not in self.base.objects and len(pieces) == 6 and pieces[4] != slug:
            there.setdefault("singular_noun", unquote(pieces[4]).capitalize())

    def _values(self, owner: str, slug: str, rows: Sequence[Any]) -> None:
        """An attribute by its values; without any its type is not known."""
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
            if kind in _CHOICES:
                choice = row.get(_CHOICES[kind][0])
                ids = choice.get("id") if isinstance(choice, Mapping) else None
                if isinstance(choice, Mapping) and isinstance(ids, Mapping) and isinstance(choice.get("title"), str):
                    if isinstance(ids.get("attribute_id"), str):
                        there.setdefault("id", ids["attribute_id"].lower())
                    self._choice(owner, slug, str(list(ids.values())[-1]).lower(), choice)

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
        for name in (*_FLAGS, "is_writable"):
            if isinstance(row.get(name), bool):
                there[name] = row[name]
        there["shown"] = row

    def _choice(self, owner: str, attribute: str, id: str, row: Mapping[str, Any]) -> None:
        if id in self._made or not isinstance(row.get("title"), str):
            return
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
            self.whole.add((self.slug(call.parts["object"]), self.attribute_slugs.get(attribute.lower(), attribute)))
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

    # -- together --------------------------------------------------------------------------------------------------

    def data(self, schema: Schema) -> dict[str, Any]:
        """The members of a workspace file."""
        out = self.base.to_dict()
        if self.named and self.base.slug == Workspace.standard().slug:
            out["slug"], out["name"] = self.named["slug"], self.named["name"] or out["name"]
        out["members"] = [*out["members"], *self._new_members(schema)]
        rows = {row["api_slug"]: row for row in out["objects"]}
        for slug in self.objects:
            row = rows.get(slug)
            if row is None:
                row = rows[slug] = {"api_slug": slug, "attributes": []}
                out["objects"].append(row)
                schema.added["object"] += 1
            elif not row.get("active", True):
                schema.added["object"] += 1
            row |= {**self.objects[slug], "active": True}
        for slug, row in rows.items():
            row["attributes"] = list(self._attributes(slug, row.get("attributes") or [], rows, schema))
        return out

    def _new_members(self, schema: Schema) -> Iterator[dict[str, Any]]:
        there = {one.email_address.casefold() for one in self.base.members}
        known = {one.id for one in self.base.members} | set(self.members)
        # who is only named has no address; where members are listed, one that is not there has left
        for id in () if self.members_listed else self.actors:
            if id not in known:
                schema.added["member"] += 1
                yield {"id": id, "email_address": f"member-{id[:8]}@example.com"}
        for id, row in self.members.items():
            address = row.get("email_address")
            if isinstance(address, str) and address.strip() and address.casefold() not in there:
                schema.added["member"] += 1
                level = row.get("access_level")
                yield {
                    "id": id,
                    "email_address": address,
                    "access_level": level if level in ("admin", "member", "suspended") else "member",
                    **{name: row[name] for name in ("first_name", "last_name") if isinstance(row.get(name), str)},
                }

    def _attributes(
        self, owner: str, rows: Sequence[dict[str, Any]], objects: Mapping[str, Any], schema: Schema
    ) -> Iterator[dict[str, Any]]:
        standard = {one.slug: one for one in standard_attributes(owner)}
        base = self.base.objects.get(owner)
        seen = self.attributes.get(owner, {})
        given = {row["api_slug"]: row for row in rows}
        for slug in dict.fromkeys([*given, *seen, *(name for place, name in self.choices if place == owner)]):
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
            fits = found.get("type", kind) == kind
            told = self._told(owner, found, objects) if fits else {}
            if known is None:
                schema.added["attribute"] += 1
                row |= {"type": kind, **told}
            elif "shown" in found or slug not in given:
                # what a listing shows is so; what values show adds to what is known
                row |= told if "shown" in found else {name: told[name] for name in ("id",) if name in told}
            if found.get("is_unique") and kind in _UNIQUE:
                row["is_unique"] = True
            if kind in _CHOICES:
                before = list(known.choices) if known is not None else []
                choices = self._all_choices(owner, slug, before, schema)
                if choices:
                    row[_CHOICES[kind][1]] = choices
            if len(row) > 1:
                yield row

    def _all_choices(self, owner: str, slug: str, before: Sequence[Any], schema: Schema) -> list[dict[str, Any]]:
        """Those that were known, with the ids that were seen, and those that were seen besides."""
        seen = {row["title"]: row for row in self.choices.get((owner, slug), {}).values()}
        known = [
            {"id": one.id, "title": one.title, "is_archived": one.is_archived,
             "celebration_enabled": one.celebration_enabled, "target_time_in_status": one.target_time_in_status}
            for one in before
        ]  # fmt: skip
        titles = {row["title"] for row in known}
        new = [row for title, row in seen.items() if title not in titles]
        schema.added["option"] += len(new)
        if (owner, slug) in self.whole:
            return list(seen.values())
        return [*({**row, **seen.get(row["title"], {})} for row in known), *new]

    def _told(self, owner: str, found: Mapping[str, Any], objects: Mapping[str, Any]) -> dict[str, Any]:
        out = {
            name: found[name]
            for name in ("id", "title", "description", *_FLAGS, "is_writable", "config")
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
        slugs = [slug for one in ids or () if (slug := self.slugs.get(str(one).lower())) in objects]
        return {"config": {"record_reference": {"allowed_objects": slugs}}} if slugs else {}

    def _relationship(self, owner: str, found: Mapping[str, Any], shown: Mapping[str, Any]) -> dict[str, Any]:
        """The other end, where that was shown, too, and names this one: otherwise no file could say it."""
        other = shown.get("relationship")
        if not isinstance(other, Mapping):
            return {}
        back = self.attributes.get(str(other.get("object_slug")), {}).get(str(other.get("api_slug")), {}).get("shown")
        end = back.get("relationship") if isinstance(back, Mapping) else None
        if not isinstance(end, Mapping) or (end.get("object_slug"), end.get("api_slug")) != (
            owner,
            shown.get("api_slug"),
        ):
            return {}
        return {"relationship": {"object": other["object_slug"], "api_slug": other["api_slug"]}}


def _members_in(value: Any) -> Iterator[str]:
    """The ids of members that an answer names: as actors, as those who may see a list."""
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
