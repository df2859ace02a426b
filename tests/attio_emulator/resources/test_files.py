"""Files and folders of records: made, listed, shown, deleted, and what cannot be."""

from __future__ import annotations

from typing import Any

import pytest

from tests.attio_emulator.calls import Answer, Attio, error
from tests.attio_emulator.resources.member_calls import NOBODY, WORKSPACE, person, problems


@pytest.fixture
def attio() -> Attio:
    return Attio(WORKSPACE)


def made(attio: Attio, record_id: str, file_type: str = "folder", **more: Any) -> Answer:
    body = {"object": "people", "record_id": record_id, "file_type": file_type}
    if file_type == "folder":
        return attio.ask("POST", "/v2/files", body | {"name": "Contracts"} | more)
    return attio.ask("POST", "/v2/files", body | {"storage_provider": "box", "external_provider_file_id": "x"} | more)


def file_id(answer: Answer) -> str:
    assert answer.status in (200, 201), answer
    return str(answer.body["data"]["id"]["file_id"])


def stored(attio: Attio, record_id: str, **more: str) -> str:
    return file_id(attio.upload(("a.txt", "text/plain", b"a"), object="people", record_id=record_id, **more))


def listed(attio: Attio, record_id: str, **query: Any) -> list[str]:
    answer = attio.ask("GET", "/v2/files", object="people", record_id=record_id, **query)
    assert answer.status == 200, answer
    return [one["id"]["file_id"] for one in answer.body["data"]]


@pytest.mark.covers("POST /v2/files", "GET /v2/files/{file}", "file.folders")
def test_a_folder_is_made_and_shown(attio: Attio) -> None:
    record = person(attio)
    answer = made(attio, record.upper(), name="Contracts 2025")
    data = answer.body["data"]
    assert answer == (
        200,
        {
            "data": {
                "id": {"workspace_id": attio.emulator.workspace.id, "file_id": data["id"]["file_id"]},
                "object_id": attio.object_id("people"),
                "object_slug": "people",
                "record_id": record,
                "storage_provider": "attio",
                "created_by_actor": data["created_by_actor"],
                "created_at": data["created_at"],
                "file_type": "folder",
                "name": "Contracts 2025",
                "parent_folder_id": None,
            }
        },
    )
    path = f"/v2/files/{data['id']['file_id']}"
    assert attio.ask("GET", path) == (200, {"data": data | {"has_children": False}})
    stored(attio, record, parent_folder_id=data["id"]["file_id"])
    assert attio.ask("GET", path.upper().replace("/V2/FILES", "/v2/files")).body["data"]["has_children"] is True


@pytest.mark.covers("POST /v2/files")
@pytest.mark.parametrize("kind", ["connected-file", "connected-folder"])
def test_what_lies_with_another_provider_is_connected(attio: Attio, kind: str) -> None:
    more = {"storage_provider": "microsoft-onedrive", "external_provider_file_id": "01I", "microsoft_drive_id": "b!"}
    data = made(attio, person(attio), kind, **more).body["data"]
    assert list(data) == [
        "id", "object_id", "object_slug", "record_id", "storage_provider", "created_by_actor", "created_at", "file_type",
        "external_provider_file_id", "microsoft_drive_id",
    ]  # fmt: skip
    assert {name: data[name] for name in more} == more
    assert data["file_type"] == kind
    assert attio.ask("GET", f"/v2/files/{data['id']['file_id']}") == (200, {"data": data})
    assert made(attio, person(attio, "c@lovelace.org"), kind).body["data"]["microsoft_drive_id"] is None


@pytest.mark.covers("GET /v2/files", "file.record", "page.limits")
def test_files_are_listed_by_record_provider_and_folder(attio: Attio) -> None:
    first, second = person(attio), person(attio, "c@lovelace.org")
    folder = file_id(made(attio, first))
    inner = file_id(made(attio, first, parent_folder_id=folder.upper()))
    box = file_id(made(attio, first, "connected-file"))
    file = stored(attio, first, parent_folder_id=inner)
    other = stored(attio, second)
    assert listed(attio, first) == [folder, inner, box, file]
    assert listed(attio, first.upper(), storage_provider="attio") == [folder, inner, file]
    assert listed(attio, first, storage_provider="box") == [box]
    assert listed(attio, first, storage_provider="dropbox") == []
    assert listed(attio, first, parent_folder_id=folder) == [inner]
    assert listed(attio, first, parent_folder_id=NOBODY) == []
    assert listed(attio, second) == [other]
    assert listed(attio, second, parent_folder_id=folder) == []
    assert attio.ask("GET", "/v2/files", object=attio.object_id("people"), record_id=first).body["data"][2]["id"][
        "file_id"
    ] == box  # fmt: skip


@pytest.mark.covers("GET /v2/files")
def test_a_record_without_files_has_an_empty_page(attio: Attio) -> None:
    """As recorded (open-023)."""
    for record in (person(attio), NOBODY):
        answer = attio.ask("GET", "/v2/files", object="people", record_id=record)
        assert answer == (200, {"data": [], "pagination": {"next_cursor": None}})


@pytest.mark.covers("GET /v2/files")
def test_files_are_paged_by_cursor(attio: Attio) -> None:
    record = person(attio)
    ids = [file_id(made(attio, record, name=str(number))) for number in range(51)]
    query = {"object": "people", "record_id": record}
    first = attio.ask("GET", "/v2/files", **query).body
    assert [one["name"] for one in first["data"]] == [str(number) for number in range(50)]
    rest = attio.ask("GET", "/v2/files", **query, cursor=first["pagination"]["next_cursor"]).body
    assert [one["id"]["file_id"] for one in rest["data"]] == ids[50:]
    assert rest["pagination"] == {"next_cursor": None}
    for wrong in ("0", "201", "x", "-1"):
        assert attio.ask("GET", "/v2/files", **query, limit=wrong).body["validation_errors"][0]["path"] == ["limit"]
    assert attio.ask("GET", "/v2/files", **query, cursor="x").body["validation_errors"][0]["path"] == ["cursor"]


@pytest.mark.covers("DELETE /v2/files/{file}", "file.folders")
def test_a_folder_goes_with_everything_below_it(attio: Attio) -> None:
    record = person(attio)
    folder, kept = file_id(made(attio, record)), file_id(made(attio, record))
    inner = file_id(made(attio, record, parent_folder_id=folder))
    stored(attio, record, parent_folder_id=inner)
    beside = stored(attio, record, parent_folder_id=kept)
    assert attio.ask("DELETE", f"/v2/files/{folder}") == (200, {})
    assert listed(attio, record) == [kept, beside]
    assert set(attio.emulator.documents()["file_contents"]) == {beside}
    gone = error(404, "not_found", f'File with ID "{folder}" was not found.')
    assert [attio.ask(verb, f"/v2/files/{folder}") for verb in ("GET", "DELETE")] == [gone, gone]


def test_folders_can_be_nested_more_deeply_than_calls(attio: Attio) -> None:
    record, folder = person(attio), None
    for _ in range(1100):
        folder = file_id(made(attio, record, **({} if folder is None else {"parent_folder_id": folder})))
    assert attio.ask("DELETE", f"/v2/files/{next(iter(attio.emulator.documents()['files']))}").status == 200
    assert listed(attio, record) == []


@pytest.mark.covers("file.record")
def test_files_go_with_their_record(attio: Attio) -> None:
    gone, kept = person(attio), person(attio, "c@lovelace.org")
    folder = file_id(made(attio, gone))
    stored(attio, gone, parent_folder_id=folder)
    beside = stored(attio, kept)
    assert attio.ask("DELETE", f"/v2/objects/people/records/{gone}").status == 200
    assert set(attio.emulator.documents()["files"]) == set(attio.emulator.documents()["file_contents"]) == {beside}


def test_files_that_cannot_be(attio: Attio) -> None:
    record, other = person(attio), person(attio, "c@lovelace.org")
    assert listed(attio, record) == []
    before = attio.stored()
    missing = error(404, "not_found", 'Object with slug/ID "cats" not found.')
    assert made(attio, record, object="cats") == missing
    assert made(attio, NOBODY) == error(404, "not_found", f'Record with ID "{NOBODY}" not found.')
    assert made(attio, record, parent_folder_id=NOBODY) == error(
        404, "not_found", f'File with ID "{NOBODY}" was not found.'
    )
    assert problems(made(attio, "me", object="", name=" ", parent_folder_id=None)) == [
        ("invalid", ["object"]),
        ("invalid", ["record_id"]),
        ("invalid", ["name"]),
        ("invalid_type", ["parent_folder_id"]),
    ]
    for kind in ("connected-file", "connected-folder"):
        assert problems(made(attio, record, kind, storage_provider="attio", microsoft_drive_id=7)) == [
            ("invalid_option", ["storage_provider"]),
            ("invalid_type", ["microsoft_drive_id"]),
        ]
    assert problems(made(attio, record, "file")) == [("invalid_option", ["file_type"])]
    assert problems(attio.ask("POST", "/v2/files", {})) == [
        ("invalid_type", ["object"]),
        ("invalid_type", ["record_id"]),
        ("invalid_type", ["file_type"]),
    ]
    assert problems(attio.ask("POST", "/v2/files", {"file_type": "folder"}))[2:] == [("invalid_type", ["name"])]
    assert attio.stored() == before
    file, elsewhere = stored(attio, record), file_id(made(attio, other))
    for parent, said in (
        (file, f'The file with ID "{file}" is not a folder.'),
        (elsewhere, f'The folder with ID "{elsewhere}" belongs to another record.'),
    ):
        answer = made(attio, record, parent_folder_id=parent)
        assert (answer.status, answer.body["code"], answer.body["message"]) == (400, "validation_type", said)
    assert listed(attio, record) == [file]


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ({}, ["object"]),
        ({"object": "people"}, ["record_id"]),
        ({"object": "", "record_id": NOBODY}, ["object"]),
        ({"object": "people", "record_id": "me"}, ["record_id"]),
        ({"object": "people", "record_id": NOBODY, "storage_provider": "floppy"}, ["storage_provider"]),
        ({"object": "people", "record_id": NOBODY, "parent_folder_id": "root"}, ["parent_folder_id"]),
    ],
)
def test_queries_that_cannot_be(attio: Attio, query: dict[str, str], path: list[str]) -> None:
    answer = attio.ask("GET", "/v2/files", **query)
    assert (answer.status, answer.body["message"]) == (400, "Query params validation error.")
    assert answer.body["validation_errors"][0]["path"] == path
