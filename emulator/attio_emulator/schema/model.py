"""The schema of a workspace as data: members, tokens, objects, attributes, options. `workspace` has the whole
workspace.

Everything is found by slug or ID. The terms are those of Attio's API.
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
"""Objects that are active in every workspace (documented)."""
ALIASES: Mapping[str, AttributeType] = {"email": "email-address", "pipeline": "status"}
"""The user documentation's names for types of Attio's API."""
AccessLevel = Literal["admin", "member", "suspended"]
ACCESS_LEVELS: tuple[AccessLevel, ...] = get_args(AccessLevel)
TokenKind = Literal["api-key", "oauth-app", "attio-app"]
TokenLevel = Literal["workspace", "user"]

NAMED = Ids("names")
"""IDs of what has a name: in all workspaces of the same name, the same slug has the same ID."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A workspace member. Files and calls name it by `email_address`; `access_level` is one of `ACCESS_LEVELS`."""

    id: str
    first_name: str
    last_name: str
    email_address: str
    access_level: str = "member"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """An access token: its owner and its limits.

    There are three kinds (documented): a key from the workspace's settings, one that a member gave an app through
    OAuth, and one that Attio made for an app it runs, without a member. `level` says whether it acts for the workspace
    or for one user. `app` is the ID of the app, None for a key. `member` is the address of the member who gave it, None
    for the first member. `scopes` is None for all. `issued_at` and `expires_at` are in milliseconds; None means as old
    as the workspace, and never.
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
        # asked with every request; tokens with the same text are almost always equal
        return hash(self.token)

    @property
    def client_id(self) -> str:
        """The ID of the app, or of the key itself: neither the key nor its workspace (recorded)."""
        return self.app or _named("token", self.token)

    @property
    def actor_id(self) -> str:
        """The actor of its writes: the client ID, converted to a UUID if a test's app has another form (OpenAPI)."""
        return self.client_id if self.app is None or is_uuid(self.app) else _named("app", self.app)


@lru_cache(maxsize=1024)  # asked with every request
def _named(kind: str, text: str) -> str:
    # IDs are made from UTF-8, which cannot encode a lone surrogate
    return NAMED.named(kind, text.encode("utf-8", "backslashreplace").decode())


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A select option or a status. Only statuses have `celebration_enabled` and `target_time_in_status` (an ISO 8601 duration)."""

    id: str
    title: str
    is_archived: bool = False
    celebration_enabled: bool = False
    target_time_in_status: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """An attribute of an object. `slug` is the API's `api_slug`, `type` one of Attio's types, such as `select`.

    `is_system` marks attributes that come with Attio, `is_writable` those that calls may write, `is_enriched` those
    that only Attio fills. Selects have `options`, statuses `statuses`. A currency has `currency`, its ISO 4217 code,
    and `currency_display`, how Attio writes it. A record reference may point to objects of the slugs `allowed_objects`
    (none: any). `inverse` is the (object, attribute) at the other end of a relationship. `default` is a default value
    as in Attio's JSON (type and template). `created_at` is in milliseconds; None if the attribute came with its object.
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
        """The options of a select or the statuses of a status."""
        return self.statuses if self.type == "status" else self.options


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A saved view of an object or a list: a table or a board.

    `filter` has the form of a query or that of a view (see `views`); None shows everything. `sorts` and `attributes`
    are as in Attio's JSON. Attributes are named by ID. `created_at` is in milliseconds; None if the view came with its
    owner.
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
    """An object; `attributes` are by slug, in the order of Attio's settings, `views` by ID.

    `is_standard` marks objects that come with Attio. Only an `active` object can be written to.

    `created_at` is in milliseconds; None if the object came with the workspace.
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
        """Whether an admin can switch it on and off: the objects that come with Attio, except people and companies."""
        return self.is_standard and self.slug not in ALWAYS_ACTIVE

    @property
    def unique(self) -> list[str]:
        """The slugs of the attributes by which an assertion can match."""
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
"""The schemas an activity can extend."""


@dataclass(slots=True, kw_only=True)
class Activity(Object):
    """An activity; like an object, it has attributes and records.

    `slug` is its ID, the key of its records in the store. Its own slug is `api_slug`; that could equal an object's.
    """

    api_slug: str
    extends: ActivitySchema


ListAccess = Literal["full-access", "read-and-write", "read-only"]
"""What a member may do with a list."""


@dataclass(slots=True, kw_only=True)
class List(Object):
    """A list as the workspace starts with it; after that it is a document, see `lists`.

    `slug` is its ID, as with an activity. `parent_object` is a slug; `members` maps member IDs to access levels.
    """

    api_slug: str
    parent_object: str
    access: ListAccess | None = "full-access"
    members: tuple[tuple[str, ListAccess], ...] = ()
