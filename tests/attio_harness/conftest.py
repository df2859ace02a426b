"""What the tests of schemas and of their reports share."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from attio_harness.inputs.mappings import LocatedSubscription, read_mappings

from .schema.cases import MAPPINGS


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[LocatedSubscription]:
    monkeypatch.chdir(tmp_path)
    Path("mapping.json").write_text(json.dumps(MAPPINGS, indent=1))
    return read_mappings(["mapping.json"])
