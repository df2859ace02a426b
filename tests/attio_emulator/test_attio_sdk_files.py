"""The `attio` package from PyPI with files, SQL, emails and the unsubscribe list, against a live emulator on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attio
import httpx
import pytest
from attio_emulator import running

from tests.attio_emulator.filled import filled


@pytest.fixture
def session() -> Iterator[tuple[attio.SDK, str, str]]:
    """The client, the address of the emulator, and a person with a folder of one file."""
    known, ids = filled()
    with running(known.emulator) as url, attio.SDK(oauth2="t" * 64, server_url=url) as client:
        yield client, url, ids["record"]


def dumped(model: Any) -> Any:
    return model.model_dump(mode="json", by_alias=True)


@pytest.mark.covers(
    "GET /v2/files", "POST /v2/files", "POST /v2/files/upload", "GET /v2/files/{file}", "DELETE /v2/files/{file}",
    "GET /v2/files/{file}/download",
)  # fmt: skip
def test_files(session: tuple[attio.SDK, str, str]) -> None:
    sdk, url, person = session
    folder, offer = dumped(sdk.files.get_v2_files(object="people", record_id=person))["data"]
    assert [folder["file_type"], offer["file_type"]] == ["folder", "file"]
    connected = {"file_type": "connected-file", "storage_provider": "google-drive", "external_provider_file_id": "1"}
    made: Any = {"object": "people", "record_id": person}
    assert dumped(sdk.files.post_v2_files(request=made | connected))["data"]["storage_provider"] == "google-drive"
    sent: Any = {"file_name": "plan.pdf", "content": b"%PDF", "content_type": "application/pdf"}
    parent = folder["id"]["file_id"]
    stored = dumped(
        sdk.files.post_v2_files_upload(file=sent, object="people", record_id=person, parent_folder_id=parent)
    )["data"]
    assert (stored["name"], stored["content_type"], stored["content_size"]) == ("plan.pdf", "application/pdf", 4)
    path = f"/v2/files/{stored['id']['file_id']}/download"
    token = {"authorization": f"Bearer {'t' * 64}"}
    assert httpx.get(f"{url}{path}", headers=token, follow_redirects=True).content == b"%PDF"
    # the package follows the redirection and then misses it: what it was sent is in its exception
    with pytest.raises(attio.errors.SDKDefaultError) as followed:
        sdk.files.get_v2_files_file_id_download(file_id=stored["id"]["file_id"])
    assert (followed.value.status_code, followed.value.body) == (200, "%PDF")
    assert dumped(sdk.files.get_v2_files_file_id_(file_id=parent))["data"]["has_children"] is True
    sdk.files.delete_v2_files_file_id_(file_id=parent)
    left = dumped(sdk.files.get_v2_files(object="people", record_id=person))["data"]
    assert [one["file_type"] for one in left] == ["connected-file"]


@pytest.mark.covers("POST /v2/sql", "GET /v2/emails", "POST /v2/sequences/unsubscribed_emails")
def test_sql_emails_and_the_unsubscribe_list(session: tuple[attio.SDK, str, str]) -> None:
    sdk, _, person = session
    sql = "SELECT name.full_name AS name FROM people WHERE record_id = '{}'"
    assert dumped(sdk.sql.post_v2_sql(sql=sql.format(person)))["data"] == {"rows": [{"name": "Ada Lovelace"}]}
    (email,) = dumped(sdk.emails.get_v2_emails(participants="ada@lovelace.org"))["data"]
    assert (email["subject_line"], email["direction"]) == ("Hello", "inbound")
    assert [one["record_id"] for one in email["linked_records"]] == [person]
    listed = sdk.sequences.post_v2_sequences_unsubscribed_emails(data={"email_addresses": ["Ada@Lovelace.org"]})
    assert [one["email_address"] for one in dumped(listed)["data"]] == ["ada@lovelace.org"]
