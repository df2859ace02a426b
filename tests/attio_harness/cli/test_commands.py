"""The table of commands, and what its modules cost before one of them runs."""

from __future__ import annotations

import platform
import re
import subprocess
import sys
from pathlib import Path

import pytest
from attio_harness.cli import COMMANDS
from attio_harness.cli.commands import Command
from attio_harness.version import __version__

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
heavy = {"attio_harness.run", "attio_harness.lint", "attio_harness.limits", "attio_harness.formats", "attio_emulator.api", "segment_actions", "segment_conformance"}
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
        "attio-harness: there is no command fidelty; did you mean fidelity? (see attio-harness --help)\n",
    )
    code, _, err = shell("schema", "dif")
    assert (code, "there is no command dif" in err) == (2, True)


@pytest.mark.parametrize("columns", ["0", ""])
def test_a_terminal_that_does_not_know_its_width_gets_help(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    whole = shell("--help")
    monkeypatch.setenv("COLUMNS", columns)
    assert shell("--help") == whole
    assert "generate" in whole[1]


def test_help_in_words(shell: Shell) -> None:
    for words, option in (
        (["help"], ["--help"]),
        (["help", "check"], ["check", "--help"]),
        (["help", "schema", "diff"], ["schema", "diff", "-h"]),
        (["help", "schema"], ["schema", "--help"]),
        (["help", "help"], ["help", "--help"]),
    ):
        code, out, err = shell(*words)
        assert (code, out, err) == shell(*option)
        assert code == 0
    said = "attio-harness: there is no command chek; did you mean check or schema? (see attio-harness --help)\n"
    assert shell("help", "chek") == (2, "", said)


def test_the_version_is_one_line(shell: Shell) -> None:
    line = f"attio-harness {__version__} (Python {platform.python_version()}, {sys.platform})\n"
    assert shell("--version") == (0, line, "")
    assert shell("--no-config", "--version", "check") == (0, line, "")


def test_the_version_loads_next_to_nothing() -> None:
    """It is asked for by scripts, again and again."""
    program = """
import sys
sys.argv = ["attio-harness", "--version"]
before = {*sys.modules}
from attio_harness.__main__ import run
run()
print(*sorted({name.partition(".")[0] for name in {*sys.modules} - before}), file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, timeout=60, text=True)
    assert done.stdout.startswith(f"attio-harness {__version__} ")
    assert not {"typer", "importlib", "email", "dataclasses"} & {*done.stderr.split()}


def test_every_way_to_start_is_the_same(tmp_path: Path) -> None:
    for words in ([sys.executable, "-m", "attio_harness"], [str(Path(sys.executable).parent / "attio-harness")]):
        done = subprocess.run([*words, "--version"], capture_output=True, check=True, timeout=60, cwd=tmp_path)
        assert done.stdout.startswith(b"attio-harness ")
        with open("/dev/full", "wb") as full:
            done = subprocess.run([*words, "--version"], stdout=full, stderr=subprocess.PIPE, timeout=60, cwd=tmp_path)
        said = b"attio-harness: standard output: cannot be written: No space left on device\n"
        assert (done.returncode, done.stderr) == (2, said)
