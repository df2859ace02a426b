"""Genuine answers of production, each as an archive by itself: what the situation is made of, and how many agree."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from attio_harness.replay.cassettes.files import recordings_of
from attio_harness.replay.report import Judged
from attio_harness.replay.run import Settings, replay

RECORDINGS = os.environ.get("ATTIO_RECORDINGS", "")
pytestmark = pytest.mark.skipif(not RECORDINGS, reason="ATTIO_RECORDINGS names no file of recorded answers")

PART = {
    "open-019": "the comment is only named",
    "open-042": "it links a record that had gone, which Attio drops",
    "open-083": "the request was not recorded",
    "open-088": "an unknown token",
    "open-091": "an unknown token",
}
"""Recordings of which a part is missing, and which cannot be judged."""
OTHERWISE = {
    "open-018": "/v2/self has token_level, which newer documents have",
    "open-026": "search without request_as: the row of a union",
    "open-074": "the types of 2025",
    "open-075": "the rows of a value begin inside of it",
}
"""Recordings that may differ."""


def archive(row: dict[str, Any]) -> bytes:
    request, real = row["request"], row["real"]
    query = request.get("query")
    url = "https://api.attio.com" + request["path"] + (f"?{urlencode(query)}" if query else "")
    headers = [{"name": name, "value": value} for name, value in (real.get("headers") or {}).items()]
    sent: dict[str, Any] = {"method": request["method"], "url": url, "headers": []}
    if request.get("body") is not None:
        sent["postData"] = {"mimeType": "application/json", "text": json.dumps(request["body"])}
    answer = {"status": real["status"], "headers": headers, "content": {"text": json.dumps(real["body"])}}
    return json.dumps({"log": {"entries": [{"request": sent, "response": answer}]}}).encode()


def genuine() -> dict[str, Judged]:
    """The judged exchanges by the id of their recording: whole bodies of genuine answers."""
    found: dict[str, Judged] = {}
    for line in Path(RECORDINGS).read_text("utf-8").splitlines():
        row = json.loads(line)
        whole = row["known"] == "whole body" and row["genuineness"] == "high" and "{" not in row["request"]["path"]
        if not whole:
            continue
        report, _ = replay([recordings_of(archive(row), row["id"])], Settings())
        (found[row["id"]],) = report.judged
    return found


def test_nearly_all_agree_and_the_others_are_known() -> None:
    found = genuine()
    differ = {
        id: [(one.kind, one.pointer) for one in judged.differences]
        for id, judged in found.items()
        if judged.differences
    }
    unjudged = {id for id, judged in found.items() if judged.verdict == "unjudged"}
    assert {id: rows for id, rows in differ.items() if id not in OTHERWISE} == {}
    assert unjudged <= set(PART)
    assert sum(judged.verdict == "agree" for judged in found.values()) >= 60
