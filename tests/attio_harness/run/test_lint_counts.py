"""The errors that lint finds in the mappings of a run are counted in its report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from attio_harness import check
from attio_harness.formats.footnotes import footnotes
from attio_harness.report import Report

from tests.attio_harness.subscriptions import identify_user

WORKSPACE: dict[str, Any] = {"objects": [{"api_slug": "users", "active": True}]}
EVENT = {"type": "identify", "userId": "u1", "messageId": "m1", "traits": {"email": "jane@acme.io"}}


def subscription(trigger: str = 'type = "identify"', **fields: Any) -> dict[str, Any]:
    return identify_user("Identify", trigger, **fields)


def noted(report: Report) -> list[str]:
    return [line for line in footnotes(report).notes if line.startswith("lint")]


def test_errors_are_counted_and_told_with_the_command_that_names_them(tmp_path: Path) -> None:
    file = tmp_path / "mapping.json"
    wrong = subscription("type == identify", user_attributes={"note": "{{traits.note}}"})
    file.write_text(json.dumps([subscription(), wrong]))
    report = check([EVENT], str(file), WORKSPACE)
    counts = report.to_dict()["lint"]
    assert (counts["errors"], counts["warnings"]) == (3, 0)
    assert noted(report) == [f"lint finds 3 errors in the mappings: attio-harness lint {file} -w WORKSPACE"]


def test_without_errors_nothing_is_told() -> None:
    report = check([EVENT], [subscription()], WORKSPACE)
    assert report.to_dict()["lint"]["errors"] == 0
    assert noted(report) == []


def test_a_disabled_mapping_that_is_broken_does_not_stop_a_run() -> None:
    broken = subscription(user_id={"@path": 5}) | {"enabled": False}
    report = check([EVENT], [subscription(user_attributes={"nope": "x"}), broken], WORKSPACE)
    assert (report.ok, report.verdicts["rejected"]) == (False, 1)
    assert report.lint["errors"] == 1
    assert noted(report) == ["lint finds 1 error in the mappings"]
