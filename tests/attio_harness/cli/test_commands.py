"""The table of commands, and what its modules cost before one of them runs."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from attio_harness.cli import COMMANDS
from attio_harness.cli.commands import Command

from .shell import Shell


def test_help_shows_an_example_for_every_command(shell: Shell) -> None:
    code, out, _ = shell("--help")
    assert code == 0
    for command in ("check", "explain", "lint", "emulate", "generate", "conform"):
        assert command in out
        code, text, _ = shell(command, "--help")
        assert code == 0
        assert f"Example: attio-harness {command}" in " ".join(text.split())


def test_the_help_loads_no_command(shell: Shell) -> None:
    """What a command needs (runs, rules, both engines) is loaded when it is called."""
    program = """
import sys
from attio_harness import cli
try:
    cli.main(["--help"])
except SystemExit:
    pass
named = {row.function.partition(":")[0] for row in cli.COMMANDS}
heavy = {"attio_harness.run", "attio_harness.lint", "attio_emulator", "segment_actions", "segment_conformance"}
print(sorted((named | heavy) & sys.modules.keys()), file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, timeout=60, text=True)
    assert (done.stderr, "check" in done.stdout) == ("[]\n", True)


@pytest.mark.parametrize("row", COMMANDS, ids=lambda row: f"{row.group} {row.name}".strip())
def test_every_row_leads_to_a_command_that_says_what_it_is(shell: Shell, row: Command) -> None:
    code, out, err = shell(*filter(None, (row.group, row.name)), "--help")
    assert (code, err) == (0, "")
    told = " ".join(re.sub(r"[│╭╮╰╯─]", " ", out).split())
    assert " ".join(row.help.split()) in told
    assert f"Example: {row.example}" in told


def test_a_command_that_is_not_there(shell: Shell) -> None:
    assert shell("fidelty") == (
        2,
        "",
        "attio-harness: No such command 'fidelty'. Did you mean 'fidelity'? (see attio-harness --help)\n",
    )
    code, _, err = shell("schema", "dif")
    assert (code, "No such command 'dif'" in err) == (2, True)
