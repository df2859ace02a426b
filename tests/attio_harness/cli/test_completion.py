"""Completion as bash, zsh and fish ask for it: the words of the line in the environment, and the answers a line each."""

from __future__ import annotations

import subprocess
import sys

import pytest

from .shell import Shell


def bash(line: str) -> dict[str, str]:
    words = line.split(" ")
    return {
        "_ATTIO_HARNESS_COMPLETE": "complete_bash",
        "COMP_WORDS": " ".join(words),
        "COMP_CWORD": str(len(words) - 1),
    }


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("attio-harness e", ["explain", "emulate"]),
        ("attio-harness schema ", ["diff"]),
        ("attio-harness help ex", ["explain"]),
        ("attio-harness --no", ["--no-config"]),
        ("attio-harness check --max", ["--max-failures", "--max-unresolved"]),
        ("attio-harness schema diff --ma", ["--mapping"]),
        ("attio-harness check --mode single --mo", []),
        ("attio-harness check --mode ", ["auto", "single", "batch", "both"]),
        ("attio-harness explain e --mode b", ["batch"]),
        ("attio-harness lint --format s", ["sarif"]),
        ("attio-harness diff --existing ", ["unknown", "none"]),
        ("attio-harness check --order ", ["received", "file"]),
        ("attio-harness lint --action g", ["groupWorkspace"]),
        ("attio-harness nonsense --m", []),
    ],
)
def test_commands_and_their_options(shell: Shell, monkeypatch: pytest.MonkeyPatch, line: str, words: list[str]) -> None:
    shell.write("attio-harness.toml", "this is no configuration, and nobody looks")
    monkeypatch.setenv("COLUMNS", "80")
    for name, value in bash(line).items():
        monkeypatch.setenv(name, value)
    code, out, err = shell()
    assert (code, err, out.split()) == (0, "", words)


def test_zsh_and_fish_are_told_what_an_option_is(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("_TYPER_COMPLETE_ARGS", "attio-harness check --format")
    monkeypatch.setenv("_ATTIO_HARNESS_COMPLETE", "complete_zsh")
    _, out, _ = shell()
    assert '"--format":"text, json, ' in out
    monkeypatch.setenv("_TYPER_COMPLETE_FISH_ACTION", "get-args")
    monkeypatch.setenv("_ATTIO_HARNESS_COMPLETE", "complete_fish")
    _, out, _ = shell()
    assert out.startswith("--format\ttext, json, ")
    assert out.count("\n") == 1, "fish takes a line for a word"


def test_no_command_but_the_one_of_the_line_is_loaded() -> None:
    program = """
import sys
from attio_harness import cli
try:
    cli.main([])
except SystemExit:
    pass
named = {row.function.partition(":")[0] for row in cli.COMMANDS}
print(*sorted((named | {"attio_harness.run", "attio_harness.lint", "segment_conformance"}) & sys.modules.keys()), file=sys.stderr)
"""
    told = []
    for line in ("attio-harness e", "attio-harness generate --s"):
        done = subprocess.run(
            [sys.executable, "-c", program], env=bash(line), capture_output=True, check=True, timeout=60, text=True
        )
        told.append((done.stdout.split(), done.stderr.split()))
    assert told == [(["explain", "emulate"], []), (["--seed", "--show-config"], ["attio_harness.cli.generate"])]


@pytest.mark.parametrize("shell_name", ["bash", "zsh", "fish"])
def test_the_script_of_a_shell(shell: Shell, monkeypatch: pytest.MonkeyPatch, shell_name: str) -> None:
    monkeypatch.setattr("typer.completion._get_shell_name", lambda: shell_name)
    code, out, err = shell("--show-completion")
    assert (code, err) == (0, "")
    assert f"_ATTIO_HARNESS_COMPLETE=complete_{shell_name}" in out
    assert "attio-harness" in out
