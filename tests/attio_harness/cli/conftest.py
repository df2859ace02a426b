"""What the tests of commands share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.attio_harness.segment.stand_in import TOKEN, StandIn, served

from .shell import Shell


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Shell:
    monkeypatch.chdir(tmp_path)
    return Shell(tmp_path, capfdbinary)


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """Segment's Public API, and a token that it takes in the variable in which commands look for one."""
    monkeypatch.setenv("SEGMENT_TOKEN", TOKEN)
    with served(StandIn()) as stand_in:
        yield stand_in
