"""Files of a check of which one is bad, and how it is run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from attio_harness import cli

from tests.attio_harness.subscriptions import identify_user

__all__ = ["FILTER", "IDENTIFY", "LINE", "MAPPING", "SEATS", "WORKSPACE", "check", "filled", "run", "words"]

IDENTIFY = {"type": "identify", "userId": "u1", "traits": {"email": "a@acme.com"}}
LINE = json.dumps(IDENTIFY).encode()
MAPPING = identify_user(user_attributes={"seats": {"@path": "$.traits.seats"}})
SEATS = {"api_slug": "seats", "type": "number"}
WORKSPACE = {"name": "Acme", "objects": [{"api_slug": "users", "active": True, "attributes": [SEATS]}]}
FILTER = {"if": "all", "actions": [{"type": "DROP"}]}


def filled(folder: Path) -> Path:
    """A folder with a file of each kind that can be used."""
    for name, value in (("m.json", MAPPING), ("w.json", WORKSPACE), ("f.json", FILTER)):
        (folder / name).write_text(json.dumps(value))
    (folder / "e.json").write_bytes(LINE)
    return folder


def run(capfd: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    capfd.readouterr()
    with pytest.raises(SystemExit) as stopped:
        cli.main(words)
    out, err = capfd.readouterr()
    return int(stopped.value.code or 0), out, err


def check(capfd: pytest.CaptureFixture[str], events: str = "e.json", **options: str) -> tuple[int, str, str]:
    return run(capfd, "check", events, *words(**options))


def words(**options: str) -> list[str]:
    """The options of a command, those of every run included."""
    every = {"mapping": "m.json", "workspace": "w.json", "format": "json"} | options
    return [word for name, value in every.items() for word in (f"--{name}", value)]
