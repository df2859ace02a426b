"""What a workspace file cannot say of a workspace is told, and what it leaves out is as everywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import httpx
import pytest
from attio_emulator import EmulatorTransport, Workspace
from attio_harness.schema import connect, pull

from .test_pull import TOKEN, schema, serving

Edit = Callable[[str, Any], Any]


def edited(workspace: Mapping[str, Any], edit: Edit) -> tuple[dict[str, Any], list[str]]:
    """Pull from an emulator whose answers are changed on the way; gives also what was told."""
    emulator = EmulatorTransport(serving(workspace))

    def answer(request: httpx.Request) -> httpx.Response:
        response = emulator.handle_request(request)
        response.read()
        offset = request.url.params.get("offset", "0")
        body = response.json()
        return httpx.Response(200, json=edit(request.url.path, body) if offset == "0" else body)

    notes: list[str] = []
    pulled = pull(connect(TOKEN, transport=httpx.MockTransport(answer)), tell=notes.append)
    Workspace.from_dict(pulled)
    return pulled, notes


def attribute_edit(owner: str, slug: str, **members: Any) -> Edit:
    """Change an attribute; without members it is not there."""

    def edit(path: str, body: Any) -> Any:
        if path == f"/v2/objects/{owner}/attributes":
            rows = [row for row in body["data"] if members or row["api_slug"] != slug]
            body = {"data": [row | members if row["api_slug"] == slug else row for row in rows]}
        return body

    return edit


def entries(pulled: Mapping[str, Any], slug: str) -> Any:
    return next(one.get("attributes", []) for one in pulled["objects"] if one["api_slug"] == slug)


BOATS = {"objects": [{"api_slug": "boats", "attributes": [{"api_slug": "size", "id": "a1", "type": "number"}]}]}


def test_a_type_nobody_knows_is_left_out_and_told() -> None:
    pulled, notes = edited(BOATS, attribute_edit("boats", "size", type="formula"))
    assert entries(pulled, "boats") == []
    assert notes == ["boats.size is left out: its type formula is not known here"]


def test_a_standard_attribute_of_another_type_is_told() -> None:
    users = {"objects": [{"api_slug": "users", "active": True}]}
    edit = attribute_edit("users", "primary_email_address", type="text", title="Email")
    pulled, notes = edited(users, edit)
    assert entries(pulled, "users") == [{"api_slug": "primary_email_address", "title": "Email"}]
    assert notes == ["users.primary_email_address has the type text there; workspace files know it as email-address"]


def test_a_standard_attribute_that_is_not_there_is_as_if_archived() -> None:
    pulled, notes = edited({}, attribute_edit("people", "twitter"))
    assert entries(pulled, "people") == [{"api_slug": "twitter", "is_archived": True}]
    assert notes == ["people.twitter is not there, unlike elsewhere; it is written as archived"]


def test_a_reference_to_what_nobody_activated_need_not_be_shown() -> None:
    pulled, notes = edited({}, attribute_edit("people", "associated_deals"))
    assert entries(pulled, "people") == []
    assert notes == []


@pytest.mark.parametrize(
    ("allowed", "kept", "note"),
    [
        (["boats"], ["boats"], []),
        (["boats", "unheard-of"], ["boats"], ["people.boat may also point to objects that are not activated, or hidden from this token"]),
        (["unheard-of"], None, ["people.boat is left out: it points to objects only that are not activated, or hidden from this token"]),
    ],
    ids=["known", "one of two", "none"],
)  # fmt: skip
def test_references_to_hidden_objects_are_told(allowed: list[str], kept: list[str] | None, note: list[str]) -> None:
    boat = {
        "api_slug": "boat",
        "id": "a9",
        "type": "record-reference",
        "config": {"record_reference": {"allowed_objects": ["boats"]}},
    }
    given = {"objects": [*BOATS["objects"], {"api_slug": "people", "attributes": [boat]}]}
    number = Workspace.from_dict(given).objects["boats"].id
    ids = [number if one == "boats" else one for one in allowed]
    config = {"currency": None, "record_reference": {"allowed_object_ids": ids}}
    pulled, notes = edited(given, attribute_edit("people", "boat", config=config))
    found = [one["config"]["record_reference"]["allowed_objects"] for one in entries(pulled, "people")]
    assert found == ([] if kept is None else [kept])
    assert notes == note


def test_a_relationship_may_be_told_by_ids_alone() -> None:
    ends = [
        {"api_slug": slug, "active": True, "attributes": [{
            "api_slug": "end", "id": f"id-{slug}", "type": "record-reference",
            "config": {"record_reference": {"allowed_objects": [other]}}, "relationship": {"object": other, "api_slug": "end"},
        }]}
        for slug, other in (("people", "boats"), ("boats", "people"))
    ]  # fmt: skip
    workspace = Workspace.from_dict({"objects": ends})

    def edit(path: str, body: Any) -> Any:
        if path.endswith("/attributes"):
            for row in body["data"]:
                if row["relationship"] is not None:
                    row["relationship"] = {"id": row["relationship"]["id"]}
        return body

    pulled, notes = edited({"objects": ends}, edit)
    assert Workspace.from_dict(pulled).to_dict() == schema(workspace)
    assert notes == []


def test_a_relationship_with_a_hidden_end_is_told() -> None:
    relationship = {
        "id": {"attribute_id": "gone"},
        "object_slug": "deals",
        "api_slug": "boat",
        "title": "",
        "is_multiselect": True,
    }
    pulled, notes = edited(BOATS, lambda path, body: attribute_edit(
        "boats", "size", type="record-reference", relationship=relationship)(path, body))  # fmt: skip
    assert entries(pulled, "boats") == [{"api_slug": "size", "id": "a1", "title": "Size", "type": "record-reference"}]
    assert notes == ["boats.size: the other end of its relationship, deals.boat, is not activated"]


def test_of_two_options_with_one_title_the_one_in_use_is_kept() -> None:
    def edit(path: str, body: Any) -> Any:
        if not path.endswith("/options") or "boats" not in path:
            return body
        rows = [("1", "S", True), ("2", "S", False), ("3", " ", False), ("4", "S", True)]
        return {"data": [{"id": {"option_id": i}, "title": title, "is_archived": off} for i, title, off in rows]}

    size = {"api_slug": "size", "id": "a1", "type": "select"}
    pulled, notes = edited({"objects": [{"api_slug": "boats", "attributes": [size]}]}, edit)
    assert [one["options"] for one in entries(pulled, "boats")] == [[{"id": "2", "title": "S"}]]
    assert notes == [
        "boats.size: of the options titled 'S' only one is kept",
        "boats.size: an option without a title is left out",
        "boats.size: of the options titled 'S' only one is kept",
    ]


def test_of_two_archived_options_with_one_title_the_first_is_kept() -> None:
    def edit(path: str, body: Any) -> Any:
        if not path.endswith("/options") or "boats" not in path:
            return body
        return {"data": [{"id": {"option_id": one}, "title": "S", "is_archived": True} for one in "12"]}

    size = {"api_slug": "size", "id": "a1", "type": "select"}
    pulled, _ = edited({"objects": [{"api_slug": "boats", "attributes": [size]}]}, edit)
    assert [one["options"] for one in entries(pulled, "boats")] == [[{"id": "1", "title": "S", "is_archived": True}]]


def test_members_that_a_file_cannot_have_are_told() -> None:
    def edit(path: str, body: Any) -> Any:
        if path != "/v2/workspace_members":
            return body
        rows = [("1", "a@b.com", "suspended"), ("2", "A@b.com", "owner"), ("3", "a@B.com", "admin")]
        return {"data": [
            {"id": {"workspace_member_id": i}, "first_name": None, "last_name": "L", "email_address": email, "access_level": level}
            for i, email, level in rows
        ]}  # fmt: skip

    pulled, notes = edited({}, edit)
    assert pulled["members"] == [
        {"id": "2", "first_name": "", "last_name": "L", "email_address": "A@b.com", "access_level": "member"}
    ]
    assert notes == [
        "A@b.com: the access level owner is unknown here; member is written",
        "A@b.com is a member twice; one is kept",
        "a@B.com is a member twice; one is kept",
    ]


def test_a_default_value_of_an_unknown_kind_is_told() -> None:
    strange = {"is_default_value_enabled": True, "default_value": {"type": "guess", "template": 1}}
    pulled, notes = edited(BOATS, attribute_edit("boats", "size", **strange))
    assert entries(pulled, "boats") == [{"api_slug": "size", "id": "a1", "title": "Size", "type": "number"}]
    assert notes == ["boats.size: its default value is of a kind that is unknown here, and left out"]


def test_objects_come_in_a_stable_order() -> None:
    def edit(path: str, body: Any) -> Any:
        if path == "/v2/objects":
            ages = {"docks": "2024-01-01", "boats": "2025-01-01"}
            body = {
                "data": [row | {"created_at": ages.get(row["api_slug"], "2026-01-01")} for row in body["data"][::-1]]
            }
        return body

    pulled, _ = edited(
        {"objects": [{"api_slug": "boats"}, {"api_slug": "users", "active": True}, {"api_slug": "docks"}]}, edit
    )
    assert [one["api_slug"] for one in pulled["objects"]] == ["people", "companies", "users", "docks", "boats"]
