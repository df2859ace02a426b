"""What cannot be judged, and what of two answers is no difference."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attio_emulator import Emulator, Request
from attio_emulator.sql import engine
from attio_emulator.sql.engine import EngineMissing
from attio_harness.replay.cassettes.files import recordings_of
from attio_harness.replay.run import Settings, replay

from .made import Recorder, differences, exchange, recorded, replayed, verdicts

CONTENT_TYPE = "Expected the content type application/json"
GONE = "0b1c77ca-9b81-47ba-8d2e-490c74901031"


@pytest.mark.parametrize(
    ("one", "reason", "said"),
    [
        (exchange("OPTIONS"), "preflight", "OPTIONS is sent by browsers and is not a call of Attio's API"),
        (exchange(status=None), "no answer", "the request has no response in the recording: it was aborted, or blocked"),
        (
            exchange(lost="the body of the response"),
            "not recorded",
            "the recording lacks the body of the response; record it with bodies",
        ),
        (
            exchange("POST", "/v2/objects/people/records", answer={"data": {}}),
            "not recorded",
            "the recording lacks the body of the request; record it with bodies",
        ),
        (
            exchange("POST", "/v2/files/upload", status=201, answer={"data": {}}),
            "not recorded",
            "the recording lacks the body of the request; record it with bodies",
        ),
        (exchange(status=429), "limit", "429 depends on every request made with this token in that second"),
        (exchange(status=503), "server error", "503 is a fault on Attio's side"),
        (exchange(status=403), "token", "403 depends on the scopes of the token, which are not recorded"),
        (
            exchange(status=401),
            "token",
            "401 for a token that is not recorded; to test it, list tokens in the workspace file and use emulate --strict-auth",
        ),
        (
            exchange(path="/v2/self", status=400, answer={"code": "missing_value"}),
            "token",
            "the response about an unknown token depends on that token, which is not recorded",
        ),
        (
            exchange("POST", "/v2/lists", 400, {"validation_errors": [{"message": f"{CONTENT_TYPE}, received text/plain"}]}, body={}),
            "not recorded",
            "the recording lacks the content type of the request; record it with headers",
        ),
        (
            exchange("DELETE", f"/v2/tasks/{GONE}", answer={}),
            "there before",
            f"the task {GONE} was there before the recording, which does not show it",
        ),
        (
            exchange(
                "POST", "/v2/notes", answer={},
                body={"data": {"parent_object": "people", "parent_record_id": GONE, "title": "x", "format": "plaintext",
                               "content": "x"}},
            ),
            "there before",
            f"the record {GONE} was there before the recording, which does not show it",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_judged(one: Any, reason: str, said: str) -> None:
    report, _ = replay([recorded(one)], Settings(infer=False))
    (judged,) = report.judged
    assert (judged.verdict, judged.reason, judged.said, judged.differences) == ("unjudged", reason, said, ())


def test_a_call_that_is_not_emulated_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*given: Any, **more: Any) -> Any:
        raise EngineMissing

    monkeypatch.setattr(engine, "answered", missing)
    asked = exchange("POST", "/v2/sql", answer={"data": {"rows": []}}, body={"sql": "SELECT 1"})
    report, _ = replay([recorded(asked)], Settings())
    (judged,) = report.judged
    assert (judged.reason, judged.said) == ("not emulated", "the emulator answers POST /v2/sql with 501")


def test_401_without_a_token_is_judged() -> None:
    refused = Emulator().handle(Request.make("GET", "/v2/objects"))
    one = exchange(status=refused.status, answer=refused.json(), headers={})
    assert verdicts(recorded(one)) == [("agree",)]


def test_a_refusal_that_was_recorded_is_no_thing_that_was_there() -> None:
    real = Recorder()
    real("GET", f"/v2/objects/people/records/{GONE}")
    assert verdicts(real.recording()) == [("agree",)]


def test_values_that_attio_wrote_by_itself_are_no_difference() -> None:
    real = Recorder()
    real("POST", "/v2/objects/companies/records", {"data": {"values": {"domains": ["acme.com"]}}})
    (row,) = real.attio.journal
    stamp = row["response"]["data"]["created_at"]
    system = {"active_from": stamp, "active_until": None, "created_by_actor": {"type": "system", "id": None}}
    row["response"]["data"]["values"]["description"] = [{**system, "value": "Makes anvils", "attribute_type": "text"}]
    recording = recordings_of(json.dumps([row]).encode(), "f")
    report, _ = replay([recording], Settings())
    assert (report.judged[0].verdict, differences(report)) == ("agree", [])
    row["response"]["data"]["values"]["description"][0]["created_by_actor"] = {"type": "workspace-member", "id": GONE}
    report = replayed([row])
    assert [(one.kind, one.pointer) for one in differences(report)] == [("fewer", "/data/values/description/0")]


def test_the_order_of_what_comes_by_ids_does_not_count_and_a_sort_does() -> None:
    def session(body: dict[str, Any], *, infer: bool = False) -> Any:
        real = Recorder()
        for name in ("a", "b", "c"):
            real("POST", "/v2/objects/companies/records", {"data": {"values": {"name": name}}})
        real("POST", "/v2/objects/companies/records/query", body)
        rows = real.attio.journal
        rows[-1]["response"]["data"].reverse()
        report = replayed(rows, infer=infer)
        return [one.kind for one in differences(report)]

    assert session({}) == []
    # with the ids of the recording the order is told
    assert session({}, infer=True) == ["order"]
    assert session({"sorts": [{"attribute": "name", "direction": "asc"}]}) == ["order"]


def test_what_follows_from_a_refusal_is_not_told_as_another_difference() -> None:
    real = Recorder()
    made = real("POST", "/v2/objects/companies/records", {"data": {"values": {"name": "a"}}})["data"]["id"]["record_id"]
    real("GET", f"/v2/objects/companies/records/{made}")
    rows = real.attio.journal
    rows[0]["body"] = {"data": {"values": {"unknown_to_us": "a"}}}
    report = replayed(rows)
    assert [(one.verdict, one.reason) for one in report.judged] == [("differ", None), ("unjudged", "follows")]
    assert report.judged[1].said == f"the record {made} was made by an earlier exchange, which differs"
