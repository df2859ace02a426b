"""A subscription that is given twice delivers its events twice: Segment does not know that it is the same, and a run says so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from attio_harness import check

from tests.attio_harness.subscriptions import GROUP, IDENTIFY

WORKSPACE = {"objects": [{"api_slug": "users", "active": True}, {"api_slug": "workspaces", "active": True}]}
EVENT = {"type": "identify", "userId": "u1", "messageId": "m1", "traits": {"email": "u1@acme.com"}}


def noted(tmp_path: Path, *files: Any) -> tuple[int, list[str]]:
    """How many deliveries there were, and the notes on subscriptions that are there twice."""
    names = []
    for number, content in enumerate(files):
        names.append(tmp_path / f"{number}.json")
        names[-1].write_text(json.dumps(content))
    report = check([EVENT], list(map(str, names)), WORKSPACE)
    return sum(report.verdicts.values()), [one["what"] for one in report.notes if "delivered twice" in one["what"]]


def test_the_same_in_two_files_is_noted(tmp_path: Path) -> None:
    turned = dict(reversed(IDENTIFY.items())) | {"name": "Again", "subscribe": 'type   =   "identify"'}
    turned["mapping"] = dict(reversed(IDENTIFY["mapping"].items()))
    count, (what,) = noted(tmp_path, [IDENTIFY, GROUP], turned)
    assert count == 2
    assert what == (
        f"Again: has the trigger, action and mapping of {IDENTIFY['name']!r} of {tmp_path / '0.json'}: all its events are delivered "
        "twice; leave one of the two out"
    )


def test_the_same_in_one_file_is_noted(tmp_path: Path) -> None:
    count, (what,) = noted(tmp_path, [IDENTIFY, IDENTIFY])
    assert count == 2
    assert f"mapping of {IDENTIFY['name']!r}: all its events" in what


@pytest.mark.parametrize(
    "other",
    [
        {**IDENTIFY, "enabled": False},
        {**IDENTIFY, "subscribe": 'type = "track"'},
        {**IDENTIFY, "mapping": IDENTIFY["mapping"] | {"user_attributes": {}}},
        GROUP,
    ],
)
def test_what_is_another_or_never_runs_is_not_noted(tmp_path: Path, other: dict[str, Any]) -> None:
    assert noted(tmp_path, IDENTIFY, other)[1] == []
