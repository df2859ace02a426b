"""Events of the most levels that may be asked for, through every way in which a mapping goes through one: each has a verdict."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from attio_harness.limits import LIMITS

from tests.attio_harness.subscriptions import IDENTIFY
from tests.started.processes import run

MOST = LIMITS["event_depth"].most or 0
TRAITS = {"@path": "$.traits"}
WAYS: dict[str, Any] = {
    "a path": {"@path": "$.traits.deep"},
    "all traits": TRAITS,
    "JSON": {"@json": {"mode": "encode", "value": TRAITS}},
    "a template": {"@template": "{{traits.deep}}"},
    "Liquid": {"@liquid": "{{ traits.deep | json }}"},
    "a flattened object": {"@flatten": {"value": TRAITS, "separator": "_"}},
    "merged objects": {"@merge": {"objects": [TRAITS], "direction": "right"}},
}


@pytest.mark.parametrize("way", WAYS)
def test_the_deepest_event_has_a_verdict_and_its_neighbour_too(tmp_path: Path, way: str) -> None:
    deep: Any = 1
    for _ in range(MOST - 2):  # the event and its traits are two more
        deep = {"a": deep}
    traits = {"email": "jane@acme.com", "plan": "Free"}
    events = [
        {"type": "identify", "userId": name, "messageId": name, "traits": {**traits, **more}}
        for name, more in (("u1", {"deep": deep}), ("u2", {}))
    ]
    mapping = {**IDENTIFY, "mapping": {**IDENTIFY["mapping"], "user_attributes": {"plan": WAYS[way]}}}
    workspace = {
        "objects": [{"api_slug": "users", "active": True, "attributes": [{"api_slug": "plan", "type": "text"}]}]
    }
    (tmp_path / "events.ndjson").write_text("".join(json.dumps(one) + "\n" for one in events))
    (tmp_path / "mapping.json").write_text(json.dumps(mapping))
    (tmp_path / "workspace.json").write_text(json.dumps(workspace))
    done = run(
        "check", "events.ndjson", "-m", "mapping.json", "-w", "workspace.json", "--format", "json",
        "--limit", f"event_depth={MOST}", cwd=tmp_path,
    )  # fmt: skip
    assert done.stderr == b""
    report = json.loads(done.stdout)
    assert (report["events"], report["unreadable"], sum(report["verdicts"].values())) == (2, [], 2)
