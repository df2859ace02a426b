"""The schema of a workspace as data: members, tokens, objects, attributes, options. A whole workspace is in `workspace`.

Everything is looked up by slug or by ID. Words are those of Attio's API.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, get_args

from attio_emulator.ids import Ids, is_uuid

__all__ = [
    "ACCESS_LEVELS",
    "ALIASES",
    "ALWAYS_ACTIVE",
    "NAMED",
    "TYPES",
    "AccessLevel",
    "Activity",
    "ActivitySchema",
    "Attribute",
    "AttributeType",
    "Choice",
    "DocumentedType",
    "List",
    "ListAccess",
    "Member",
    "Object",
    "Token",
    "TokenKind",
    "TokenLevel",
    "View",
]

AttributeType = Literal[
    "actor-reference",
    "checkbox",
    "currency",
    "date",
    "domain",
    "email-address",
    "interaction",
    "location",
    "number",
    "personal-name",
    "phone-number",
    "rating",
    "record-reference",
    "select",
    "status",
    "text",
    "timestamp",
]
TYPES: tuple[AttributeType, ...] = get_args(AttributeType)
DocumentedType = Literal["email", "pipeline"]
ALWAYS_ACTIVE = ("people", "companies")
"""Objects that every workspace has (documented)."""
ALIASES: Mapping[str, AttributeType] = {"email": "email-address", "pipeline": "status"}
"""Names the user documentation has for types of Attio's API."""
AccessLevel = Literal["admin", "member", "suspended"]
ACCESS_LEVELS: tuple[AccessLevel, ...] = get_args(AccessLevel)
TokenKind = Literal["api-key", "oauth-app", "attio-app"]
TokenLevel = Literal["workspace", "user"]

NAMED = Ids("names")
"""Ids of what has a name: the same slug has the same ID in every workspace of the same name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A workspace member; `email_address` is how files and calls name them, `access_level` one of `ACCESS_LEVELS`."""

    id: str
    first_name: str
    last_name: str
    email_address: str
    access_level: str = "member"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """An access token: of whom it is, and its limits.

    Three kinds (documented): a key of the workspace's settings, one that a member gave an app through OAuth, and one that Attio
    itself made for an app it runs, which no member gave. `level` says whether it acts for the workspace or for one user of it.
    `app` is the ID of the app, None for a key; `member` the address of who gave it, None for the first member. `scopes`: None for
    every one. `issued_at` and `expires_at` in milliseconds; None for as old as the workspace, and for never.
    """

    token: str = field(repr=False)
    kind: TokenKind = "api-key"
    level: TokenLevel = "workspace"
    name: str | None = None
    app: str | None = None
    member: str | None = None
    scopes: tuple[str, ...] | None = None
    issued_at: int | None = None
    expires_at: int | None = None
    revoked: bool = False

    def __hash__(self) -> int:
        # asked with every request; what has the same text is hardly ever another one
        return hash(self.token)

    @property
    def client_id(self) -> str:
        """The ID of the app, or the key's own, which is neither the key nor its workspace (recorded)."""
        return self.app or _named("token", self.token)

    @property
    def actor_id(self) -> str:
        """Who writes with it: the client ID, made a UUID where an app of a test has another (OpenAPI)."""
        return self.client_id if self.app is None or is_uuid(self.app) else _named("app", self.app)


@lru_cache(maxsize=1024)  # asked with every request
def _named(kind: str, text: str) -> str:
    # a half of a surrogate pair has no UTF-8, of which IDs are made
    return NAMED.named(kind, text.encode("utf-8", "backslashreplace").decode())


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A select option or a status. `celebration_enabled` and `target_time_in_status` (an ISO 8601 duration) are those of a status."""

    id: str
    title: str
    is_archived: bool = False
    celebration_enabled: bool = False
    target_time_in_status: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """An attribute of an object: `slug` is the `api_slug` of the API, `type` one of Attio's types, such as `select`.

    `is_system` marks what comes with Attio, `is_writable` what a call may write. `options` are those of a select, `statuses` those
    of a status, `currency` the ISO 4217 code of a currency and `currency_display` how Attio writes it. `allowed_objects` are the slugs a record reference may point to (none means any); `inverse` is the (object, attribute)
    at the other end of a relationship. `is_enriched` marks what only Attio fills. `default` is a default value as Attio's
    JSON shows it (type and template). `created_at` is in milliseconds; None where it came with its object.
    """

    id: str
    slug: str
    title: str
    type: str
    description: str | None = None
    is_system: bool = False
    is_writable: bool = True
    is_required: bool = False
    is_unique: bool = False
    is_multiselect: bool = False
    is_archived: bool = False
    is_enriched: bool = False
    options: tuple[Choice, ...] = ()
    statuses: tuple[Choice, ...] = ()
    currency: str | None = None
    currency_display: str = "symbol"
    allowed_objects: tuple[str, ...] = ()
    inverse: tuple[str, str] | None = None
    default: Mapping[str, Any] | None = None
    created_at: int | None = None

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The options of a select, the statuses of a status."""
        return self.statuses if self.type == "status" else self.options


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A saved view of an object or a list, a table or a board.

    `filter` has the form of a query or that of a view (see `views`), None for everything; `sorts` and `attributes` are as
    Attio's JSON says them. Attributes are named by their IDs. `created_at` is in milliseconds; None where it came with its owner.
    """

    id: str
    title: str
    type: str = "table"
    filter: Mapping[str, Any] | None = None
    sorts: tuple[Mapping[str, Any], ...] = ()
    attributes: tuple[Mapping[str, Any], ...] = ()
    is_archived: bool = False
    created_at: int | None = None


@dataclass(slots=True, kw_only=True)
class Object:
    """An object; `attributes` by slug, in the order of Attio's settings; `views` by ID.

    `is_standard` marks what comes with Attio. Nothing can be written into one that is not `active`.

    `created_at` is in milliseconds; None where it came with the workspace.
    """

    id: str
    slug: str
    singular_noun: str
    plural_noun: str
    active: bool = True
    is_standard: bool = False
    created_at: int | None = None
    attributes: dict[str, Attribute] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=dict)

    @property
    def may_be_inactive(self) -> bool:
        """Whether an admin can switch it on and off: those that come with Attio, but for people and companies."""
        return self.is_standard and self.slug not in ALWAYS_ACTIVE

    @property
    def unique(self) -> list[str]:
        """The slugs of the attributes that an assertion can match by."""
        return [
            slug for slug, one in self.attributes.items() if one.is_unique and one.is_writable and not one.is_archived
        ]

    def find(self, named: str) -> Attribute | None:
        """An attribute by slug or ID."""
        found = self.attributes.get(named)
        if found is None:
            wanted = named.lower()
            found = next((one for one in self.attributes.values() if one.id == wanted), None)
        return found


ActivitySchema = Literal["activities", "interactions", "calls", "emails"]
"""What an activity can extend."""


@dataclass(slots=True, kw_only=True)
class Activity(Object):
    """An activity, which has attributes and records as an object has.

    `slug` is its ID, the key of its records in the store, where its own slug might be that of an object: that is `api_slug`.
    """

    api_slug: str
    extends: ActivitySchema


ListAccess = Literal["full-access", "read-and-write", "read-only"]
"""What a member may do with a list."""


@dataclass(slots=True, kw_only=True)
class List(Object):
    """A list as its workspace begins with it; from then on it is a document, see `lists`.

    `slug` is its ID, as with an activity. `parent_object` is a slug; `members` are the IDs of members with their access.
    """

    api_slug: str
    parent_object: str
    access: ListAccess | None = "full-access"
    members: tuple[tuple[str, ListAccess], ...] = ()
