"""Values that validation changed so that they no longer look the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from attio_harness import check
from attio_harness.formats.footnotes import footnotes
from attio_harness.report import Report
from attio_harness.run.coerced import look

WORKSPACE: dict[str, Any] = {"objects": [{"api_slug": "users", "active": True}]}


def run(*users: Any, mode: Any = "auto", **fields: Any) -> Report:
    """Identify events of these user IDs."""
    mapping = {"email_address": {"@path": "$.traits.email"}, "user_id": {"@path": "$.traits.id"}, **fields}
    events = [
        {"type": "identify", "userId": "u", "messageId": f"m{at}", "traits": {"email": f"p{at}@acme.io", "id": user}}
        for at, user in enumerate(users)
    ]
    subscription = {"name": "Identify", "partnerAction": "identifyUser", "subscribe": 'type = "identify"'}
    return check(events, [{**subscription, "mapping": mapping}], WORKSPACE, mode)


def noted(report: Report) -> list[str]:
    return [row["what"] for row in report.notes if "Segment changed" in row["what"]]


@pytest.mark.parametrize("mode", ["single", "batch"])
def test_a_change_is_noted_once_a_field_with_an_example(mode: str) -> None:
    report = run("u1", ["u2"], ["u3"], mode=mode)
    assert noted(report) == [
        'Identify: Segment changed user_id from ["u2"] to "u2", first at <python>:2 (2 events)',
    ]
    assert report.ok
    (masked,) = [line for line in footnotes(report).notes if "Segment changed" in line]
    assert "u2" not in masked


@pytest.mark.parametrize(
    ("user", "changed"),
    [
        (1e21, 'from 1e+21 to "1e+21"'),
        (10**21, 'from 1000000000000000000000 to "1e+21"'),
        (12345678901234567890, 'from 12345678901234567890 to "12345678901234567000"'),
        (1e-7, 'from 1e-7 to "1e-7"'),
        ([7], 'from [7] to "7"'),
        (3971315, None),
        (0.1 + 0.2, None),
        (5.0, None),
        (1.5, None),
        (-3, None),
        (True, None),
        ("u1", None),
        ("0012", None),
    ],
)
def test_what_counts_as_a_change(user: Any, changed: str | None) -> None:
    notes = noted(run(user))
    assert [changed in one for one in notes] == [True] if changed else notes == []


def test_a_number_beyond_all_doubles_is_not_told_as_null(tmp_path: Path) -> None:
    line = '{"type":"identify","userId":"u","messageId":"m","traits":{"email":"p@acme.io","id":-1e999}}'
    (tmp_path / "e.ndjson").write_text(line)
    mapping = {"email_address": {"@path": "$.traits.email"}, "user_id": {"@path": "$.traits.id"}}
    subscription = {"name": "Identify", "partnerAction": "identifyUser", "subscribe": 'type = "identify"'}
    (said,) = noted(check(tmp_path / "e.ndjson", [{**subscription, "mapping": mapping}], WORKSPACE))
    assert said.startswith('Identify: Segment changed user_id from -Infinity to "-Infinity", first at ')


def test_numbers_and_booleans_made_of_text() -> None:
    batching = {"enable_batching": "true", "batch_size": "0012"}
    assert noted(run("u1", **batching)) == [
        'Identify: Segment changed batch_size from "0012" to 12, first at <python>:1'
    ]
    assert noted(run("u1", enable_batching=1, batch_size="500")) == [
        "Identify: Segment changed enable_batching from 1 to true, first at <python>:1"
    ]


def test_the_look_of_a_value() -> None:
    assert [look(one) for one in ("a", 5, 5.0, 2.50, True, 1e21, 1e-7, ["a"], None)] == [
        "a", "5", "5", "2.5", "true", "1000000000000000000000", "0.0000001", '["a"]', "null",
    ]  # fmt: skip
