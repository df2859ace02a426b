"""What the tests of schemas and of their reports share."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

import pytest
from attio_harness.inputs.mappings import read_mappings
from attio_harness.inputs.subscription import LocatedSubscription

from .schema.cases import MAPPINGS


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[LocatedSubscription]:
    monkeypatch.chdir(tmp_path)
    Path("mapping.json").write_text(json.dumps(MAPPINGS, indent=1))
    return read_mappings(["mapping.json"])


@pytest.fixture(scope="session")
def others_are_imported() -> None:
    """What runs of pytest inside of a test would each import anew: pytester forgets what came with one."""
    for name in (
        "attio_emulator.faces.server",
        "attio_emulator.schema.shape",
        "attio_harness.formats.text",
        "attio_harness.pytest_support.fixtures",
        "multiprocessing.pool",
        "pydantic",
        "uvicorn",
        "watchfiles",
        "yaml",
    ):
        import_module(name)


@pytest.fixture
def pytester(others_are_imported: None, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """Its runs load the plugin of this project and no other that is installed here, which took half of their time."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTEST_PLUGINS", "attio_harness.pytest_plugin")
    return pytester
