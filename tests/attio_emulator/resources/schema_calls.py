"""What the tests of the schema share: a workspace with an object of its own, requests that write, rows of refusals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.attio_emulator.calls import Answer, Attio, error

__all__ = [
    "CARS",
    "CREW",
    "DISABLED",
    "NOT_UNIQUE",
    "PEOPLE",
    "SHIPS",
    "SYSTEM",
    "TAKEN",
    "WORKSPACE",
    "good",
    "invalid",
    "listing",
    "missing",
    "patch",
    "plain",
    "post",
    "restored",
    "row",
    "undated",
    "unknown",
    "wrong",
]

PEOPLE = "/v2/objects/people/attributes"
SHIPS = "/v2/objects/ships/attributes"
WORKSPACE: Mapping[str, Any] = {
    "members": [{"id": "5f1c9d9e-0000-4000-8000-000000000001", "email_address": "alice@acme.com"}],
    "objects": [
        {"api_slug": "deals", "active": True},
        {
            "api_slug": "ships",
            "singular_noun": "Ship",
            "plural_noun": "Ships",
            "attributes": [
                {"api_slug": "hull", "type": "text", "title": "Hull"},
                {"api_slug": "kind", "type": "select", "options": ["Sloop", "Brig"]},
                {"api_slug": "stage", "type": "status", "statuses": ["Docked", "At sea"]},
            ],
        },
    ],
}
TAKEN = "An attribute with the same API slug already exists on this Object"
SYSTEM = error(400, "system_edit_unauthorized", "Cannot update a System attribute.")
NOT_UNIQUE = error(400, "validation_type", "Cannot set attribute as unique.")
DISABLED = 'The Standard object with slug/ID "users" must be enabled by a Workspace admin before it can be used.'


def post(attio: Attio, path: str, data: Any) -> Answer:
    return attio.ask("POST", path, {"data": data})


def patch(attio: Attio, path: str, **data: Any) -> Answer:
    return attio.ask("PATCH", path, {"data": data})


def good(answer: Answer) -> Any:
    assert answer.status == 200, answer
    return answer.body["data"]


def invalid(*rows: Mapping[str, Any]) -> Answer:
    return error(400, "validation_type", "Body payload validation error.", validation_errors=list(rows))


def plain(message: str) -> Answer:
    """A refusal with a sentence of its own."""
    return error(400, "validation_type", message)


def missing(kind: str, *path: Any) -> dict[str, Any]:
    found = {"code": "invalid_type", "path": list(path), "message": "Required"}
    return found | {"expected": kind, "received": "undefined"}


def wrong(expected: str, received: str, *path: Any) -> dict[str, Any]:
    message = f"Expected {expected}, received {received}"
    return {"code": "invalid_type", "path": list(path), "message": message, "expected": expected, "received": received}


def row(message: str, *path: Any, code: str = "invalid") -> dict[str, Any]:
    return {"code": code, "path": list(path), "message": message}


def unknown(names: list[str], *path: Any) -> dict[str, Any]:
    """zod's row for members that a closed object does not have."""
    quoted = ", ".join(f"'{name}'" for name in names)
    return row(f"Unrecognized key(s) in object: {quoted}", *path, code="unrecognized_keys") | {"keys": names}


def restored(attio: Attio) -> Attio:
    """Another emulator with the state of this one."""
    other = Attio()
    other.emulator.restore(attio.emulator.snapshot())
    return other


def listing(attio: Attio) -> dict[str, Any]:
    """Everything the API tells of the schema, but when it came to be."""
    out: dict[str, Any] = {}
    for object in good(attio.ask("GET", "/v2/objects")):
        slug = object["api_slug"]
        attributes = good(attio.ask("GET", f"/v2/objects/{slug}/attributes", show_archived=True))
        told = out[slug] = {"object": undated(object), "attributes": [undated(one) for one in attributes]}
        for kind, name in (("select", "options"), ("status", "statuses")):
            for one in (one for one in attributes if one["type"] == kind):
                path = f"/v2/objects/{slug}/attributes/{one['api_slug']}/{name}"
                told[f"{one['api_slug']} {name}"] = good(attio.ask("GET", path, show_archived=True))
    return out


def undated(one: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in one.items() if name != "created_at"}


CARS = {"api_slug": "cars", "singular_noun": "Car", "plural_noun": "Cars"}
CREW = {"object": "people", "title": "Serves on", "api_slug": "serves_on", "is_multiselect": False}
