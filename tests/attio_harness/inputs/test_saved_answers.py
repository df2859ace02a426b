"""Answers of Segment's Public API in what somebody saved around them, given as mappings or filters."""

from __future__ import annotations

import base64
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from attio_harness import InputError
from attio_harness.inputs.filters import read_filters
from attio_harness.inputs.mappings import read_mappings

from tests.attio_harness.inputs.many_destinations import GROUP, IDENTIFY, api, sub, taken

ANSWER = api([sub("Identify", IDENTIFY, "d1")])
OTHER = api([sub("Group", GROUP, "d1")])
TEXT = json.dumps(ANSWER)


def har(*contents: dict[str, Any]) -> dict[str, Any]:
    headers = [{"name": f"x-{number}", "value": "{}"} for number in range(40)]
    entries = [{"request": {"headers": headers}, "response": {"headers": headers, "content": one}} for one in contents]
    return {"log": {"version": "1.2", "entries": entries}}


@pytest.mark.parametrize(
    ("saved", "where"),
    [
        (har(*[{"text": "<html>"}] * 60, {"text": TEXT}), "log.entries[60].response.content.text (JSON text).data"),
        (
            har({"encoding": "base64", "text": base64.b64encode(TEXT.encode()).decode()}),
            "log.entries[0].response.content.text (base64).data",
        ),
        ({"status": 200, "headers": {}, "body": TEXT}, "body (JSON text).data"),
        ({"statusCode": 200, "body": ANSWER}, "body.data"),
        (
            {"interactions": [{"request": {}, "response": {"body": {"string": TEXT}}}]},
            "interactions[0].response.body.string (JSON text).data",
        ),
        ({"result": ANSWER}, "result.data"),
    ],
)
def test_an_answer_inside_of_something_is_named_with_the_command_that_takes_it_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, saved: dict[str, Any], where: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("saved answer.json").write_text(json.dumps(saved))
    with pytest.raises(InputError) as refused:
        read_mappings(["saved answer.json"])
    said, command = refused.value.problem.split("; take it out: ")
    assert said == f"is not a response of Segment's Public API, but has one inside `{where}`"
    subprocess.run(command, shell=True, check=True)
    assert taken("subscriptions.json") == [("Identify", "identifyUser")]


def test_all_answers_are_taken_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("traffic.har").write_text(json.dumps(har({"text": TEXT}, {"text": "{}"}, {"text": json.dumps(OTHER)})))
    with pytest.raises(InputError, match="and 1 other place; take it out: ") as refused:
        read_mappings(["traffic.har"])
    subprocess.run(refused.value.problem.partition("take it out: ")[2], shell=True, check=True)
    assert taken("subscriptions.json") == [("Identify", "identifyUser"), ("Group", "groupWorkspace")]


def test_of_many_answers_the_command_does_not_name_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = base64.b64encode(json.dumps(OTHER).encode()).decode()
    contents = [{"text": TEXT}] * 300 + [{"text": "<html>"}, {"text": "{}"}, {"encoding": "base64", "text": text}]
    Path("traffic.har").write_text(json.dumps(har(*contents)))
    with pytest.raises(InputError, match="and 300 other places; take it out: ") as refused:
        read_mappings(["traffic.har"])
    assert len(refused.value.problem) < 400
    subprocess.run(refused.value.problem.partition("take it out: ")[2], shell=True, check=True)
    found = json.loads(Path("subscriptions.json").read_text())
    assert found == [ANSWER["data"]] * 300 + [OTHER["data"]]


def test_filters_are_found_as_well(tmp_path: Path) -> None:
    file = tmp_path / "saved.json"
    answer = {"data": {"filters": [{"if": "all", "actions": [{"type": "DROP"}], "title": "None", "enabled": True}]}}
    file.write_text(json.dumps({"status": 200, "headers": {}, "body": json.dumps(answer)}))
    with pytest.raises(InputError, match=r"has one inside `body \(JSON text\).data`"):
        read_filters([str(file)])


def test_what_is_wrong_with_an_answer_itself_is_still_said(tmp_path: Path) -> None:
    file = tmp_path / "answer.json"
    file.write_text(json.dumps({"data": {"subscriptions": [5, {"note": {"subscriptions": [{}]}}]}}))
    with pytest.raises(InputError, match="expected a subscription"):
        read_mappings([str(file)])
