"""`generate` as a person meets it."""

from __future__ import annotations

import json

from .shell import Shell


def test_generate_is_seeded(shell: Shell) -> None:
    first, second, third = (shell("generate", "-n", "5", "--seed", seed)[1] for seed in ("1", "1", "2"))
    assert first == second != third
    assert len([json.loads(line) for line in first.splitlines()]) == 5
    code, out, err = shell("generate", "-n", "3", "--negative")
    assert (code, len(out.splitlines()), len(err.splitlines())) == (0, 3, 3)
    code, out, _ = shell("generate", "-n", "4", "--type", "group")
    assert {json.loads(line)["type"] for line in out.splitlines()} == {"group"}
