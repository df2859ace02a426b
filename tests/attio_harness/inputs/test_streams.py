"""How far reading has come."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from attio_harness.inputs.event import SourceEvent
from attio_harness.inputs.events import read_events
from attio_harness.inputs.files import size_of
from attio_harness.inputs.streams import Reach

from tests.attio_harness.terminal.processes import EVENT, LINE


@pytest.mark.parametrize("content", [LINE * 500, json.dumps([EVENT] * 500, indent=1).encode()], ids=["lines", "array"])
def test_reach_is_what_was_worked_through(tmp_path: Path, content: bytes) -> None:
    files = [tmp_path / "a.json", tmp_path / "b.json"]
    for file in files:
        file.write_bytes(content)
    names = [str(file) for file in files]
    reach = Reach()
    steps = [reach.bytes for item in read_events(names, reach=reach) if isinstance(item, SourceEvent)]
    assert steps == sorted(steps)
    assert (len(steps), reach.bytes, size_of(names)) == (1000, 2 * len(content), 2 * len(content))
    assert content[:1] != b"[" or steps[499] <= len(content) < steps[500]
    assert size_of([*names, "-"]) is None
