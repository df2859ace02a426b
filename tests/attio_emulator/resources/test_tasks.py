"""Tasks: what is accepted, shown, filtered and refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.attio_emulator.calls import BY_KEY, Answer, Attio, error
from tests.attio_emulator.resources.member_calls import ADA, NOBODY, WORKSPACE, person, problems


@pytest.fixture
def attio() -> Attio:
    return Attio(WORKSPACE)


TASK: dict[str, Any] = {
    "content": "Call Bob",
    "format": "plaintext",
    "deadline_at": None,
    "is_completed": False,
    "linked_records": [],
    "assignees": [],
}


def task(attio: Attio, **changes: Any) -> Answer:
    return attio.ask("POST", "/v2/tasks", {"data": TASK | changes})


@pytest.mark.covers("GET /v2/tasks/{task}")
def test_a_task_is_written_and_read(attio: Attio) -> None:
    parent, member = person(attio), attio.emulator.workspace.members[0].id
    answer = task(
        attio,
        deadline_at="2023-01-01T15:00:00+01:00",
        linked_records=[
            {"target_object": "people", "target_record_id": parent},
            {"target_object": "people", "email_addresses": [{"email_address": "bob@lovelace.org"}]},
        ],
        assignees=[
            {"workspace_member_email_address": ADA},
            {"referenced_actor_type": "workspace-member", "referenced_actor_id": member},
        ],
    )
    workspace = attio.emulator.workspace.id
    data = answer.body["data"]
    assert answer == (
        200,
        {
            "data": {
                "id": {"workspace_id": workspace, "task_id": data["id"]["task_id"]},
                "content_plaintext": "Call Bob",
                "deadline_at": "2023-01-01T14:00:00.000000000Z",
                "is_completed": False,
                "completed_at": None,
                "linked_records": [{"target_object_id": "people", "target_record_id": parent}],
                "assignees": [{"referenced_actor_type": "workspace-member", "referenced_actor_id": member}],
                "created_by_actor": BY_KEY,
                "created_at": data["created_at"],
            }
        },
    )
    assert attio.ask("GET", f"/v2/tasks/{data['id']['task_id']}") == answer


@pytest.mark.covers("PATCH /v2/tasks/{task}")
def test_a_task_is_changed_but_for_its_content(attio: Attio) -> None:
    before = task(attio, deadline_at="2023-01-01T00:00:00Z").body["data"]
    path = f"/v2/tasks/{before['id']['task_id']}"
    done = attio.ask("PATCH", path, {"data": {"is_completed": True, "deadline_at": None}}).body["data"]
    assert done == before | {"is_completed": True, "deadline_at": None, "completed_at": done["completed_at"]}
    assert done["completed_at"] is not None
    assert attio.ask("PATCH", path, {"data": {"is_completed": True}}).body["data"] == done
    undone = attio.ask("PATCH", path, {"data": {"is_completed": False}}).body["data"]
    assert undone == before | {"deadline_at": None}
    assert problems(attio.ask("PATCH", path, {"data": {"content": "Write"}})) == [("unrecognized_keys", ["data"])]
    assert attio.ask("GET", path).body["data"] == undone


def test_tasks_are_filtered_and_sorted(attio: Attio) -> None:
    parent = person(attio)
    task(attio, content="a", assignees=[{"workspace_member_email_address": ADA}])
    task(attio, content="b", linked_records=[{"target_object": "people", "target_record_id": parent}])
    task(attio, content="c", is_completed=True)

    def contents(**query: Any) -> str:
        return "".join(one["content_plaintext"] for one in attio.ask("GET", "/v2/tasks", **query).body["data"])

    member = attio.emulator.workspace.members[0].id
    assert {
        "all": contents(),
        "newest": contents(sort="created_at:desc", limit=2),
        "ada": contents(assignee=ADA) + contents(assignee=member),
        "nobody": contents(assignee="null"),
        "nobody, empty": contents(assignee=""),
        "linked": contents(linked_object="people", linked_record_id=parent),
        "done": contents(is_completed=True),
        "open": contents(is_completed=False),
        "unknown": contents(assignee="eve@acme.org"),
    } == {
        "all": "abc", "newest": "cb", "ada": "aa", "nobody": "bc", "nobody, empty": "bc", "linked": "b", "done": "c",
        "open": "ab", "unknown": "",
    }  # fmt: skip


@pytest.mark.parametrize("done", ["ca", "ac"])
def test_tasks_are_sorted_by_their_completion(attio: Attio, done: str) -> None:
    """Open ones come before all others, and last in the other direction, each as created."""
    made = {one: task(attio, content=one).body["data"]["id"]["task_id"] for one in "abcd"}
    for one in done:
        attio.ask("PATCH", f"/v2/tasks/{made[one]}", {"data": {"is_completed": True}})

    def contents(**query: Any) -> str:
        return "".join(one["content_plaintext"] for one in attio.ask("GET", "/v2/tasks", **query).body["data"])

    assert contents(sort="completed_at:asc") == "bd" + done
    assert contents(sort="completed_at:desc") == done[::-1] + "bd"
    assert contents(sort="completed_at:asc", limit=2, offset=1) == "d" + done[0]


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ({"sort": "completed_at"}, ["sort"]),
        ({"sort": "title"}, ["sort"]),
        ({"linked_object": "people"}, ["linked_record_id"]),
        ({"linked_record_id": NOBODY}, ["linked_object"]),
        ({"is_completed": "maybe"}, ["is_completed"]),
        ({"limit": "many"}, ["limit"]),
    ],
)
def test_a_query_that_cannot_be(attio: Attio, query: dict[str, str], path: list[str]) -> None:
    task(attio)
    answer = attio.ask("GET", "/v2/tasks", **query)
    assert (answer.status, answer.body["message"]) == (400, "Query params validation error.")
    assert [row["path"] for row in answer.body["validation_errors"]] == [path]


@pytest.mark.covers("GET /v2/tasks")
@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"linked_records": [{"target_object": "cats", "target_record_id": NOBODY}]},
         error(404, "not_found", 'Object with slug/ID "cats" not found.')),
        ({"assignees": [{"referenced_actor_type": "workspace-member", "referenced_actor_id": NOBODY}]},
         error(400, "value_not_found", f'Workspace member with ID "{NOBODY}" not found.')),
        ({"assignees": [{"workspace_member_email_address": "eve@acme.org"}]},
         error(400, "value_not_found", 'Workspace member with ID "eve@acme.org" not found.')),
    ],
    ids=["unknown object", "unknown member", "unknown address"],
)  # fmt: skip
def test_a_task_that_points_nowhere(attio: Attio, changes: dict[str, Any], refusal: Answer) -> None:
    assert task(attio, **changes) == refusal
    assert attio.ask("GET", "/v2/tasks") == (200, {"data": []})


def test_a_task_linked_by_an_attribute_nobody_has(attio: Attio) -> None:
    linked = [{"target_object": "people", "email_addresses": [{"email_address": "eve@acme.org"}]}]
    answer = task(attio, linked_records=linked)
    assert (answer.status, answer.body["code"]) == (400, "value_not_found")
    linked = [{"target_object": "people", "name": [{"value": "Eve"}]}]
    assert (task(attio, linked_records=linked).status, task(attio, linked_records=[{}]).status) == (400, 400)


@pytest.mark.covers("task.linked_text")
def test_a_task_is_linked_by_texts(attio: Attio) -> None:
    """The ID of a record of any object, the address of a person, the domain of a company; each record once."""
    bob = person(attio)
    acme = attio.create("companies", {"domains": ["acme.org"]}).body["data"]["id"]["record_id"]
    sent = [acme.upper(), "Bob@lovelace.org", "acme.org", bob]
    data = task(attio, linked_records=sent).body["data"]
    assert data["linked_records"] == [
        {"target_object_id": "companies", "target_record_id": acme},
        {"target_object_id": "people", "target_record_id": bob},
    ]
    changed = attio.ask("PATCH", f"/v2/tasks/{data['id']['task_id']}", {"data": {"linked_records": [bob]}})
    assert changed.body["data"]["linked_records"] == data["linked_records"][1:]


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ([""], ("invalid", ["data", "linked_records", 0])),
        (["acme.org", {"target_object": "people", "target_record_id": NOBODY}], ("invalid_type", ["data", "linked_records", 1])),
        ([{"target_object": "people", "target_record_id": NOBODY}, "acme.org"], ("invalid", ["data", "linked_records", 1])),
        (["acme.org", None], ("invalid_type", ["data", "linked_records", 1])),
        ("acme.org", ("invalid_type", ["data", "linked_records"])),
    ],
    ids=["empty", "texts and an object", "objects and a text", "null", "a text alone"],
)  # fmt: skip
def test_texts_that_link_nothing(attio: Attio, sent: Any, problem: tuple[str, list[Any]]) -> None:
    attio.create("companies", {"domains": ["acme.org"]})
    assert problems(task(attio, linked_records=sent)) == [problem]


@pytest.mark.parametrize("sent", ["not a domain", "eve@", "@"])
def test_a_text_that_can_link_nothing_is_told_with_what_could(attio: Attio, sent: str) -> None:
    attio.create("companies", {"domains": ["acme.org"]})
    told = f"Expected a domain, an email address or the ID of a record, found {sent!r}"
    row = {"code": "invalid", "path": ["data", "linked_records", 1], "message": told}
    answer = task(attio, linked_records=["acme.org", sent])
    assert answer == error(400, "validation_type", told, validation_errors=[row])


@pytest.mark.parametrize("sent", ["eve@acme.org", "nowhere.org", "not a domain", "eve@", "@"])
def test_texts_that_name_nobody(attio: Attio, sent: str) -> None:
    answer = task(attio, linked_records=[sent])
    assert (answer.status, answer.body["code"] in ("value_not_found", "validation_type")) == (400, True)
    assert (attio.ask("GET", "/v2/tasks").body["data"], attio.ids("people"), attio.ids("companies")) == ([], [], [])


def test_a_malformed_task_is_told_all_at_once(attio: Attio) -> None:
    body = {
        "content": "x" * 2001,
        "format": "markdown",
        "deadline_at": "soon",
        "is_completed": "no",
        "linked_records": [{"target_object": "people"}],
    }
    assert problems(attio.ask("POST", "/v2/tasks", {"data": body})) == [
        ("invalid", ["data", "content"]),
        ("invalid_option", ["data", "format"]),
        ("invalid", ["data", "deadline_at"]),
        ("invalid_type", ["data", "is_completed"]),
        ("invalid", ["data", "linked_records", 0]),
        ("invalid_type", ["data", "assignees"]),
    ]
    assert task(attio, content="x" * 2000).status == 200


@pytest.mark.covers("DELETE /v2/tasks/{task}", "POST /v2/tasks")
def test_a_task_is_deleted(attio: Attio) -> None:
    task_id = task(attio).body["data"]["id"]["task_id"]
    assert attio.ask("DELETE", f"/v2/tasks/{task_id}") == (200, {})
    gone = error(404, "not_found", f'Could not find Task with ID "{task_id}".')
    change = {"data": {"is_completed": True}}
    path = f"/v2/tasks/{task_id}"
    assert [attio.ask("GET", path), attio.ask("DELETE", path), attio.ask("PATCH", path, change)] == [gone] * 3


@pytest.mark.covers("task.unknown_record")
def test_a_record_that_is_not_there_is_left_out_of_a_task(attio: Attio) -> None:
    known = {"target_object": "people", "target_record_id": person(attio)}
    links = [{"target_object": "people", "target_record_id": NOBODY}, known]
    data: dict[str, Any] = {
        "content": "c",
        "format": "plaintext",
        "deadline_at": None,
        "is_completed": False,
        "assignees": [],
    }
    made = attio.ask("POST", "/v2/tasks", {"data": data | {"linked_records": links}})
    assert made.status == 200
    assert [one["target_record_id"] for one in made.body["data"]["linked_records"]] == [known["target_record_id"]]
    path = f"/v2/tasks/{made.body['data']['id']['task_id']}"
    changed = attio.ask("PATCH", path, {"data": {"linked_records": links[:1]}})
    assert (changed.status, changed.body["data"]["linked_records"]) == (200, [])
