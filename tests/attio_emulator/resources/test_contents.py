"""Contents of files: sent as a form, kept, fetched at a signed address; forms and sizes that are refused."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import Request
from attio_emulator.resources import contents
from attio_emulator.resources.contents import LARGEST_FILE, LARGEST_FORM

from tests.attio_emulator.calls import Answer, Attio, error, form
from tests.attio_emulator.resources.member_calls import NOBODY, WORKSPACE, person, problems, rows
from tests.attio_emulator.resources.test_files import file_id, made

TEXT = ("offer.txt", "text/plain", b"An offer, --xyz in it\r\n")


@pytest.fixture
def attio() -> Attio:
    return Attio(WORKSPACE)


@pytest.mark.covers("POST /v2/files/upload", "GET /v2/files/{file}")
def test_a_file_is_stored_and_shown(attio: Attio) -> None:
    record = person(attio)
    folder = file_id(made(attio, record))
    answer = attio.upload(
        ("Größe & mehr.pdf", "application/pdf", b"%PDF"), object="people", record_id=record, parent_folder_id=folder
    )
    data = answer.body["data"]
    assert answer == (
        201,
        {
            "data": {
                "id": {"workspace_id": attio.emulator.workspace.id, "file_id": data["id"]["file_id"]},
                "object_id": attio.object_id("people"),
                "object_slug": "people",
                "record_id": record,
                "storage_provider": "attio",
                "created_by_actor": data["created_by_actor"],
                "created_at": data["created_at"],
                "file_type": "file",
                "name": "Größe & mehr.pdf",
                "content_type": "application/pdf",
                "content_size": 4,
                "parent_folder_id": folder,
            }
        },
    )
    assert attio.ask("GET", f"/v2/files/{data['id']['file_id']}") == (200, {"data": data})


@pytest.mark.covers("error 409 uniqueness_conflict")
def test_a_name_that_another_file_has_in_the_same_place_of_a_record(attio: Attio) -> None:
    """Also a second time, where the first answer was lost: a client lists the files or takes another name."""
    record, other = person(attio), person(attio, "other@acme.com")
    folder = file_id(made(attio, record))
    owner = {"object": "people", "record_id": record}
    first = attio.upload(TEXT, **owner).body["data"]["id"]["file_id"]
    before = attio.stored()
    again = attio.upload(("offer.txt", "application/pdf", b"another"), **owner)
    assert again == error(409, "uniqueness_conflict", 'There is already a file with name "offer.txt".')
    assert attio.stored() == before
    assert attio.upload(TEXT, object="people", record_id=other).status == 201
    assert attio.upload(TEXT, **owner, parent_folder_id=folder).status == 201
    assert attio.upload(TEXT, **owner, parent_folder_id=folder) == again
    assert attio.ask("DELETE", f"/v2/files/{first}").status == 200
    assert attio.upload(TEXT, **owner).status == 201


@pytest.mark.covers("file.form")
def test_what_a_form_may_leave_out(attio: Attio) -> None:
    record = person(attio)
    data = attio.upload(("empty", None, b""), object="companies", record_id=record)
    assert data == error(404, "not_found", f'Record with ID "{record}" not found.')
    data = attio.upload(("empty", None, b""), object="people", record_id=record, nonsense="1").body["data"]
    assert (data["name"], data["content_type"], data["content_size"]) == ("empty", None, 0)
    assert data["parent_folder_id"] is None
    twice = [
        ("object", None, None, b"cats"),
        ("object", None, None, b"people"),
        ("record_id", None, None, record.encode()),
    ]
    assert _sent(attio, *form(twice, [TEXT])).status == 201


def _sent(attio: Attio, kind: str | None, body: bytes, **headers: str) -> Answer:
    named = headers if kind is None else headers | {"content-type": kind}
    response = attio.emulator.handle(Request.make("POST", "/v2/files/upload", headers=named, body=body, token="t"))
    return Answer(response.status, response.json())


@pytest.mark.covers("file.form", "error 400 validation_type")
def test_forms_that_cannot_be(attio: Attio) -> None:
    record = person(attio)
    fields = [("object", None, None, b"people"), ("record_id", None, None, record.encode())]
    good = form(fields, [TEXT])
    before = attio.stored()
    said = [
        rows(_sent(attio, *sent))
        for sent in (
            (None, good[1]),
            ("application/json", b"{}"),
            ("multipart/form-data", good[1]),
            ('multipart/form-data; boundary=""', good[1]),
            ("multipart/form-data; boundary=other", good[1]),
            ("multipart/form-data; boundary=" + "x" * 1000, good[1]),
            (good[0], b""),
            (good[0], good[1][:-6]),
            (good[0], b"--xyz\r\nContent-Disposition: form-data\r\n\r\nx\r\n--xyz--\r\n"),
            form([("object", None, None, b"\xff")], [TEXT]),
            form([("p", None, None, b"")] * 101),
            form(fields, [TEXT, TEXT]),
            form([*fields, ("file", None, None, b"text")]),
            form([*fields, ("file", "", None, b"text")]),
            form([*fields, ("parent_folder_id", None, None, b"")], [TEXT]),
            form([("object", "o.txt", None, b"people"), ("record_id", None, None, b"me")]),
        )
    ]
    body: list[Any] = []
    assert said == [
        [(body, "Expected the content type multipart/form-data, and the request names none")],
        [(body, "Expected the content type multipart/form-data, received application/json")],
        [(body, "The content type names no boundary")],
        [(body, "The content type names no boundary")],
        [(body, said[4][0][1])],
        [(body, said[5][0][1])],
        [(body, "The body is not a form: it ends before the last boundary")],
        [(body, "The body is not a form: it ends before the last boundary")],
        [(body, "The body is not a form: a part has no name")],
        [(body, "The part object is not UTF-8: found the byte 0xff at 0")],
        [(body, "The form has more than 100 parts")],
        [(["file"], "Expected one file, received 2")],
        [(["file"], "Expected file, received string")],
        [(["file"], "Expected a file with a name")],
        [(["parent_folder_id"], "Invalid uuid")],
        [(["file"], "Required"), (["object"], "Expected string, received object"), (["record_id"], "Invalid uuid")],
    ]
    assert all(one[0][1].startswith("The body is not a form: ") for one in said[4:6])
    assert problems(_sent(attio, good[0], good[1], **{"content-encoding": "gzip"})) == [("invalid", [])]
    assert attio.stored() == before


@pytest.mark.covers("error 413 validation_type")
def test_a_file_may_have_50_mb(attio: Attio, monkeypatch: pytest.MonkeyPatch) -> None:
    """Here the limits are a hundredth."""
    owner = {"object": "people", "record_id": person(attio)}
    assert (LARGEST_FILE, LARGEST_FORM) == (52_428_800, 52_428_800 + 65_536)
    largest = LARGEST_FILE // 100
    most = largest + 65_536
    monkeypatch.setattr(contents, "LARGEST_FILE", largest)
    monkeypatch.setattr(contents, "LARGEST_FORM", most)
    assert attio.upload(("big", None, bytes(largest)), **owner).body["data"]["content_size"] == largest
    before = attio.stored()["documents"]["files"]
    too_large = error(413, "validation_type", "The file is larger than 50 MB.")
    assert attio.upload(("big", None, bytes(largest + 1)), **owner) == too_large
    assert attio.upload(("big", None, bytes(most)), **owner) == too_large
    # what a server was sent and did not keep
    assert _sent(attio, "multipart/form-data; boundary=x", b"", **{"content-length": str(most + 1)}) == too_large
    assert _sent(attio, "multipart/form-data; boundary=x", b"", **{"content-length": "much"}).status == 400
    assert attio.stored()["documents"]["files"] == before


def test_who_may_not_write_cannot_send_files(attio: Attio) -> None:
    attio = Attio(
        WORKSPACE
        | {
            "tokens": [
                {"token": "t", "scopes": ["file:read", "object_configuration:read", "record_permission:read-write"]}
            ]
        }
    )
    record = person(attio)
    assert attio.upload(TEXT, object="people", record_id=record).status == 403
    assert attio.ask("GET", "/v2/files", object="people", record_id=record).status == 200


@pytest.mark.covers("GET /v2/files/{file}/download", "file.address")
def test_a_content_is_fetched_at_the_address_of_a_redirection(attio: Attio) -> None:
    id = file_id(attio.upload(TEXT, object="people", record_id=person(attio)))
    url = f"https://api.attio.com/v2/files/{id}/download"
    redirected = attio.emulator.handle(Request.make("GET", url, token="t"))
    assert (redirected.status, redirected.body) == (302, b"")
    assert redirected.headers["location"].startswith(f"https://api.attio.com/_emulator/files/{id}?expires=")
    content = attio.emulator.handle(Request.make("GET", redirected.headers["location"]))
    assert (content.status, content.body) == (200, TEXT[2])
    assert dict(content.headers) == {
        "content-type": "text/plain",
        "content-disposition": "attachment; filename*=UTF-8''offer.txt",
        "x-content-type-options": "nosniff",
    }


def test_only_files_with_a_content_are_fetched(attio: Attio) -> None:
    record = person(attio)
    for kind in ("folder", "connected-file", "connected-folder"):
        id = file_id(made(attio, record, kind))
        said = f'The file with ID "{id}" is a {kind} and cannot be downloaded.'
        assert attio.ask("GET", f"/v2/files/{id}/download") == error(400, "validation_type", said)
    missing = error(404, "not_found", f'File with ID "{NOBODY}" was not found.')
    assert attio.ask("GET", f"/v2/files/{NOBODY}/download") == missing


def test_contents_are_part_of_the_state(attio: Attio) -> None:
    id = file_id(attio.upload(("a", None, bytes(range(256))), object="people", record_id=person(attio)))
    other = Attio(WORKSPACE)
    other.emulator.restore(attio.emulator.snapshot())
    address = other.emulator.handle(Request.make("GET", f"/v2/files/{id}/download", token="t")).headers["location"]
    assert other.emulator.handle(Request.make("GET", address)).body == bytes(range(256))


def test_the_journal_keeps_no_contents(attio: Attio) -> None:
    attio.upload(TEXT, object="people", record_id=person(attio))
    body = attio.emulator.journal[-1]["body"]
    assert body.startswith("multipart/form-data of ")
    assert "offer" not in body
