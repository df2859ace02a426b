"""The command that a report tells to run next can be copied: it runs, and is about the same run."""

from __future__ import annotations

import re
import shlex

import pytest

from .shell import Shell

FILES = 'events = "events.ndjson"\nmapping = "mapping.json"\nworkspace = "workspace.yaml"\n'
SAID = ["events.ndjson", "-m", "mapping.json", "-w", "workspace.yaml"]


def told(out: str) -> str:
    (command,) = re.findall(r"attio-harness (explain (?:.|\n)+?)(?:\n\n|$)", out)
    return " ".join(command.split())


@pytest.mark.parametrize("command", ["check", "gate"])
@pytest.mark.parametrize(
    ("configuration", "words", "expected"),
    [
        ("", SAID, "-m mapping.json -w workspace.yaml"),
        (FILES, [], ""),
        (FILES, ["-m", "mapping.json"], ""),
        (FILES, ["-m", "my mapping.json", "--existing", "none"], "-m 'my mapping.json' --existing none"),
        (FILES, ["--mode", "batch", "--order", "file"], "--mode batch --order file"),
        (FILES, ["--format", "text", "-o", "-", "--max-failures", "5", "--assume", "option.title_case=any"], "--assume option.title_case=any"),
        (FILES + '[check]\nexisting = "none"\n', [], "--existing none"),
        (FILES + '[explain]\nmapping = "other.json"\n', [], "-m mapping.json"),
        (FILES, ["--no-config", *SAID], "--no-config -m mapping.json -w workspace.yaml"),
    ],
)  # fmt: skip
def test_it_has_what_the_configuration_does_not_say(
    shell: Shell, command: str, configuration: str, words: list[str], expected: str
) -> None:
    shell.write("attio-harness.toml", configuration)
    shell.write("my mapping.json", (shell.folder / "mapping.json").read_bytes())
    shell.write("other.json", (shell.folder / "mapping.json").read_bytes())
    _, out, err = shell(command, *words)
    assert err == ""
    line = told(out)
    assert line == f"explain events.ndjson:1 {expected}".strip()
    code, _, err = shell(*shlex.split(line))
    assert (code, err) == (1, "")


def test_another_configuration_is_named(shell: Shell) -> None:
    shell.write("ours.toml", FILES)
    for words in (["--config", "ours.toml", "check"], ["check", "--config", "ours.toml"]):
        _, out, _ = shell(*words)
        assert told(out) == "explain events.ndjson:1 --config ours.toml"


@pytest.mark.parametrize(
    ("configuration", "words", "expected"),
    [
        ("", SAID, "lint mapping.json -w workspace.yaml"),
        (FILES, [], "lint"),
        (FILES, ["--mode", "both"], "lint"),
        ("", ["events.ndjson", "-m", "mapping.json", "--from", "state.json"], "lint mapping.json -w WORKSPACE"),
    ],
)
def test_so_has_the_one_for_lint(shell: Shell, configuration: str, words: list[str], expected: str) -> None:
    shell.check("--state", "state.json")
    shell.write("attio-harness.toml", configuration)
    mapping = (shell.folder / "mapping.json").read_text()
    shell.write("mapping.json", mapping.replace('"plan"', '"plam"'))
    _, out, _ = shell("check", *words)
    assert re.findall(r"attio-harness (lint.*)", out)[0] == expected
