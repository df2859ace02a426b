"""The lists of a workspace file: what they are over the API, there and back, in states; and every mistake with its place."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import Workspace, WorkspaceError

from tests.attio_emulator.calls import Attio, error, new_list
from tests.attio_emulator.resources.schema_calls import good, patch, post, restored

VIEW = "22222222-2222-4222-8222-222222222222"
LIST: dict[str, Any] = {
    "api_slug": "fleet",
    "parent_object": "ships",
    "attributes": [
        {"api_slug": "rank", "type": "number"},
        {"api_slug": "stage", "type": "status", "statuses": ["Docked", "At sea"]},
        {"api_slug": "about", "type": "record-reference", "config": {"record_reference": {"allowed_objects": ["people"]}}},
    ],
    "views": [{"id": VIEW, "title": "Docked", "filter": {"stage": "Docked"}}],
}  # fmt: skip
WORKSPACE: dict[str, Any] = {
    "slug": "acme",
    "members": [{"email_address": "alice@acme.com"}],
    "objects": [{"api_slug": "ships"}],
    "lists": [LIST],
    "records": {"ships": [{}, {}]},
}


@pytest.fixture
def attio() -> Attio:
    return Attio(WORKSPACE)


def enter(attio: Attio) -> None:
    for ship, stage in zip(attio.ids("ships"), ("Docked", "At sea"), strict=True):
        entry = {"parent_object": "ships", "parent_record_id": ship, "entry_values": {"stage": stage}}
        good(post(attio, "/v2/lists/fleet/entries", entry))


def viewed(attio: Attio) -> list[str]:
    rows = good(attio.ask("POST", "/v2/lists/fleet/entries/query", {"filter_view_id": VIEW}))
    return [one["entry_values"]["stage"][0]["status"]["title"] for one in rows]


def test_a_list_of_a_file_is_as_one_that_was_made(attio: Attio) -> None:
    (shown,) = good(attio.ask("GET", "/v2/lists"))
    like = good(post(attio, "/v2/lists", new_list("made", "ships", name="Fleet")))
    assert [*shown] == [*like]
    own = ("id", "api_slug", "created_at", "created_by_actor")
    assert {name: one for name, one in shown.items() if name not in own} == {
        name: one for name, one in like.items() if name not in own
    }
    assert shown["created_by_actor"] == {"type": "system", "id": None}
    assert shown["created_at"] == good(attio.ask("GET", "/v2/objects/ships"))["created_at"]
    slugs = [one["api_slug"] for one in good(attio.ask("GET", "/v2/lists/fleet/attributes"))]
    begun = [one["api_slug"] for one in good(attio.ask("GET", "/v2/lists/made/attributes"))]
    assert slugs == [*begun, "rank", "stage", "about"]


def test_its_views_are_listed_and_asked_for(attio: Attio) -> None:
    (view,) = good(attio.ask("GET", "/v2/lists/fleet/views"))
    assert (view["id"]["view_id"], view["title"]) == (VIEW, "Docked")
    enter(attio)
    assert viewed(attio) == ["Docked"] == viewed(restored(attio))


def test_what_changed_since_is_kept_by_a_state_and_forgotten_by_a_reset(attio: Attio) -> None:
    enter(attio)
    good(patch(attio, "/v2/objects/ships", api_slug="boats"))
    good(patch(attio, "/v2/lists/fleet", name="Armada"))
    good(patch(attio, "/v2/lists/fleet/attributes/stage", title="State"))
    again = restored(attio)
    for one in (attio, again):
        (shown,) = good(one.ask("GET", "/v2/lists"))
        assert (shown["name"], shown["parent_object"]) == ("Armada", ["boats"])
        assert good(one.ask("GET", "/v2/lists/fleet/attributes/stage"))["title"] == "State"
        assert len(good(one.ask("POST", "/v2/lists/fleet/entries/query", {}))) == 2
    attio.emulator.reset()
    (shown,) = good(attio.ask("GET", "/v2/lists"))
    assert (shown["name"], shown["parent_object"]) == ("Fleet", ["ships"])
    assert good(attio.ask("POST", "/v2/lists/fleet/entries/query", {})) == []


def test_a_list_that_goes_with_its_object_stays_away_after_a_restore(attio: Attio) -> None:
    assert attio.ask("DELETE", "/v2/objects/ships").status == 200
    gone = error(404, "not_found", 'List with slug/ID "fleet" not found.')
    assert attio.ask("GET", "/v2/lists/fleet") == gone == restored(attio).ask("GET", "/v2/lists/fleet")


def test_another_schema_brings_its_lists(attio: Attio) -> None:
    enter(attio)
    good(patch(attio, "/v2/lists/fleet", name="Armada"))
    other = {**LIST, "api_slug": "crew", "views": []}
    attio.emulator.use_schema(Workspace.from_dict({**WORKSPACE, "lists": [LIST, other]}))
    named = {one["api_slug"]: one["name"] for one in good(attio.ask("GET", "/v2/lists"))}
    assert named == {"fleet": "Fleet", "crew": "Crew"}
    assert viewed(attio) == ["Docked"]


def test_lists_go_into_a_file_and_back() -> None:
    access = {"workspace_access": None, "workspace_member_access": [{"workspace_member_id": "ALICE@acme.com", "level": "full-access"}]}  # fmt: skip
    workspace = Workspace.from_dict({**WORKSPACE, "lists": [{**LIST, **access, "created_at": "2025-05-01T00:00:00Z"}]})
    again = Workspace.from_dict(workspace.to_dict())
    assert again.lists == workspace.lists
    assert again.to_dict() == workspace.to_dict()
    (shown,) = good(Attio(again).ask("GET", "/v2/lists"))
    assert shown["workspace_access"] is None
    assert shown["workspace_member_access"] == [{"level": "full-access", "workspace_member_id": workspace.members[0].id}]  # fmt: skip
    assert shown["created_at"] == "2025-05-01T00:00:00.000000000Z"


@pytest.mark.parametrize(
    ("lists", "line"),
    [
        ([LIST, LIST], "/1/api_slug: found 'fleet', expected a slug that is not at /lists/0/api_slug already"),
        ([{"api_slug": "a"}], "/0: found no parent_object, expected some text"),
        ([LIST | {"parent_object": "ship"}], "/0/parent_object: found 'ship', expected the slug of an object of this workspace; did you mean 'ships'?"),
        ([LIST | {"workspace_access": "full"}], "/0/workspace_access: found 'full', expected one of full-access, read-and-write, read-only; did you mean 'full-access'?"),
        ([LIST | {"workspace_access": "read-only"}], "/0/workspace_access: found 'read-only', expected full-access, there or for one of workspace_member_access: somebody has it"),
        ([LIST | {"workspace_member_access": [{"workspace_member_id": "bob@acme.com", "level": "read-only"}]}],
         "/0/workspace_member_access/0/workspace_member_id: found 'bob@acme.com', expected the ID or the email address of a member of this workspace; did you mean 'alice@acme.com'?"),
        ([{"api_slug": "a", "parent_object": "ships", "attributes": [{"api_slug": "key", "type": "text", "is_unique": True}]}],
         "/0/attributes/0/is_unique: found true, expected false: attributes of lists cannot be unique"),
        ([{"api_slug": "a", "parent_object": "ships", "attributes": [{"api_slug": "b", "type": "record-reference", "relationship": {"object": "ships", "api_slug": "c"}}]}],
         "/0/attributes/0/relationship: found 'a', expected no relationship: those are between two objects"),
        ([LIST | {"views": [{"title": "V", "filter": {"stag": "Docked"}}]}], "/0/views/0/filter/stag: found 'stag', expected the slug of an attribute of fleet; did you mean 'stage'?"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(lists: list[Any], line: str) -> None:
    with pytest.raises(WorkspaceError) as told:
        Workspace.from_dict({**WORKSPACE, "lists": lists})
    assert str(told.value) == f"<dict>: /lists{line}"
