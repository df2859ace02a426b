"""A state has one process that writes it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from attio_harness.errors import InputError
from attio_harness.saved_state import owned

FIXTURES = Path(__file__).parents[3] / "fixtures"


def test_a_state_has_one_owner_until_its_end(tmp_path: Path) -> None:
    state = str(tmp_path / "crm.json")
    with owned(state):
        with pytest.raises(InputError) as refused, owned(state):
            pass
        assert str(refused.value) == f"{state}: another process keeps this state; name another file with --state"
        with owned(str(tmp_path / "other.json")), owned(None):
            pass
    with owned(state):
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        ("emulate", "--state", "crm.json"),
        ("serve", "-m", "published", "--state", "crm.json"),
        (
            "check", str(FIXTURES / "events"), "-m", str(FIXTURES / "mappings/demo.json"),
            "-w", str(FIXTURES / "workspaces/demo.yaml"), "--state", "crm.json", "-o", "report.txt",
        ),
    ],
    ids=lambda words: words[0],
)  # fmt: skip
def test_every_command_that_writes_one_asks(tmp_path: Path, words: tuple[str, ...]) -> None:
    with owned(str(tmp_path / "crm.json")):
        done = subprocess.run(
            [sys.executable, "-m", "attio_harness", *words], cwd=tmp_path, capture_output=True, text=True, timeout=60
        )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "attio-harness: crm.json: another process keeps this state; name another file with --state\n"
    assert not (tmp_path / "crm.json").exists()


def test_a_lock_that_a_killed_process_left_is_none(tmp_path: Path) -> None:
    (tmp_path / "crm.json.lock").touch()
    with owned(str(tmp_path / "crm.json")):
        pass
