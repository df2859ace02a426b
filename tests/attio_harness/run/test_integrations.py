"""Names in an event's `integrations` that were meant to be the destination's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from attio_harness import check
from attio_harness.run.integrations import misnamed

from tests.attio_harness.subscriptions import identify_user

SUBSCRIPTION = identify_user("S")
WORKSPACE = {"objects": [{"api_slug": "users", "active": True}]}
NAMED: list[Any] = [
    {"Attio": False},
    {"All": False, "Attio": True},
    {"attio (actions)": False},
    {"Mixpanel": False},
    {"Attio (Actions)": True, "Attio": False},
    None,
]


def _event(number: int, integrations: Any) -> dict[str, Any]:
    traits = {"email": f"jane{number}@acme.io"}
    return {"type": "identify", "userId": f"u{number}", "traits": traits, "integrations": integrations}


@pytest.mark.parametrize(
    ("integrations", "name"),
    [
        ({"Attio": False}, "Attio"),
        ({"Atio": False}, "Atio"),
        ({"Attio (Action)": {}}, "Attio (Action)"),
        ({"Attio Actions": True}, "Attio Actions"),
        ({"attio": False}, "attio"),
        ({"All": False, "Destination Attio": True}, "Destination Attio"),
        ({"All": False}, None),
        ({"Attio (Actions)": False, "Attio": False}, None),
        ({"Actions Attio": False}, None),
        ({"Mixpanel (Actions)": False, "Ratio": False, "": False}, None),
        ({}, None),
        (None, None),
        ("Attio", None),
    ],
)
def test_names_that_are_not_the_destination(integrations: Any, name: str | None) -> None:
    assert misnamed({"integrations": integrations}) == name
    assert misnamed({}) is None


def test_such_a_name_is_noted_and_decides_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lines = [json.dumps(_event(number, one)) + "\n" for number, one in enumerate(NAMED)]
    Path("e.ndjson").write_text("".join(lines), "utf-8")
    report = check("e.ndjson", [SUBSCRIPTION], WORKSPACE)
    assert report.verdicts == {"written": 5, "filtered": 1}
    said = ', which is not Segment\'s name for this destination: write "Attio (Actions)"'
    assert [row for row in report.notes if "integrations" in row["what"]] == [
        {"file": "e.ndjson", "line": 1, "what": f'integrations has "Attio"{said} (and 1 more such event)'},
        {"file": "e.ndjson", "line": 3, "what": f'integrations has "attio (actions)"{said}'},
    ]


def test_nothing_is_noted_where_integrations_do_not_count() -> None:
    report = check([_event(1, {"Attio": False})], [SUBSCRIPTION], WORKSPACE, integrations=False)
    assert [row["what"] for row in report.notes if "integrations" in row["what"]] == []


def test_many_names_take_no_more_room_than_twenty() -> None:
    events = [_event(number, {f"Attio {number}": False}) for number in (*range(30), 3)]
    report = check(events, [SUBSCRIPTION], WORKSPACE)
    told = [row["what"] for row in report.notes if "integrations" in row["what"]]
    assert len(told) == 20
    assert told[3].endswith("(and 1 more such event)")


def test_a_name_is_judged_once_however_many_events_have_it() -> None:
    event = {"integrations": {"All": True, "Some Other (Actions)": False, "Third": {}}}
    assert misnamed(event) is None
    with mock.patch("attio_harness.run.integrations.alike") as asked:
        assert misnamed(event) is None
    assert not asked.called
