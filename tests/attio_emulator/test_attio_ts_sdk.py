"""A real client: the package `attio-ts-sdk` from npm against a live emulator on loopback, its checks of every request and answer
on. `clients/session.mjs` calls each endpoint that the package has."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from attio_emulator import Emulator, Workspace, running
from attio_emulator.routes import OUTSIDE, ROUTES

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


_CALL = re.compile(r"/\*\*((?:(?!\*/).)*)\*/\nconst \w+ = [^\n]*client\)\.(\w+)\(\{\n(.*?)\n\}\);", re.DOTALL)
"""A call of the package: what Attio's document says of it, its verb, and what has its path."""


def test_every_call_needs_the_scopes_that_its_text_in_the_package_asks_for() -> None:
    package = CLIENTS / "node_modules" / "attio-ts-sdk" / "dist" / "index.cjs"
    if not package.is_file():
        pytest.skip("the packages of tests/attio_emulator/clients are missing")
    asked = {}
    for told, verb, rest in _CALL.findall(package.read_text("utf-8")):
        path = re.search(r'url: "(/[^"]+)"', rest)
        assert path is not None
        for target in ("objects", "lists") if "{target}" in path[1] else ("",):
            said = re.search(rf"`target` is `{target}`, the required scopes are ([^.]+)", told) or re.search(
                r"Required scopes: ([^.]+)", told
            )
            if said is not None:
                call = verb.upper(), re.sub(r"\{[^}]+\}", "{}", path[1].replace("{target}", target))
                asked[call] = set(re.findall(r"`([^`]+)`", said[1]))
    # of the schemas of SCIM, Attio's document in both editions names another one
    del asked["GET", "/scim/v2/Schemas"]
    ours = {(one.method, re.sub(r"\{[^}]+\}", "{}", one.path)): {*one.scopes} for one in (*ROUTES, *OUTSIDE)}
    assert len(asked) > 80
    assert {call: ours.get(call) for call in asked} == asked
