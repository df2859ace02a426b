"""A real client: the package `attio-ts-sdk` from npm against a live emulator on loopback, its checks of every request and answer
on. `clients/session.mjs` calls each endpoint that the package has."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from attio_emulator import Emulator, Workspace, running

CLIENTS = Path(__file__).parent / "clients"
MEMBER = {"first_name": "Alice", "last_name": "Adams", "email_address": "alice@acme.com", "access_level": "admin"}

STRICTER = ("config/currency/default_currency_code: ", "config/currency/display_type: ", "resolved_by: ")
"""Where the package refuses what Attio sends, null in each case: the config of an attribute that is no currency, and who has
resolved a comment that nobody has (both in recorded answers)."""


def session(**workspace: Any) -> list[dict[str, Any]]:
    """What the package said of each call of a session in a new workspace: `name`, `wrong`; then its `endpoints`."""
    if shutil.which("node") is None or not (CLIENTS / "node_modules").is_dir():
        pytest.skip("node or the packages of tests/attio_emulator/clients are missing")
    with running(Emulator(Workspace.from_dict({"name": "Acme", "members": [MEMBER], **workspace}))) as url:
        done = subprocess.run(["node", "session.mjs", url], cwd=CLIENTS, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_endpoint_of_the_package_is_called_and_takes_the_answer() -> None:
    """The package is of the spring of 2026: meetings are made with the external reference of that edition."""
    *calls, last = session(api="2026-03")
    told = [(one["name"], row) for one in calls for row in one["wrong"] or ()]
    assert [one for one in told if not any(place in one[1] for place in STRICTER)] == []
    assert set(last["endpoints"]) == {one["name"] for one in calls}
