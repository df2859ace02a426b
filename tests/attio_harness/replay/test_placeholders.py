"""Cassettes whose ids were redacted, or made up, agree like any others."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attio_emulator.ids import is_uuid
from attio_harness.replay.calls import called
from attio_harness.replay.placeholders import with_uuids

from .made import Recorder, exchange, replayed

PEOPLE = "/v2/objects/people/records"


def session() -> tuple[list[dict[str, Any]], str]:
    real = Recorder()
    person = real("POST", PEOPLE, {"data": {"values": {"name": "Doe, Jane", "email_addresses": ["jane@acme.com"]}}})[
        "data"
    ]["id"]["record_id"]
    real("GET", f"{PEOPLE}/{person}")
    note = {"parent_object": "people", "parent_record_id": person, "title": "T", "format": "plaintext", "content": "x"}
    real("POST", "/v2/notes", {"data": note})
    real("POST", f"{PEOPLE}/query", {"filter": {"record_id": person}})
    real("GET", f"/v2/notes?parent_object=people&parent_record_id={person}")
    return real.attio.journal, person


@pytest.mark.parametrize("placeholder", ["<RECORD_ID>", "vcr-test-aaaaaaaa", "REDACTEDRECORDID", "rec_0001"])
@pytest.mark.parametrize("seen", [True, False], ids=["created", "there before"])
def test_a_session_with_placeholders_agrees(placeholder: str, seen: bool) -> None:
    rows, person = session()
    text = json.dumps(rows if seen else rows[1:]).replace(person, placeholder)
    report = replayed(json.loads(text))
    assert [(one.verdict, one.said, one.differences) for one in report.judged] == [("agree", "", ())] * (
        5 if seen else 4
    )


def test_a_placeholder_is_one_uuid_everywhere() -> None:
    answer = {
        "data": {
            "id": {"workspace_id": "w", "record_id": "<RECORD_ID>"},
            "web_url": "https://app.attio.com/a/person/<RECORD_ID>",
        }
    }
    one = exchange("GET", f"{PEOPLE}/%3CRECORD_ID%3E", answer=answer, query=(("record_id", "<RECORD_ID>"),))
    (call,) = with_uuids([called(one, one.path)])
    id = call.parts["record"]
    assert is_uuid(id)
    assert call.exchange.query == (("record_id", id),)
    assert call.exchange.answer is not None
    assert call.exchange.answer.body["data"]["id"] == {"workspace_id": "w", "record_id": id}


@pytest.mark.parametrize("id", ["1", "people", "0b1c77ca-9b81-47ba-8d2e-490c74901031"])
def test_what_may_be_something_else_stays(id: str) -> None:
    one = exchange("GET", f"{PEOPLE}/{id}", answer={"data": {"id": {"record_id": id}, "title": id}})
    assert with_uuids([called(one, one.path)]) == [called(one, one.path)]


def test_one_placeholder_for_everything_stays() -> None:
    one = exchange(
        "GET", f"{PEOPLE}/<UUID-1>", answer={"data": {"id": {"object_id": "<UUID-1>", "record_id": "<UUID-1>"}}}
    )
    assert with_uuids([called(one, one.path)]) == [called(one, one.path)]
