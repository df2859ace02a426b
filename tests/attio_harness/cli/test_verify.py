"""`verify` at the command line, before an emulator on a port of this computer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from attio_emulator import Emulator, Workspace, system_clock
from attio_emulator.faces.server import running
from attio_harness.verify import pace

from .shell import Shell

_TOKEN = "a-token-that-nobody-may-see"


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits are Attio's; this server has none."""
    monkeypatch.setattr(pace, "_MOST", {"read": 10_000, "write": 10_000})
    monkeypatch.setenv("VERIFY_TOKEN", _TOKEN)


@pytest.fixture
def attio() -> Iterator[tuple[Emulator, str]]:
    settings = {"batch.order": "array", "option.title_case": "any"}
    workspace = Workspace.from_dict({"name": "Bluth Company", "tokens": [_TOKEN]})
    emulator = Emulator(workspace, clock=system_clock, assumptions=settings, strict_auth=True)
    with running(emulator) as url:
        yield emulator, url


def _verify(shell: Shell, url: str, *more: str) -> tuple[int, str, str]:
    return shell("verify", "--attio", url, "--token-env", "VERIFY_TOKEN", "--settle", "0", "--patience", "5", *more)


def test_what_differs_is_told_and_what_is_advised_agrees(shell: Shell, attio: tuple[Emulator, str]) -> None:
    emulator, url = attio
    code, out, err = _verify(shell, url, "--yes", "-o", str(shell.folder / "verify.json"))
    assert code == 1
    assert "agrees with batch.order: array" in out
    advised = "assumptions:\n  option.title_case: any\n  batch.order: array\n"
    assert advised in out
    assert "makes no record in any other object" in err
    row: dict[str, Any] = json.loads((shell.folder / "verify.json").read_text())
    assert row["workspace_file"] == advised
    assert not (shell.folder / "verify.leftovers.json").exists()
    assert emulator.counts() == {}
    everything = out + err.replace("'Bluth Company'", "") + json.dumps(row)
    assert _TOKEN not in everything
    assert "Bluth" not in everything
    shell.write("advised.yaml", advised)
    code, out, _ = _verify(shell, url, "--yes", "-w", str(shell.folder / "advised.yaml"))
    assert (code, out.splitlines()[0].split(",")[0].split(": ")[1].split()[1]) == (0, "equal")


def test_a_dry_run_sends_nothing_and_needs_no_token(shell: Shell, attio: tuple[Emulator, str]) -> None:
    emulator, url = attio
    code, out, _ = shell("verify", "--attio", url, "--dry-run", "--with", "people")
    assert code == 0
    assert out.startswith("Nothing is sent.")
    assert "PUT /v2/batch/records" in out
    assert "PUT /v2/objects/people/records/simple?matching_attribute=email_addresses" in out
    assert emulator.journal == []


def test_nothing_is_written_without_a_yes(shell: Shell, attio: tuple[Emulator, str]) -> None:
    emulator, url = attio
    code, _, err = _verify(shell, url)
    assert code == 2
    assert "say --yes" in err
    assert {row["method"] for row in emulator.journal} == {"GET"}
