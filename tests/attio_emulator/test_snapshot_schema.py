"""A snapshot under another schema: what fits stays with its history, what does not is named, and nothing is changed then."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from attio_emulator import Emulator, StateError, Workspace

from tests.attio_emulator.calls import Attio, new_attribute, new_list

PLAN = {"api_slug": "plan", "type": "select", "options": ["Free", "Pro", "Team"]}
STAGE = {"api_slug": "stage", "type": "status", "statuses": ["New", "Won"]}
TAGS = {"api_slug": "tags", "type": "select", "is_multiselect": True, "options": ["a", "b"]}
HULL = {"api_slug": "hull", "type": "text", "is_unique": True}
BOATS: dict[str, Any] = {
    "api_slug": "boats",
    "attributes": [HULL, PLAN, STAGE, TAGS, {"api_slug": "size", "type": "number"}],
}


def workspace(boats: dict[str, Any] | None) -> Workspace:
    return Workspace.from_dict({"name": "Acme", "objects": [boats] if boats else []})


def saved() -> dict[str, Any]:
    attio = Attio(workspace(BOATS))
    for plan in ("Free", "Pro"):
        values = {"hull": "h1", "plan": plan, "stage": "Won", "tags": ["b", "a"], "size": 3}
        attio.simple("boats", "hull", values)
    return attio.emulator.snapshot()


def boats(**changes: Any) -> dict[str, Any]:
    """The object with other attributes: None takes one away, a dict changes its members."""
    rows = []
    for row in BOATS["attributes"]:
        change = changes.get(str(row["api_slug"]), {})
        if change is not None:
            rows.append({**row, **change})
    return {"api_slug": "boats", "attributes": rows}


def with_ids(titles: list[str]) -> list[dict[str, str]]:
    return [{"id": f"00000000-0000-4000-8000-{number:012}", "title": title} for number, title in enumerate(titles)]


def shown(emulator: Emulator, slug: str) -> list[Any]:
    (record,) = emulator.records("boats")
    return [row.get("option", row.get("status", row))["title"] for row in record["values"][slug]]


@pytest.mark.covers("emulator.snapshot")
def test_a_schema_whose_options_have_other_ids_keeps_the_values_by_their_titles() -> None:
    own = boats(
        plan={"options": with_ids(["Pro", "Free"])},
        stage={"statuses": with_ids(["Won"])},
        tags={"options": with_ids(["a", "b", "c"])},
    )
    state = saved()
    kept = copy.deepcopy(state)
    attio = Attio()
    attio.emulator.restore(state, schema=workspace(own))
    assert state == kept
    assert [shown(attio.emulator, slug) for slug in ("plan", "stage", "tags")] == [["Pro"], ["Won"], ["b", "a"]]
    (record,) = attio.ids("boats")
    past = attio.history("boats", record, "plan", show_historic=True)
    assert [row["option"]["title"] for row in past] == ["Free", "Pro"]
    # the record is found by its unique value, and the options of the new schema are in force
    attio.simple("boats", "hull", {"hull": "h1", "tags": ["c"]})
    assert (len(attio.ids("boats")), shown(attio.emulator, "tags")) == (1, ["c"])


def test_the_view_of_a_list_finds_an_option_that_has_another_id_in_the_new_schema() -> None:
    attio = Attio({"objects": [BOATS]})
    boat = attio.create("boats", {"hull": "h1", "plan": "Pro"}).body["data"]["id"]["record_id"]
    attio.ask("POST", "/v2/lists", {"data": new_list("fleet", "boats")})
    entry = {"parent_object": "boats", "parent_record_id": boat, "entry_values": {}}
    attio.ask("POST", "/v2/lists/fleet/entries", {"data": entry})
    path = [["fleet", "parent_record"], ["boats", "plan"]]
    view = {"title": "Pro", "type": "table", "filter": {"path": path, "constraints": {"option": "Pro"}}}
    made = attio.ask("POST", "/v2/lists/fleet/views", {"data": view}).body["data"]["id"]["view_id"]
    own = boats(plan={"options": with_ids(["Free", "Pro"])})
    attio.emulator.restore(attio.emulator.snapshot(), schema=workspace(own))
    found = attio.ask("POST", "/v2/lists/fleet/entries/query", {"filter_view_id": made})
    assert (found.status, len(found.body["data"])) == (200, 1)


def test_the_view_of_a_list_follows_the_id_of_an_option_where_titles_changed_places() -> None:
    before, after = with_ids(["Free", "Pro"]), with_ids(["Pro", "Free"])
    attio = Attio({"objects": [boats(plan={"options": before})]})
    attio.ask("POST", "/v2/lists", {"data": new_list("fleet", "boats")})
    path = [["fleet", "parent_record"], ["boats", "plan"]]
    view = {"title": "Pro", "type": "table", "filter": {"path": path, "constraints": {"option": "Pro"}}}
    made = attio.ask("POST", "/v2/lists/fleet/views", {"data": view}).body["data"]["id"]["view_id"]
    attio.emulator.restore(attio.emulator.snapshot(), schema=workspace(boats(plan={"options": after})))
    found = attio.ask("GET", f"/v2/lists/fleet/views/{made}").body["data"]
    assert found["filter"]["constraints"] == {"option": before[1]["id"]}


def test_an_option_that_its_own_schema_has_forgotten_stays_as_it_is() -> None:
    state = saved()
    state["records"]["boats"][0]["values"]["plan"][0]["data"] = "forgotten"
    attio = Attio()
    attio.emulator.restore(state, schema=workspace(boats(plan={"options": with_ids(["Free", "Pro"])})))
    (record,) = attio.emulator.records("boats")
    assert record["values"]["plan"][0]["option"]["id"]["option_id"] == "forgotten"


def test_an_attribute_or_an_object_more_changes_no_record() -> None:
    more = boats()
    more["attributes"].append({"api_slug": "flag", "type": "text"})
    schema = Workspace.from_dict({"name": "Acme", "objects": [more, {"api_slug": "ports"}]})
    plain = Attio(workspace(BOATS))
    plain.emulator.restore(saved())
    attio = Attio()
    attio.emulator.restore(saved(), schema=schema)
    assert attio.plain("boats") == plain.plain("boats")
    assert attio.emulator.workspace.to_dict() == schema.to_dict()


def test_the_assumptions_are_those_of_the_schema() -> None:
    schema = Workspace.from_dict({"objects": [BOATS], "assumptions": {"option.title_case": "any"}})
    attio = Attio()
    attio.emulator.restore(saved(), schema=schema)
    assert attio.emulator.assumptions["option.title_case"] == "any"


Schema = Callable[[], dict[str, Any] | None]
MISFITS: tuple[tuple[str, Schema, str], ...] = (
    ("no object", lambda: None, "/objects: there are records of boats, which the new schema does not have"),
    ("no attribute", lambda: boats(size=None), "/objects/boats/attributes/size: records of boats have values of size, which the new schema does not have"),
    ("another type", lambda: boats(size={"type": "text"}), "/objects/boats/attributes/size: records of boats have values of the type number, the new schema text"),
    ("no option", lambda: boats(plan={"options": ["Free"]}), "/objects/boats/attributes/plan: a record has 'Pro', which the new schema does not have"),
    ("no option that there was before", lambda: boats(plan={"options": ["Pro"]}), "/objects/boats/attributes/plan: a record has 'Free', which the new schema does not have"),
    ("one value of several", lambda: boats(tags={"is_multiselect": False}), "/objects/boats/attributes/tags: a record has several values of tags, but the new schema allows one"),
    ("no status", lambda: boats(stage={"statuses": ["New"]}), "/objects/boats/attributes/stage: a record has 'Won', which the new schema does not have"),
)  # fmt: skip


@pytest.mark.parametrize(("schema", "message"), [row[1:] for row in MISFITS], ids=[row[0] for row in MISFITS])
def test_what_does_not_fit_is_named_and_nothing_is_changed(schema: Schema, message: str) -> None:
    attio = Attio(workspace(BOATS))
    attio.emulator.restore(saved())
    before = attio.emulator.snapshot() | {"clock": 0}
    with pytest.raises(StateError) as told:
        attio.emulator.restore(saved(), schema=workspace(schema()))
    assert str(told.value) == message
    with pytest.raises(StateError) as told:
        attio.emulator.use_schema(workspace(schema()))
    assert str(told.value) == message
    assert attio.emulator.snapshot() | {"clock": 0} == before


ADA = "ada@acme.org"
PLACES: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("GET", "/v2/lists", {}),
    ("POST", "/v2/lists/fleet/entries/query", {}),
    ("GET", "/v2/objects/boats/records/{boat}/entries", {}),
    ("GET", "/v2/notes", {"parent_object": "boats", "parent_record_id": "{boat}"}),
    ("GET", "/v2/threads", {"object": "boats", "record_id": "{boat}"}),
    ("GET", "/v2/files", {"object": "boats", "record_id": "{boat}"}),
    ("GET", "/v2/tasks", {"assignee": ADA, "linked_object": "boats", "linked_record_id": "{boat}"}),
    ("GET", "/v2/meetings", {"linked_object": "boats", "linked_record_id": "{boat}"}),
    ("GET", "/v2/webhooks", {}),
    ("POST", "/v2/objects/boats/records/query", {}),
)
"""Where a boat and what hangs on it are listed; each has one row."""


def member(id: str) -> dict[str, str]:
    return {"id": id, "email_address": ADA, "first_name": "Ada", "last_name": "Lovelace"}


def hung(attio: Attio, ada: str) -> str:
    """A boat of an object that was made over the API, and one of everything that names it, its object or a member; its ID."""

    def made(path: str, **data: Any) -> Any:
        answer = attio.ask("POST", path, {"data": data})
        assert answer.status == 200, answer.body
        return answer.body["data"]

    object_id = made("/v2/objects", api_slug="boats", singular_noun="Boat", plural_noun="Boats")["id"]["object_id"]
    captain = made("/v2/objects/boats/attributes", **new_attribute("captain", "actor-reference"))["id"]["attribute_id"]
    boat: str = made("/v2/objects/boats/records", values={"captain": ADA})["id"]["record_id"]
    target = {"target_object": "boats", "target_record_id": boat}
    made("/v2/lists", **new_list("fleet", "boats"))
    made("/v2/lists/fleet/entries", parent_object="boats", parent_record_id=boat, entry_values={})
    note = {"title": "t", "format": "plaintext", "content": "c"}
    made("/v2/notes", parent_object="boats", parent_record_id=boat, **note)
    author = {"type": "workspace-member", "id": ada}
    record = {"object": "boats", "record_id": boat}
    made("/v2/comments", format="plaintext", content="c", author=author, record=record)
    assert attio.upload(("a.txt", "text/plain", b"a"), **record).status == 201
    due = {"content": "c", "format": "plaintext", "deadline_at": None, "is_completed": False}
    made("/v2/tasks", linked_records=[target], assignees=[{"workspace_member_email_address": ADA}], **due)
    when = {name: {"datetime": "2025-01-01T10:00:00Z", "timezone": "UTC"} for name in ("start", "end")}
    guest = {"email_address": ADA, "is_organizer": True, "status": "accepted"}
    made(
        "/v2/meetings",
        title="m",
        description="",
        is_all_day=False,
        participants=[guest],
        linked_records=[record],
        **when,
    )
    conditions = [
        {"field": f"id.{name}", "operator": "equals", "value": id}
        for name, id in (("object_id", object_id), ("attribute_id", captain))
    ]
    wanted = [{"event_type": "record.updated", "filter": {"$and": conditions}}]
    made("/v2/webhooks", target_url="https://hooks.acme.org/", subscriptions=wanted)
    return boat


@pytest.mark.covers("emulator.snapshot")
def test_what_hangs_on_an_object_or_a_member_stays_where_the_schema_has_other_ids_of_them() -> None:
    ada, other = (f"00000000-0000-4000-8000-00000000000{number}" for number in (1, 2))
    attio = Attio({"name": "Acme", "members": [member(ada)]})
    boat = hung(attio, ada)

    def listed() -> list[Any]:
        rows = []
        for method, path, query in PLACES:
            filled = {name: one.format(boat=boat) for name, one in query.items()}
            body: dict[str, Any] | None = None if method == "GET" else {}
            answer = attio.ask(method, path.format(boat=boat), body, **filled)
            assert (answer.status, len(answer.body["data"])) == (200, 1), (path, answer)
            rows += answer.body["data"]
        return rows

    before, was = json.dumps(listed()), attio.emulator.workspace.objects["boats"]
    attributes = [{"api_slug": "captain", "type": "actor-reference"}]
    schema = Workspace.from_dict(
        {
            "name": "Acme",
            "members": [member(other)],
            "objects": [
                {"api_slug": "boats", "singular_noun": "Boat", "plural_noun": "Boats", "attributes": attributes}
            ],
        }
    )
    now = schema.objects["boats"]
    attio.emulator.use_schema(schema)
    ids = [(ada, other), (was.id, now.id), (was.attributes["captain"].id, now.attributes["captain"].id)]
    assert all(old != new and old in before for old, new in ids)
    for old, new in ids:
        before = before.replace(old, new)
    assert listed() == json.loads(before)
    body = {"data": {"parent_object": "boats", "parent_record_id": boat, "entry_values": {}}}
    assert attio.ask("POST", "/v2/lists/fleet/entries", body).status == 200
    values: dict[str, Any] = {"data": {"values": {"captain": []}}}
    assert attio.ask("PATCH", f"/v2/objects/boats/records/{boat}", values).status == 200
    assert [one["event"]["event_type"] for one in attio.emulator.deliveries()] == ["record.updated"]


def test_with_an_object_that_the_schema_does_not_have_go_its_lists() -> None:
    attio = Attio(workspace(BOATS))
    for parent in ("boats", "people"):
        data = new_list(parent, parent, name=parent)
        assert attio.ask("POST", "/v2/lists", {"data": data}).status == 200
    attio.emulator.use_schema(workspace(None))
    assert [one["api_slug"] for one in attio.ask("GET", "/v2/lists").body["data"]] == ["people"]


def test_a_list_that_the_schema_has_too_is_there_once() -> None:
    attio = Attio(workspace(BOATS))
    data = new_list("fleet", "boats")
    made = attio.ask("POST", "/v2/lists", {"data": data}).body["data"]
    schema = Workspace.from_dict(
        {"name": "Acme", "objects": [BOATS], "lists": [{"api_slug": "fleet", "parent_object": "boats"}]}
    )
    id = {"workspace_id": schema.id, "list_id": schema.lists[0].id}
    attio.emulator.use_schema(schema)
    assert attio.ask("GET", "/v2/lists").body["data"] == [{**made, "id": id}]


FLEET: dict[str, Any] = {
    "id": "00000000-0000-4000-8000-00000000000a",
    "api_slug": "fleet",
    "name": "Fleet",
    "parent_object": "boats",
    "attributes": [{"api_slug": "rank", "type": "number"}, {**TAGS, "api_slug": "ports"}, STAGE],
    "views": [{"title": "New ones", "filter": {"stage": "New"}}],
}


def entered(*lists: dict[str, Any]) -> tuple[Attio, dict[str, Any]]:
    """An emulator with these lists, and an entry in the first one."""
    attio = Attio({"name": "Acme", "objects": [BOATS], "lists": list(lists)})
    boat = attio.create("boats", {"hull": "h1"}).body["data"]["id"]["record_id"]
    values = {"rank": 1, "ports": ["b", "a"], "stage": "Won"}
    entry = {"parent_object": "boats", "parent_record_id": boat, "entry_values": values}
    made = attio.ask("POST", "/v2/lists/fleet/entries", {"data": entry})
    assert made.status == 200, made.body
    return attio, made.body["data"]


def fleet(**changes: Any) -> Workspace:
    return Workspace.from_dict({"name": "Acme", "objects": [BOATS], "lists": [{**FLEET, **changes}]})


@pytest.mark.parametrize("is_named_by_id", [True, False])
def test_a_list_is_changed_to_what_the_schema_says_and_its_entries_stay(is_named_by_id: bool) -> None:
    attio, entry = entered(FLEET)
    was = attio.ask("GET", "/v2/lists/fleet").body["data"]
    rows = [{"api_slug": "rank", "type": "number", "title": "Place"}, {**TAGS, "api_slug": "ports", "options": ["b", "c", "a"]},
            {**STAGE, "statuses": ["Won", "Lost"]}, {"api_slug": "note", "type": "text"}]  # fmt: skip
    named = {"api_slug": "armada"} if is_named_by_id else {"id": None}
    views = [{"title": "Lost ones", "filter": {"stage": "Lost"}}]
    schema = fleet(name="Armada", workspace_access="full-access", attributes=rows, views=views, **named)
    now = schema.lists[0]
    attio.emulator.use_schema(schema)

    (shown,) = attio.ask("GET", "/v2/lists").body["data"]
    assert shown == {**was, "id": {**was["id"], "list_id": now.id}, "api_slug": now.api_slug, "name": "Armada"}
    attributes = attio.ask("GET", f"/v2/lists/{now.api_slug}/attributes").body["data"]
    assert [(one["api_slug"], one["title"]) for one in attributes[-4:]] == [
        ("rank", "Place"),
        ("ports", "Ports"),
        ("stage", "Stage"),
        ("note", "Note"),
    ]
    views = attio.ask("GET", f"/v2/lists/{now.api_slug}/views").body["data"]
    assert [one["title"] for one in views] == ["Lost ones"]
    (kept,) = attio.ask("POST", f"/v2/lists/{now.api_slug}/entries/query", {}).body["data"]
    assert kept["id"] == {**entry["id"], "list_id": now.id}
    values = kept["entry_values"]
    assert [one["option"]["title"] for one in values["ports"]] == ["b", "a"]
    assert [one["status"]["title"] for one in values["stage"]] == ["Won"]
    assert (values["rank"], values["note"]) == (entry["entry_values"]["rank"], [])
    assert values["stage"][0]["status"]["id"]["object_id"] == now.id


def test_a_list_without_entries_goes_if_the_schema_has_others_but_not_it() -> None:
    attio, _ = entered(FLEET, {"api_slug": "crew", "parent_object": "people"})
    attio.emulator.use_schema(fleet())
    assert [one["api_slug"] for one in attio.ask("GET", "/v2/lists").body["data"]] == ["fleet"]
    attio.emulator.use_schema(workspace(BOATS))
    assert [one["api_slug"] for one in attio.ask("GET", "/v2/lists").body["data"]] == ["fleet"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"api_slug": "crew", "id": None}, "/lists: there are entries of fleet, which the new schema does not have"),
        ({"parent_object": "people"}, "/lists/fleet/parent_object: fleet has entries of boats, the new schema has people"),
        ({"attributes": FLEET["attributes"][1:]},
         "/lists/fleet/attributes/rank: entries of fleet have values of rank, which the new schema does not have"),
        ({"attributes": [{"api_slug": "rank", "type": "text"}, *FLEET["attributes"][1:]]},
         "/lists/fleet/attributes/rank: entries of fleet have values of the type number, the new schema text"),
        ({"attributes": [*FLEET["attributes"][:2], {**STAGE, "statuses": ["New"]}]},
         "/lists/fleet/attributes/stage: an entry has 'Won', which the new schema does not have"),
        ({"attributes": [FLEET["attributes"][0], {**TAGS, "api_slug": "ports", "is_multiselect": False}, STAGE]},
         "/lists/fleet/attributes/ports: an entry has several values of ports, but the new schema allows one"),
    ],
    ids=["gone", "parent", "attribute", "type", "status", "one value"],
)  # fmt: skip
def test_a_list_whose_entries_do_not_fit_is_refused_and_nothing_changes(changes: dict[str, Any], told: str) -> None:
    attio, _ = entered(FLEET)
    before = attio.stored()
    with pytest.raises(StateError) as refused:
        attio.emulator.use_schema(fleet(**changes))
    assert str(refused.value) == told
    assert attio.stored() == before


@pytest.mark.parametrize("values", [None, {"plan": 5}, {"plan": [{"data": []}]}, {"tags": [5]}], ids=str)
def test_a_damaged_record_is_told_as_such(values: Any) -> None:
    state = saved()
    state["records"]["boats"][0]["values"] = values
    with pytest.raises(StateError, match="^the snapshot is damaged: "):
        Attio().emulator.restore(state, schema=workspace(boats(plan={"options": with_ids(["Free", "Pro"])})))
