"""A workspace: its schema, members and tokens, and its seed records. `store` has the records written later.

`files` and `parse` read its file, `dump` writes it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attio_emulator import editions
from attio_emulator.addresses import address
from attio_emulator.assumptions import Settings, checked
from attio_emulator.editions import NEWEST, Edition
from attio_emulator.errors import WorkspaceError
from attio_emulator.schema.activities import system_activities
from attio_emulator.schema.dump import activity_row, list_row, object_row, token_row
from attio_emulator.schema.emails import Email, email_row
from attio_emulator.schema.model import Activity, List, Member, Object, Token
from attio_emulator.schema.parse import parts

if TYPE_CHECKING:
    from attio_emulator.schema.files import Source

__all__ = ["Workspace"]


@dataclass(slots=True, kw_only=True)
class Workspace:
    """A workspace: the schema, members, tokens and seed records of an Attio.

    `api` is the edition of Attio's API that it follows. `objects` are by slug, `activities` by ID. `records` and
    `activity_records` are seed records (slug of the object or activity -> list of simple values), `emails` the initial
    emails. `assumptions` are settings by ID. `protected_recipients` are addresses and domains that a search for emails
    must not name.

    `source` is the text of its file, if any, to locate mistakes that are found later.
    """

    id: str
    name: str
    slug: str
    api: Edition = NEWEST
    members: tuple[Member, ...] = ()
    objects: dict[str, Object] = field(default_factory=dict)
    activities: dict[str, Activity] = field(default_factory=system_activities)
    records: Mapping[str, list[Mapping[str, Any]]] = field(default_factory=dict)
    activity_records: Mapping[str, list[Mapping[str, Any]]] = field(default_factory=dict)
    lists: tuple[List, ...] = ()
    assumptions: Settings = field(default_factory=lambda: checked({})[0])
    tokens: tuple[Token, ...] = ()
    emails: tuple[Email, ...] = ()
    protected_recipients: tuple[str, ...] = ()
    file: str = "<dict>"
    source: Source | None = field(default=None, compare=False, repr=False)

    @classmethod
    def load(cls, path: str | Path) -> Workspace:
        """Read a workspace file, YAML or JSON.

        Raises:
            WorkspaceError: the file cannot be read, or something in it is wrong: file, line, column, pointer, found,
                expected.
        """
        from attio_emulator.schema.files import read  # loads everything that reports mistakes, as below

        return cls.from_text(read(path), file=str(path))

    @classmethod
    def from_text(cls, text: str, *, file: str) -> Workspace:
        """The workspace of a file whose text was already read; raises as `load`. The answer of `GET /_emulator/workspace`, which has
        it in `data`, is such a file, too."""
        from attio_emulator.schema.files import source

        found = source(text, file=file)
        if found.is_json and isinstance(found.values, dict) and found.values.keys() == {"data"}:
            # written by a program, so it has no places to tell
            return cls.from_dict(found.values["data"], file=file)
        misread = found.misread()
        try:
            workspace = cls.from_dict(found.values, file=file)
        except WorkspaceError as error:
            raise found.located(WorkspaceError(file, [*error.problems, *misread])) from None
        if misread:
            raise found.located(WorkspaceError(file, misread))
        workspace.source = replace(found, nodes=None)
        return workspace

    @classmethod
    def from_dict(cls, data: Any, *, file: str = "<dict>") -> Workspace:
        """The workspace of a file with these members; raises as `load`."""
        if data == {}:
            return cls(**parts({}, file=file))
        from attio_emulator.schema.shape import shaped  # loads pydantic, 60 ms that a bare emulator does not need

        values, problems = shaped(data)
        try:
            return cls(**parts(values, file=file, problems=problems))
        except UnicodeEncodeError:  # from hashing a name to an ID
            from attio_emulator.schema.halves import halves

            raise WorkspaceError(file, [*problems, *halves(values)]) from None

    @classmethod
    def from_own(cls, data: Mapping[str, Any], *, file: str = "<dict>") -> Workspace:
        """The workspace from its own `to_dict`. Its shape is not checked, which would slow down every reset."""
        return cls(**parts(data, file=file))

    @classmethod
    def standard(cls) -> Workspace:
        """A workspace that has only the standard objects."""
        return cls.from_dict({})

    def has(self, change: str) -> bool:
        """Whether this workspace's edition of the API includes a change of `editions.CHANGES`."""
        return editions.has(self.api, change)

    def find_object(self, named: str) -> Object | None:
        """An object by slug or ID, active or not. IDs may be in any case, as everywhere."""
        found = self.objects.get(named)
        if found is None:
            wanted = named.lower()
            found = next((one for one in self.objects.values() if one.id == wanted), None)
        return found

    def find_activity(self, named: str) -> Activity | None:
        """An activity by slug or ID."""
        by_slug = (one for one in self.activities.values() if one.api_slug == named)
        return self.activities.get(named.lower()) or next(by_slug, None)

    def find_member(self, email_address: str) -> Member | None:
        """The member with this address in any case, or None."""
        wanted = address(email_address)
        return next((one for one in self.members if address(one.email_address) == wanted), None)

    def active_objects(self) -> Iterator[Object]:
        """The objects that can be written to."""
        return (one for one in self.objects.values() if one.active)

    def activate(self, named: str) -> Object | None:
        """Activate an object, as an admin would in the settings."""
        found = self.find_object(named)
        if found is not None:
            found.active = True
        return found

    def deactivate(self, named: str) -> Object | None:
        """Deactivate an object, as an admin would in the settings.

        Raises:
            ValueError: the object cannot be deactivated.
        """
        found = self.find_object(named)
        if found is not None and not found.may_be_inactive:
            raise ValueError(f"{found.slug!r} cannot be switched off; expected users, workspaces or deals")
        if found is not None:
            found.active = False
        return found

    def names_of(self, object: str) -> Collection[str]:
        """Slug and ID of an object; an unknown name alone."""
        found = self.find_object(object)
        return (object,) if found is None else (found.slug, found.id)

    def to_dict(self) -> dict[str, Any]:
        """This workspace in the form of a workspace file, from which it can be built again."""
        return {
            "name": self.name,
            "slug": self.slug,
            "api": self.api,
            "members": [
                {
                    "id": one.id,
                    "first_name": one.first_name,
                    "last_name": one.last_name,
                    "email_address": one.email_address,
                    "access_level": one.access_level,
                }
                for one in self.members
            ],
            "objects": [object_row(one) for one in self.objects.values()],
            "activities": [activity_row(one) for one in self.activities.values()],
            "records": {slug: [dict(row) for row in rows] for slug, rows in self.records.items()},
            "activity_records": {slug: [dict(row) for row in rows] for slug, rows in self.activity_records.items()},
            "lists": [list_row(one) for one in self.lists],
            "assumptions": dict(self.assumptions),
            "tokens": [token_row(one) for one in self.tokens],
            "emails": [email_row(one) for one in self.emails],
            "protected_recipients": list(self.protected_recipients),
        }
