"""The shape of a workspace file as pydantic models: which members each part has, and their types. `parse` has their
meaning.

Docstrings and descriptions are output: they say what is expected, in the JSON Schema for editors and in messages about
mistakes. Pydantic's own messages are never shown, see `shape`. Loading pydantic and building the models takes a tenth
of a second, so only `shape` and `json_schema` import this module, and `shape` only if there is a file or dict to check.
"""

# Annotations are not postponed: pydantic would evaluate the text of each, a third of the models' cost at start.

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from attio_emulator.assumptions import ASSUMPTIONS
from attio_emulator.editions import Edition
from attio_emulator.schema.emails import Direction, Role
from attio_emulator.schema.model import (
    TYPES,
    AccessLevel,
    ActivitySchema,
    AttributeType,
    DocumentedType,
    ListAccess,
    TokenKind,
    TokenLevel,
)
from attio_emulator.scopes import known_scopes

__all__ = ["WorkspaceFile"]

Name = Annotated[str, Field(pattern=r"\S")]
"""A text that is not blank."""
Slug = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$", description="a slug of letters, digits, _ and -")]
"""The form the API requires of new slugs (assumed), since they are used in paths."""
Moment = Annotated[str, Field(description="a moment as ISO 8601, such as 2025-01-01T12:00:00.000Z")]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", defer_build=True)


def _told(description: str) -> dict[str, Any]:
    """A description for editors; messages derive what is expected from the type."""
    return {"description": description}


_KIND = (
    "whose it is: a key from the settings of the workspace (left out, too), one that a member gave an app through OAuth, or one "
    "that Attio made for an app it runs; what an app writes is by the actor app"
)
_MAILBOX = "the address of its mailbox; by default, that of the first member who takes part"
_DIRECTION = "left out, outbound where a member or somebody of the workspace's domains is the sender"
_METADATA = "whether the mailbox shares no more than metadata: the email is shown without its subject line"
_LEVEL = "for whom it acts: the workspace (left out, too), or one user, which some calls refuse"
_APP = "the name of the app; tokens of one name are of one app"
_CLIENT = "the ID of the app; made of its name where it is left out"
_BY = "the email address of the member who gave it; the first of members where it is left out"


def _scopes(schema: dict[str, Any]) -> None:
    schema["enum"] = sorted(known_scopes())


def _settings(schema: dict[str, Any]) -> None:
    schema["additionalProperties"] = False
    schema["properties"] = {
        one.id: {"enum": list(one.choices), "description": one.statement} for one in ASSUMPTIONS.values()
    }


class Member(_Part):
    """A member: an object with email_address."""

    id: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    email_address: Name
    access_level: AccessLevel | None = None


class Token(_Part):
    """An access token: text, or an object with token and its limits."""

    token: Name
    kind: Annotated[TokenKind | None, Field(json_schema_extra=_told(_KIND))] = None
    level: Annotated[TokenLevel | None, Field(json_schema_extra=_told(_LEVEL))] = None
    name: Annotated[str | None, Field(json_schema_extra=_told(_APP))] = None
    client_id: Annotated[Name | None, Field(json_schema_extra=_told(_CLIENT))] = None
    member: Annotated[Name | None, Field(json_schema_extra=_told(_BY))] = None
    scopes: Annotated[
        list[Annotated[str, Field(json_schema_extra=_scopes)]] | None, Field(description="a list of scopes")
    ] = None
    expires_at: Moment | None = None
    revoked: bool | None = None


class Participant(_Part):
    """A participant: an object with role and email_address."""

    role: Role
    email_address: Name
    name: str | None = None


class Email(_Part):
    """An email: an object with sent_at and participants."""

    id: str | None = None
    mailbox: Annotated[Name | None, Field(json_schema_extra=_told(_MAILBOX))] = None
    sent_at: Moment
    direction: Annotated[Direction | None, Field(json_schema_extra=_told(_DIRECTION))] = None
    subject_line: str | None = None
    metadata_only: Annotated[bool | None, Field(json_schema_extra=_told(_METADATA))] = None
    participants: Annotated[list[Participant], Field(description="a list of participants")]


class Choice(_Part):
    """A title, or an object with title."""

    id: str | None = None
    title: Name
    is_archived: bool | None = None
    celebration_enabled: bool | None = None
    target_time_in_status: str | None = None


def _as_token(value: Any) -> Any:
    return {"token": value} if isinstance(value, str) else value


def _as_choice(value: Any) -> Any:
    """A number in YAML (`options: [1, 2.5]`) is a title; a boolean was some word (`Yes`) and is not."""
    plain = isinstance(value, str | int | float) and not isinstance(value, bool)
    return {"title": str(value)} if plain else value


Tokens = list[Annotated[Token, BeforeValidator(_as_token, json_schema_input_type=str | Token)]]
Choices = list[Annotated[Choice, BeforeValidator(_as_choice, json_schema_input_type=str | int | float | Choice)]]


class Currency(_Part):
    """An object with default_currency_code."""

    default_currency_code: str | None = None
    display_type: str | None = None


class RecordReference(_Part):
    """An object with allowed_objects."""

    allowed_objects: Annotated[list[str] | None, Field(description="a list of slugs")] = None
    allowed_object_ids: Any = None


class Config(_Part):
    """An object with currency or record_reference."""

    currency: Currency | None = None
    record_reference: RecordReference | None = None


class Relationship(_Part):
    """An object with object and api_slug."""

    object: Name
    api_slug: Slug


class Default(_Part):
    """An object with type and template."""

    type: Literal["static", "dynamic"]
    template: Annotated[Any, Field(description="a list of values (static) or a text (dynamic)")] = None


class Attribute(_Part):
    """An attribute: an object with api_slug and type."""

    api_slug: Slug
    id: str | None = None
    title: str | None = None
    description: str | None = None
    type: Annotated[Literal[AttributeType, DocumentedType], Field(description=f"a type: {', '.join(TYPES)}")] = "text"
    is_required: bool | None = None
    is_unique: bool | None = None
    is_multiselect: bool | None = None
    is_archived: bool | None = None
    is_writable: bool | None = None
    options: Annotated[Choices | None, Field(description="a list of titles")] = None
    statuses: Annotated[Choices | None, Field(description="a list of titles")] = None
    config: Config | None = None
    relationship: Relationship | None = None
    default_value: Default | None = None
    created_at: Moment | None = None


class ViewSort(_Part):
    """A sort: an object with attribute or path, and direction."""

    attribute: Name | None = None
    path: list[Annotated[list[str], Field(description="a pair of an object and an attribute")]] | None = None
    field: str | None = None
    direction: Literal["asc", "desc"]


class ViewAttribute(_Part):
    """A shown attribute: an object with attribute."""

    attribute: Name
    field: str | None = None


class View(_Part):
    """A saved view: an object with title."""

    id: str | None = None
    title: Name
    type: Literal["table", "board"] | None = None
    filter: Annotated[
        dict[str, Any] | None,
        Field(description="a filter as in a query, or an object with attribute, op and value"),
    ] = None
    sorts: Annotated[list[ViewSort] | None, Field(description="a list of sorts")] = None
    attributes: Annotated[list[ViewAttribute] | None, Field(description="a list of shown attributes")] = None
    is_archived: bool | None = None
    created_at: Moment | None = None


class Object(_Part):
    """An object with api_slug and attributes."""

    api_slug: Slug
    id: str | None = None
    singular_noun: str | None = None
    plural_noun: str | None = None
    active: bool | None = None
    created_at: Moment | None = None
    attributes: Annotated[list[Attribute] | None, Field(description="a list of attributes")] = None
    views: Annotated[list[View] | None, Field(description="a list of saved views")] = None


class Activity(_Part):
    """An activity: an object with api_slug, extends and attributes."""

    api_slug: Slug
    id: str | None = None
    singular_noun: str | None = None
    plural_noun: str | None = None
    extends: ActivitySchema | None = None
    created_at: Moment | None = None
    attributes: Annotated[list[Attribute] | None, Field(description="a list of attributes")] = None


class MemberAccess(_Part):
    """What one member may: an object with workspace_member_id and level."""

    workspace_member_id: Annotated[str, Field(pattern=r"\S", description="the ID or the email address of a member")]
    level: ListAccess


class List(_Part):
    """A list: an object with api_slug, parent_object, attributes and views."""

    api_slug: Slug
    parent_object: Name
    id: str | None = None
    name: str | None = None
    workspace_access: ListAccess | None = None
    workspace_member_access: Annotated[
        list[MemberAccess] | None, Field(description="a list of members with their access")
    ] = None
    created_at: Moment | None = None
    attributes: Annotated[list[Attribute] | None, Field(description="a list of attributes")] = None
    views: Annotated[list[View] | None, Field(description="a list of saved views")] = None


Row = Annotated[dict[str, Any], Field(description="an object: attribute slugs and simple values")]
Rows = Annotated[list[Row] | None, Field(description="a list of records")]


_RECORDS: dict[str, Any] = {
    "description": "What is in the workspace before the first event: object slug -> records, each of attribute slugs and values in "
    "the forms of records/simple. Written in this order, so put a record before those that refer to it.",
    "examples": [
        {
            "companies": [{"domains": "acme.com"}],
            "people": [{"email_addresses": "jane@acme.com", "company": "acme.com"}],
        }
    ],
}


_ACTIVITY_RECORDS: dict[str, Any] = {
    "description": "What was logged before the first event: activity slug -> records, each of attribute slugs and values in the "
    "forms of records/simple. Written after the records of objects, to which they may refer.",
    "examples": [{"phone_calls": [{"timestamp": "2025-01-01T12:00:00Z", "direction": "Outbound"}]}],
}


class WorkspaceFile(_Part):
    """A workspace: an object with name, members, objects …"""

    name: str | None = None
    slug: str | None = None
    api: Annotated[
        Edition | None, Field(json_schema_extra={"description": "the edition of Attio's API that is answered"})
    ] = None
    members: Annotated[list[Member] | None, Field(description="a list of members")] = None
    objects: Annotated[list[Object] | None, Field(description="a list of objects")] = None
    records: Annotated[
        dict[str, Rows] | None,
        # for editors; messages use the shorter description
        Field(description="an object: an object's slug and a list of values", json_schema_extra=_RECORDS),
    ] = None
    activities: Annotated[list[Activity] | None, Field(description="a list of activities")] = None
    activity_records: Annotated[
        dict[str, Rows] | None,
        Field(description="an object: an activity's slug and a list of values", json_schema_extra=_ACTIVITY_RECORDS),
    ] = None
    lists: Annotated[list[List] | None, Field(description="a list of lists")] = None
    assumptions: Annotated[
        dict[str, Any] | None,
        Field(description="an object: the id of an assumption and its setting", json_schema_extra=_settings),
    ] = None
    tokens: Annotated[Tokens | None, Field(description="a list of access tokens")] = None
    emails: Annotated[list[Email] | None, Field(description="a list of emails")] = None
    protected_recipients: Annotated[list[Name] | None, Field(description="a list of email addresses and domains")] = (
        None
    )
    schema_: Annotated[str | None, Field(alias="$schema", description="the place of this schema, for editors")] = None
