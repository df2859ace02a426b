"""Turns the values of a workspace file into the parts of a workspace. Reads no file; `shape` has checked the shape."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypedDict

from attio_emulator.addresses import address
from attio_emulator.assumptions import Settings, checked
from attio_emulator.editions import NEWEST, Edition
from attio_emulator.errors import Problem, WorkspaceError, pointer_token
from attio_emulator.schema.activities import schema_attributes, system_activities
from attio_emulator.schema.checks import given
from attio_emulator.schema.emails import Email, EmailParser
from attio_emulator.schema.model import ALWAYS_ACTIVE, NAMED, Activity, List, Member, Object, Token
from attio_emulator.schema.parse_lists import ListParser
from attio_emulator.schema.standard import own_attributes, standard_objects
from attio_emulator.scopes import known_scopes

__all__ = ["Parts", "parts"]


class Parts(TypedDict):
    """The parts of a workspace."""

    id: str
    name: str
    slug: str
    api: Edition
    members: tuple[Member, ...]
    objects: dict[str, Object]
    activities: dict[str, Activity]
    records: Mapping[str, list[Mapping[str, Any]]]
    activity_records: Mapping[str, list[Mapping[str, Any]]]
    lists: tuple[List, ...]
    assumptions: Settings
    tokens: tuple[Token, ...]
    emails: tuple[Email, ...]
    protected_recipients: tuple[str, ...]
    file: str


def parts(data: Mapping[str, Any], *, file: str, problems: Sequence[Problem] = ()) -> Parts:
    """The parts of a workspace from the members of its file, in the shape of `file_models`.

    `problems` are those of the shape; at their places, `data` has None.

    Raises:
        WorkspaceError: lists every mistake with its pointer, what was found and what was expected.
    """
    parser = _Parser(problems)
    found = parser.workspace(data or {}, file)
    if parser.problems:
        raise WorkspaceError(file, parser.problems)
    return found


class _Parser(EmailParser, ListParser):
    def workspace(self, data: Mapping[str, Any], file: str) -> Parts:
        slug = given(data, "slug", "workspace")
        objects = self._objects(given(data, "objects", []))
        activities = self._activities(given(data, "activities", []), objects)
        settings = {str(key): value for key, value in given(data, "assumptions", {}).items()}
        assumptions, problems = checked(settings)
        self.problems += problems
        members = [(index, one) for index, one in enumerate(given(data, "members", [])) if one is not None]
        tokens = [(index, one) for index, one in enumerate(given(data, "tokens", [])) if one is not None]
        self._once(
            ((f"/members/{index}", address(given(one, "email_address", ""))) for index, one in members),
            "an email address",
        )
        people = tuple(_member(one) for _, one in members)
        return Parts(
            id=NAMED.named("workspace", slug),
            name=given(data, "name", slug.capitalize()),
            slug=slug,
            api=given(data, "api", NEWEST),
            members=people,
            objects=objects,
            activities=activities,
            records=self._records(data, "records", objects, "an object"),
            activity_records=self._records(
                data, "activity_records", [one.api_slug for one in activities.values()], "an activity"
            ),
            lists=self._lists(given(data, "lists", []), objects, people),
            assumptions=assumptions,
            tokens=tuple(
                self._token(one, f"/tokens/{index}", [given(row, "email_address", "") for _, row in members])
                for index, one in tokens
            ),
            emails=self._emails(
                given(data, "emails", []), [address(given(row, "email_address", "")) for _, row in members]
            ),
            protected_recipients=self._protected(given(data, "protected_recipients", [])),
            file=file,
        )

    def _token(self, given_as: str | Mapping[str, Any], pointer: str, members: Sequence[str]) -> Token:
        row = {"token": given_as} if isinstance(given_as, str) else given_as
        scopes, text, kind = row.get("scopes"), given(row, "token", ""), given(row, "kind", "api-key")
        for index, one in enumerate(scopes or ()):
            if one is not None and one not in known_scopes():
                self._say(
                    f"{pointer}/scopes/{index}", one, "a scope of Attio, such as record_permission:read", known_scopes()
                )
        app = row.get("client_id")
        if kind == "api-key":
            for key in ("name", "client_id"):
                if row.get(key) is not None:
                    self._say(
                        f"{pointer}/{key}", row[key], "no app: a token of an app has kind: oauth-app or attio-app"
                    )
        elif app is None:
            app = NAMED.named("app", given(row, "name", text))
        member = row.get("member")
        if member is not None and address(member) not in map(address, members):
            self._say(f"{pointer}/member", member, "the email address of a member of this workspace", members)
        if row.get("level") == "user" and not members:
            self._say(f"{pointer}/level", "user", "workspace, or members in this workspace, of whom it acts for one")
        return Token(
            token=text,
            kind=kind,
            level=given(row, "level", "workspace"),
            name=row.get("name"),
            app=app,
            member=member,
            scopes=tuple(scopes) if scopes is not None else None,
            expires_at=self._moment(row, "expires_at", pointer),
            revoked=given(row, "revoked", False),
        )

    def _records(
        self, data: Mapping[str, Any], key: str, owners: Collection[str], what: str
    ) -> dict[str, list[Mapping[str, Any]]]:
        seeds: Mapping[str, Any] = given(data, key, {})
        for slug in seeds:
            if slug not in owners:
                pointer = f"/{key}" + pointer_token(slug)
                self._say(pointer, slug, f"the slug of {what} of this workspace", owners, at="key")
        return {slug: [row for row in rows or () if row is not None] for slug, rows in seeds.items()}

    def _objects(self, rows: Sequence[Mapping[str, Any] | None]) -> dict[str, Object]:
        objects = standard_objects()
        named = self._slugged(rows, "/objects")
        for pointer, one in named:
            self._object(one, pointer, objects)
        for pointer, one in named:
            self._targets(one, pointer, objects)
            owner = objects[one["api_slug"]]
            owner.views = self._views(given(one, "views", []), f"{pointer}/views", owner, objects)
        return objects

    def _object(self, row: Mapping[str, Any], pointer: str, objects: dict[str, Object]) -> None:
        slug = row["api_slug"]
        known = objects.get(slug)
        if known is None:
            title = slug.replace("_", " ").capitalize()
            known = Object(
                id=(row.get("id") or NAMED.named("object", slug)).lower(),
                slug=slug,
                singular_noun=given(row, "singular_noun", title),
                plural_noun=given(row, "plural_noun", title),
                active=given(row, "active", True),
                created_at=self._moment(row, "created_at", pointer),
            )
            objects[slug] = known
            known.attributes = {one.slug: one for one in own_attributes(slug)}
        else:
            known.id = (row.get("id") or known.id).lower()
            known.active = given(row, "active", known.active)
            if slug in ALWAYS_ACTIVE and not known.active:
                self._say(f"{pointer}/active", False, f"true: {slug} are always active")
            known.singular_noun = given(row, "singular_noun", known.singular_noun)
            known.plural_noun = given(row, "plural_noun", known.plural_noun)
        self._own_attributes(known, slug, row, pointer)

    def _targets(self, row: Mapping[str, Any], pointer: str, objects: Mapping[str, Object]) -> None:
        """Check that every object a reference may point to exists, and the other end of every relationship."""
        owner = objects[row["api_slug"]]
        for index, one in enumerate(given(row, "attributes", [])):
            held = owner.attributes.get(one["api_slug"]) if one is not None and one.get("api_slug") else None
            if held is None:
                continue
            where = f"{pointer}/attributes/{index}"
            if held.inverse is not None and one.get("relationship") is not None:
                target = objects.get(held.inverse[0])
                other = target.attributes.get(held.inverse[1]) if target else None
                if other is None or other.inverse != (owner.slug, held.slug):
                    expected = f"an attribute whose relationship is with {owner.slug}.{held.slug}"
                    self._say(f"{where}/relationship", f"{held.inverse[0]}.{held.inverse[1]}", expected)
                elif held.type != "record-reference":
                    expected = "relationship only at an attribute of type record-reference"
                    self._say(f"{where}/relationship", "relationship", expected, at="key")
            if held.inverse is not None and held.allowed_objects != held.inverse[:1]:
                expected = f"{held.inverse[0]} alone, the object of the relationship"
                self._say(f"{where}/config/record_reference/allowed_objects", ", ".join(held.allowed_objects), expected)
            self._allowed(one, where, objects)

    def _activities(self, rows: Sequence[Any], objects: Mapping[str, Object]) -> dict[str, Activity]:
        found = {one.api_slug: one for one in system_activities().values()}
        for pointer, one in self._slugged(rows, "/activities"):
            slug = one["api_slug"]
            found[slug] = self._activity(one, pointer, found.get(slug))
            self._own_attributes(found[slug], found[slug].id, one, pointer)
            self._without_other_side(found[slug], one, pointer, objects)
        return {one.id: one for one in found.values()}

    def _activity(self, row: Mapping[str, Any], pointer: str, known: Activity | None) -> Activity:
        slug, title = row["api_slug"], row["api_slug"].replace("_", " ").capitalize()
        extends = given(row, "extends", known.extends if known else "activities")
        if known is not None and extends != known.extends:
            self._say(f"{pointer}/extends", extends, f"{known.extends}, which {slug} extend in every workspace")
            extends = known.extends
        id = (row.get("id") or NAMED.named("activity", slug)).lower()
        return Activity(
            id=id,
            slug=id,
            api_slug=slug,
            singular_noun=given(row, "singular_noun", known.singular_noun if known else title),
            plural_noun=given(row, "plural_noun", known.plural_noun if known else title),
            is_standard=known is not None,
            extends=extends,
            created_at=self._moment(row, "created_at", pointer),
            attributes={one.slug: one for one in schema_attributes(id, extends)},
        )


def _member(row: Mapping[str, Any]) -> Member:
    email = given(row, "email_address", "")
    return Member(
        id=(row.get("id") or NAMED.named("member", address(email))).lower(),
        first_name=given(row, "first_name", ""),
        last_name=given(row, "last_name", ""),
        email_address=email,
        access_level=given(row, "access_level", "member"),
    )
