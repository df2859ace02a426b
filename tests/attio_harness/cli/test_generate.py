"""`generate` as a person meets it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.started.processes import Started

from .shell import Shell


def test_generate_is_seeded(shell: Shell) -> None:
    first, second, third = (shell("generate", "-n", "5", "--seed", seed)[1] for seed in ("1", "1", "2"))
    assert first == second != third
    assert len([json.loads(line) for line in first.splitlines()]) == 5
    code, out, err = shell("generate", "-n", "3", "--negative")
    assert (code, len(out.splitlines()), len(err.splitlines())) == (0, 3, 3)
    code, out, _ = shell("generate", "-n", "4", "--type", "group")
    assert {json.loads(line)["type"] for line in out.splitlines()} == {"group"}


def test_without_faker_the_extra_is_named_and_the_help_is_there(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "segment_events"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "faker", None)
    said = "generating events needs Faker, which is not installed: pip install 'attio-harness[generate]'"
    assert shell("generate") == (2, "", f"attio-harness: {said}\n")
    assert shell("generate", "--help")[0] == 0
    with pytest.raises(ModuleNotFoundError) as refused:
        __import__("segment_events")
    assert str(refused.value) == said


@pytest.mark.parametrize("more", [[], ["--negative"]])
def test_events_leave_as_they_are_made_and_who_has_enough_ends_it(tmp_path: Path, more: list[str]) -> None:
    generate = Started("generate", "-n", "1000000000000", *more, cwd=tmp_path)
    assert generate.stdout is not None
    first = json.loads(generate.stdout.readline())
    generate.stdout.close()
    assert (first["messageId"], generate.wait(60)) == ("evt-0-0000001", 141)
    assert generate.stderr is not None
    assert b"attio-harness: evt-0-0000001" in generate.stderr.read() if more else generate.stderr.read() == b""
    generate.stderr.close()
