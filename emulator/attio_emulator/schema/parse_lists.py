"""Parses the lists of a workspace file, with their attributes and views. Entries are written over the API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attio_emulator.addresses import address
from attio_emulator.schema.checks import given
from attio_emulator.schema.lists import system_attributes
from attio_emulator.schema.model import NAMED, List, ListAccess, Member, Object
from attio_emulator.schema.parse_attributes import AttributeParser
from attio_emulator.schema.parse_views import ViewParser

__all__ = ["ListParser"]


class ListParser(AttributeParser, ViewParser):
    """Parses the lists. All objects and members of the file must be known first."""

    def _lists(self, rows: Sequence[Any], objects: Mapping[str, Object], members: Sequence[Member]) -> tuple[List, ...]:
        named = self._slugged(rows, "/lists", "parent_object")
        return tuple(self._list(one, pointer, objects, members) for pointer, one in named)

    def _list(
        self, row: Mapping[str, Any], pointer: str, objects: Mapping[str, Object], members: Sequence[Member]
    ) -> List:
        slug, parent = row["api_slug"], row["parent_object"]
        id = (row.get("id") or NAMED.named("list", slug)).lower()
        if parent not in objects:
            self._say(f"{pointer}/parent_object", parent, "the slug of an object of this workspace", objects)
            parent = next(iter(objects))
        name = given(row, "name", slug.replace("_", " ").capitalize())
        access = row.get("workspace_access", "full-access")
        created_at = self._moment(row, "created_at", pointer)
        made = List(
            id=id,
            slug=id,
            api_slug=slug,
            singular_noun=name,
            plural_noun=name,
            parent_object=parent,
            access=access,
            members=tuple(self._access(row, f"{pointer}/workspace_member_access", members)),
            created_at=created_at,
            attributes={one.slug: one for one in system_attributes(id, parent, created_at, NAMED)},
        )
        told = any(
            one.pointer == f"{pointer}/workspace_access" for one in self.problems
        )  # its shape was already reported
        if access != "full-access" and not told and all(level != "full-access" for _, level in made.members):
            expected = "full-access, there or for one of workspace_member_access: somebody has it"
            self._say(f"{pointer}/workspace_access", access, expected)
        self._own_attributes(made, id, row, pointer)
        self._without_other_side(made, row, pointer, objects)
        for index, one in enumerate(given(row, "attributes", [])):
            if one is not None and one.get("is_unique"):
                expected = "false: attributes of lists cannot be unique"
                self._say(f"{pointer}/attributes/{index}/is_unique", True, expected)
        made.views = self._views(given(row, "views", []), f"{pointer}/views", made, objects)
        return made

    def _access(
        self, row: Mapping[str, Any], pointer: str, members: Sequence[Member]
    ) -> Iterator[tuple[str, ListAccess]]:
        for index, one in enumerate(given(row, "workspace_member_access", [])):
            if one is None:
                continue
            named = address(given(one, "workspace_member_id", ""))
            found = next((member for member in members if named in (member.id, address(member.email_address))), None)
            if found is not None:
                yield found.id, given(one, "level", "full-access")
            elif named:
                expected = "the ID or the email address of a member of this workspace"
                known = [member.email_address for member in members]
                self._say(f"{pointer}/{index}/workspace_member_id", one["workspace_member_id"], expected, known)
