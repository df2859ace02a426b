"""Whoever names something by its ID may write the UUID in upper case, wherever Attio takes a slug, a title or an ID; and the title of an
option is read alike by every call that takes one."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import Workspace

from tests.attio_emulator.calls import Attio
from tests.attio_emulator.filled import filled


def test_every_call_takes_the_ids_of_the_schema_in_upper_case() -> None:
    attio, ids = filled()
    workspace = attio.emulator.workspace
    people, boats = workspace.objects["people"], workspace.objects["boats"]
    hull, tags, stage = (boats.attributes[name] for name in ("hull", "tags", "stage"))
    option, status = tags.choices[0], stage.choices[0]
    person, member, listed = ids["record"], ids["member"], ids["list"]
    reference = [{"target_object": people.id, "target_record_id": person}]
    entry = {"parent_object": people.id, "parent_record_id": person, "entry_values": {}}
    config = {"record_reference": {"allowed_objects": [people.id]}}
    column: dict[str, Any] = {"title": "r", "description": None, "api_slug": "r", "type": "record-reference"}
    column |= {"is_required": False, "is_unique": False, "is_multiselect": False}
    as_member = {"type": "workspace-member", "workspace_member_id": member}
    calls: list[tuple[str, str, Any, dict[str, str]]] = [
        ("GET", f"objects/{people.id}", None, {}),
        ("GET", f"objects/{people.id}/records/{person}", None, {}),
        ("GET", f"objects/{boats.id}/attributes/{tags.id}", None, {}),
        ("PATCH", f"objects/{boats.id}/attributes/{tags.id}/options/{option.id}", {"data": {"title": "M"}}, {}),
        ("PATCH", f"objects/{boats.id}/attributes/{stage.id}/statuses/{status.id}", {"data": {"title": "S"}}, {}),
        ("PUT", f"objects/{boats.id}/records", {"data": {"values": {hull.id: "H2"}}}, {"matching_attribute": hull.id}),
        ("POST", f"objects/{boats.id}/records", {"data": {"values": {"tags": [option.id], "stage": status.id}}}, {}),
        ("POST", f"objects/{boats.id}/records/query", {"filter": {tags.id: option.id, stage.id: status.id}}, {}),
        ("POST", f"objects/{boats.id}/records/query", {"sorts": [{"attribute": hull.id, "direction": "asc"}]}, {}),
        ("POST", f"objects/{people.id}/records/query", {"filter": {"path": [[people.id, "name"]], "constraints": "x"}}, {}),
        ("POST", "objects/records/search", {"query": "", "objects": [people.id], "request_as": as_member}, {}),
        ("POST", f"objects/{boats.id}/attributes", {"data": {**column, "config": config}}, {}),
        ("POST", "activities/visits/records", {"data": {"values": {"people": reference}}}, {}),
        ("POST", f"lists/{listed}/entries", {"data": entry}, {}),
        ("GET", "notes", None, {"parent_object": people.id, "parent_record_id": person}),
        ("GET", "threads", None, {"object": people.id, "record_id": person}),
        ("GET", "files", None, {"object": people.id, "record_id": person}),
        ("GET", "tasks", None, {"linked_object": people.id, "linked_record_id": person}),
    ]  # fmt: skip
    entry_query = {"filter": {"entry_id": {"$in": [ids["entry"]]}, "parent_record": {"target_record_id": person}}}
    found = [
        (f"objects/{people.id}/records/query", {"filter": {"record_id": person}}),
        (f"objects/{people.id}/records/query", {"filter": {"record_id": {"$in": [person]}}}),
        (f"objects/{people.id}/records/query", {"filter": {"record_id": {"value": {"$starts_with": person[:9]}}}}),
        (f"lists/{listed}/entries/query", entry_query),
    ]
    named = (
        person[:9],
        ids["entry"],
        people.id,
        boats.id,
        hull.id,
        tags.id,
        stage.id,
        option.id,
        status.id,
        person,
        member,
        listed,
    )

    def upper(node: Any) -> Any:
        if isinstance(node, str):
            for one in named:
                node = node.replace(one, one.upper())
            return node
        if isinstance(node, list):
            return [upper(one) for one in node]
        return {upper(key): upper(one) for key, one in node.items()} if isinstance(node, dict) else node

    answers = [
        (attio.ask(method, upper(f"/v2/{path}"), upper(body), **upper(query)).status, path)
        for method, path, body, query in calls
    ]

    assert [one for one in answers if one[0] != 200] == []
    counts = [len(attio.ask("POST", upper(f"/v2/{path}"), upper(body)).body["data"]) for path, body in found]
    assert counts == [1, 1, 1, 1]
    (boat,) = [one for one in attio.plain("boats") if "hull" not in one]
    assert boat == {"tags": ["M"], "stage": ["S"]}


def test_ids_of_a_workspace_file_in_upper_case_are_found() -> None:
    id = "AAAAAAAA-0000-4000-8000-00000000000{}".format
    boats = {
        "api_slug": "boats",
        "id": id(1),
        "attributes": [
            {"api_slug": "tag", "id": id(2), "type": "select", "options": [{"title": "Red", "id": id(3)}]},
            {"api_slug": "keeper", "type": "actor-reference"},
        ],
    }
    member = {"id": id(4), "first_name": "A", "last_name": "B", "email_address": "a@attio.com", "access_level": "admin"}
    attio = Attio(Workspace.from_dict({"objects": [boats], "members": [member]}))

    keeper = {"referenced_actor_type": "workspace-member", "referenced_actor_id": id(4)}
    answer = attio.create(id(1), {id(2): id(3), "keeper": keeper})

    assert answer.status == 200
    assert attio.plain("boats")[0]["tag"] == ["Red"]
    assert attio.ask("GET", f"/v2/workspace_members/{id(4)}").status == 200


@pytest.mark.parametrize(("case", "statuses"), [("exact", (400, 400, 400)), ("any", (200, 200, 200))])
@pytest.mark.parametrize("where", ["file", "emulator"])
@pytest.mark.parametrize(("slug", "kind"), [("tag", "options"), ("stage", "statuses")])
def test_the_title_of_an_option_is_read_alike_when_it_is_written_sought_and_changed(
    slug: str, kind: str, where: str, case: str, statuses: tuple[int, ...]
) -> None:
    columns = [
        {"api_slug": "tag", "type": "select", "options": ["Red"]},
        {"api_slug": "stage", "type": "status", "statuses": ["Red"]},
    ]
    chosen = {"option.title_case": case}
    file: dict[str, Any] = {"objects": [{"api_slug": "boats", "attributes": columns}]}
    attio = Attio(file | {"assumptions": chosen}) if where == "file" else Attio(file, assumptions=chosen)

    answers = [
        attio.create("boats", {slug: "rED"}),
        attio.ask("POST", "/v2/objects/boats/records/query", {"filter": {slug: "rED"}}),
        attio.ask("PATCH", f"/v2/objects/boats/attributes/{slug}/{kind}/rED", {"data": {"title": "Blue"}}),
    ]

    assert tuple(one.status for one in answers) == statuses
    if case == "any":
        assert [one[slug] for one in attio.plain("boats")] == [["Blue"]]
        assert len(answers[1].body["data"]) == 1
