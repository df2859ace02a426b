"""The schemas of SCIM 2.0 that Attio lists. Nobody is provisioned here.

Sources: OpenAPI for the list, RFC 7643 for the contents of a schema. Which attributes of users and groups Attio knows
is assumed: those that directories send.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attio_emulator.calls import Answer, Call

__all__ = ["list_schemas"]

_CORE = "urn:ietf:params:scim:schemas:core:2.0"


def _attribute(
    name: str,
    description: str,
    *,
    type: str = "string",
    several: bool = False,
    required: bool = False,
    unique: bool = False,
    mutability: str = "readWrite",
    parts: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    """An attribute with its characteristics (RFC 7643, section 7)."""
    shown = {
        "name": name,
        "type": "complex" if parts else type,
        "multiValued": several,
        "description": description,
        "required": required,
        "caseExact": False,
        "mutability": mutability,
        "returned": "default",
        "uniqueness": "server" if unique else "none",
    }
    return shown | ({"subAttributes": list(parts)} if parts else {})


def _schema(name: str, description: str, attributes: Sequence[dict[str, Any]]) -> dict[str, Any]:
    id = f"{_CORE}:{name}"
    return {
        "schemas": [f"{_CORE}:Schema"],
        "id": id,
        "name": name,
        "description": description,
        "attributes": list(attributes),
        "meta": {"resourceType": "Schema", "location": f"/scim/v2/Schemas/{id}"},
    }


_USER = (
    _attribute("userName", "The address a user signs in with", required=True, unique=True),
    _attribute(
        "name",
        "The parts of the user's name",
        parts=(
            _attribute("formatted", "The whole name"),
            _attribute("familyName", "The last name"),
            _attribute("givenName", "The first name"),
        ),
    ),
    _attribute("displayName", "The name that is shown"),
    _attribute("active", "Whether the user may sign in", type="boolean"),
    _attribute(
        "emails",
        "The user's addresses",
        several=True,
        parts=(
            _attribute("value", "The address"),
            _attribute("type", "What it is for, such as work"),
            _attribute("primary", "Whether it is the main one", type="boolean"),
        ),
    ),
)
_GROUP = (
    _attribute("displayName", "The name of the group", required=True),
    _attribute(
        "members",
        "Who is in the group",
        several=True,
        parts=(
            _attribute("value", "The ID of the member", mutability="immutable"),
            _attribute("display", "The name of the member", mutability="readOnly"),
        ),
    ),
)
_SCHEMAS = (_schema("User", "A user", _USER), _schema("Group", "A group of users", _GROUP))


def list_schemas(call: Call) -> Answer:
    """All at once: the list has no pages."""
    body = {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": len(_SCHEMAS),
        "startIndex": 1,
        "itemsPerPage": len(_SCHEMAS),
        "Resources": list(_SCHEMAS),
    }
    return Answer(200, body)
