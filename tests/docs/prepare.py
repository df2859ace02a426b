"""Files that a page takes for granted and that are made here, by the word `prepare` of its setting."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from attio_emulator import Emulator, Request

from tests.attio_harness.git_repository import Repository

from .markdown import Page

__all__ = ["PREPARE"]

_COMPANIES = "/v2/objects/companies/records"


def replay(page: Page) -> None:
    """The cassette that the page shows further down, and archives of what an emulator answered under other addresses."""
    (cassette,) = [block.text for block in page.blocks if block.file]
    Path("cassettes").mkdir()
    Path("cassettes/company.yaml").write_text(cassette)
    Path("workspace.yaml").write_text("name: Acme\n")
    Path("session.json").write_text(_archive(_exchanges("http://127.0.0.1:8700")))
    Path("session.har").write_text(_archive(_exchanges("https://proxy.example.com/attio")))
    for name, entry in zip(("first.json", "second.json"), _exchanges("https://api.attio.com"), strict=True):
        Path(name).write_text(_archive([entry]))


def _exchanges(scheme_and_host: str) -> list[dict[str, object]]:
    """What an emulator answered, as entries of an archive with another host."""
    attio = Emulator()
    attio.handle(Request.make("POST", _COMPANIES, json={"data": {"values": {"name": "Acme"}}}, token="t"))
    attio.handle(Request.make("POST", f"{_COMPANIES}/query", json={}, token="t"))
    return [
        {
            "startedDateTime": row["at"],
            "request": {
                "method": row["method"],
                "url": scheme_and_host + row["path"],
                "headers": [],
                "postData": {"mimeType": "application/json", "text": json.dumps(row["body"])},
            },
            "response": {"status": row["status"], "headers": [], "content": {"text": json.dumps(row["response"])}},
        }
        for row in attio.journal
    ]


def _archive(entries: list[dict[str, object]]) -> str:
    return json.dumps({"log": {"version": "1.2", "entries": entries}})


def repository(page: Page) -> None:
    """All files of the page are committed on the branch `main`."""
    one = Repository(Path())
    one.commit()


PREPARE: Mapping[str, Callable[[Page], None]] = {"replay": replay, "repository": repository}
