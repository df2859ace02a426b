"""The schemas of SCIM: a list as RFC 7644 has it, of schemas as RFC 7643 has them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from attio_emulator.routes import OUTSIDE

from tests.attio_emulator.calls import Attio, error

CHARACTERISTICS = (
    "name", "type", "multiValued", "description", "required", "caseExact", "mutability", "returned", "uniqueness",
)  # fmt: skip

POSSIBLE = {
    "mutability": {"readOnly", "readWrite", "immutable", "writeOnly"},
    "returned": {"always", "never", "default", "request"},
    "uniqueness": {"none", "server", "global"},
}


def _all(attributes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for one in attributes:
        yield one
        yield from _all(one.get("subAttributes", []))


@pytest.mark.covers("GET /scim/v2/Schemas", "scim.schemas")
def test_users_and_groups_have_a_schema() -> None:
    body = Attio().ask("GET", "/scim/v2/Schemas").body
    resources = body.pop("Resources")
    assert body == {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": 2,
        "startIndex": 1,
        "itemsPerPage": 2,
    }
    assert [one["id"] for one in resources] == [
        f"urn:ietf:params:scim:schemas:core:2.0:{name}" for name in ("User", "Group")
    ]
    assert [[one["name"] for one in schema["attributes"]] for schema in resources] == [
        ["userName", "name", "displayName", "active", "emails"],
        ["displayName", "members"],
    ]
    for schema in resources:
        for one in _all(schema["attributes"]):
            assert tuple(one)[:9] == CHARACTERISTICS
            assert all(one[name] in values for name, values in POSSIBLE.items())
            assert ("subAttributes" in one) == (one["type"] == "complex")


def test_a_token_needs_the_scope_of_scim() -> None:
    attio = Attio({"tokens": [{"token": "t", "scopes": ["object_configuration:read-write"]}]})
    answer = attio.ask("GET", "/scim/v2/Schemas")
    assert (answer.status, answer.body["code"]) == (403, "unauthorized")
    assert answer.body["message"].endswith("Read-Write access to the SCIM Management scope.")


@pytest.mark.covers(
    "error 501 not_emulated",
    "GET /scim/v2/Users",
    "POST /scim/v2/Users",
    "GET /scim/v2/Users/{scim}",
    "PUT /scim/v2/Users/{scim}",
    "PATCH /scim/v2/Users/{scim}",
    "DELETE /scim/v2/Users/{scim}",
    "GET /scim/v2/Groups",
    "POST /scim/v2/Groups",
    "GET /scim/v2/Groups/{scim}",
    "PUT /scim/v2/Groups/{scim}",
    "PATCH /scim/v2/Groups/{scim}",
    "DELETE /scim/v2/Groups/{scim}",
)
def test_users_and_groups_themselves_are_not_emulated_and_say_so() -> None:
    attio = Attio()
    for one in OUTSIDE:
        path = one.path.replace("{scim}", "u-1")
        message = f"attio_emulator does not emulate {one.method} {path}; Attio does."
        assert attio.ask(one.method, path, {}) == error(501, "not_emulated", message)
    assert attio.ask("DELETE", "/scim/v2/Users").status == 404
    without = Attio({"tokens": [{"token": "t", "scopes": []}]})
    assert without.ask("GET", "/scim/v2/Users").status == 403
