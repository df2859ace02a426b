"""Reads the schema of a workspace, call by call."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from attio_emulator import Workspace, WorkspaceError
from attio_emulator.schema.model import ACCESS_LEVELS, TYPES, Choice

from attio_harness.errors import InputError
from attio_harness.rest.rows import Row
from attio_harness.schema.client import Api
from attio_harness.schema.describe import Describer
from attio_harness.schema.listed import ListedAttribute, ListedObject, Tell, silent

__all__ = ["pull"]


def pull(
    api: Api,
    *,
    members: bool = True,
    tell: Tell = silent,
) -> dict[str, Any]:
    """Read the schema of a workspace; return the members of a workspace file, with IDs.

    What every workspace has is left out: standard attributes (only their differences are included) and inactive standard objects.
    Allowed objects are slugs, not IDs. Archived attributes and options are included.

    Args:
        api: from `connect`.
        members: whether to read the workspace's members (names and email addresses, the scope `user_management:read`);
            without them no value for an actor reference can be checked.
        tell: called with one line for everything that a workspace file cannot say.

    Raises:
        InputError: no connection, an answer that is no success or not as documented; the file is the URL.
        UsageError: the token is refused, inactive, or lacks a scope.
    """
    myself = api.myself()
    name, slug = myself.text("workspace_name"), myself.text("workspace_slug")
    listed = _objects(api, tell)
    out: dict[str, Any] = {"name": name, "slug": slug}
    if members:
        out["members"] = _members(api.rows("/v2/workspace_members"), tell)
    out["objects"] = Describer(listed, tell).objects()
    try:
        Workspace.from_dict(out, file=api.url("/v2/objects"))
    except WorkspaceError as error:
        raise InputError(f"has a schema that no workspace file can say: {error}", file=api.url("/v2")) from None
    return out


def _objects(api: Api, tell: Tell) -> list[ListedObject]:
    """The active objects: standard ones first, the others by age, since Attio's order means nothing (observed)."""
    places = {slug: place for place, slug in enumerate(Workspace.standard().objects)}
    rows = [ListedObject(row=row, id=row.id("object_id"), slug=row.text("api_slug")) for row in api.rows("/v2/objects")]
    rows.sort(key=lambda one: (places.get(one.slug, len(places)), str(one.row.maybe("created_at") or "")))
    for one in rows:
        # attributes come in pages; objects and members do not (OpenAPI)
        found = api.pages(
            "/v2/objects/{object}/attributes",
            one.slug,
            named=lambda row: row.id("attribute_id"),
            show_archived="true",
        )
        one.attributes = [read for row in found if (read := _attribute(api, one, row, tell)) is not None]
    return rows


def _attribute(api: Api, owner: ListedObject, row: Row, tell: Tell) -> ListedAttribute | None:
    slug, kind = row.text("api_slug"), row.text("type")
    if kind not in TYPES:
        tell(f"{owner.slug}.{slug} is left out: its type {kind} is not known here")
        return None
    choices: tuple[Choice, ...] = ()
    if kind in ("select", "status"):
        choices = _choices(api, owner, slug, kind, tell)
    return ListedAttribute(row=row, id=row.id("attribute_id"), slug=slug, type=kind, choices=choices)


def _choices(api: Api, owner: ListedObject, slug: str, kind: str, tell: Tell) -> tuple[Choice, ...]:
    """Options or statuses in their order; of two with the same title, the one in use."""
    words = "options" if kind == "select" else "statuses"
    pattern = f"/v2/objects/{{object}}/attributes/{{attribute}}/{words}"
    rows = api.rows(pattern, owner.slug, slug, show_archived="true")
    found: dict[str, Choice] = {}
    for row in rows:
        target = row.maybe("target_time_in_status")
        one = Choice(
            id=row.id("option_id" if kind == "select" else "status_id"),
            title=row.text("title"),
            is_archived=row.flag("is_archived"),
            celebration_enabled=row.maybe("celebration_enabled") is True,
            target_time_in_status=target if isinstance(target, str) else None,
        )
        there = found.get(one.title)
        if not one.title.strip() or there is not None:
            tell(f"{owner.slug}.{slug}: of the {words} titled {one.title!r} only one is kept" if there is not None
                 else f"{owner.slug}.{slug}: an option without a title is left out")  # fmt: skip
        # True > False: the one kept is archived and this one is not
        if one.title.strip() and (there is None or there.is_archived > one.is_archived):
            found[one.title] = one
    return tuple(found.values())


def _members(rows: Iterable[Row], tell: Tell) -> list[dict[str, Any]]:
    out: dict[str, dict[str, Any]] = {}
    for row in rows:
        member = {
            "id": row.id("workspace_member_id"),
            "first_name": row.maybe("first_name") or "",
            "last_name": row.maybe("last_name") or "",
            "email_address": row.text("email_address"),
            "access_level": row.text("access_level"),
        }
        if member["access_level"] not in ACCESS_LEVELS:
            tell(
                f"{member['email_address']}: the access level {member['access_level']} is unknown here; member is written"
            )
            member["access_level"] = "member"
        key = member["email_address"].casefold()
        if key in out:
            tell(f"{member['email_address']} is a member twice; one is kept")
        # of two with the same address, keep the one who can still log in
        if key not in out or out[key]["access_level"] == "suspended":
            out[key] = member
    return list(out.values())
