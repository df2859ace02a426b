"""The command that a report tells to run next can be copied: it runs, and is about the same run."""

from __future__ import annotations

import re
import shlex

import pytest

from tests.attio_harness.git_repository import Repository

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


@pytest.mark.parametrize(
    ("configuration", "words", "expected"),
    [
        (FILES, ["new.json", "mapping.json", "events.ndjson"], "lint"),
        (FILES, ["new.json", "new.json", "events.ndjson"], "lint new.json"),
        (FILES, ["mapping.json", "events.ndjson", "-m", "new.json"], "lint new.json"),
        ("", ["new.json", "mapping.json", "events.ndjson", "-w", "workspace.yaml"], "lint mapping.json -w workspace.yaml"),
    ],
)  # fmt: skip
def test_that_of_a_diff_is_about_the_mapping_after(
    shell: Shell, configuration: str, words: list[str], expected: str
) -> None:
    mapping = (shell.folder / "mapping.json").read_text().replace('"plan"', '"plam"')
    shell.write("mapping.json", mapping)
    shell.write("new.json", mapping + "\n")
    shell.write("attio-harness.toml", configuration)
    _, out, err = shell("diff", *words, "--format", "text", "--format", "markdown:diff.md")
    assert err == ""
    for told in (out, (shell.folder / "diff.md").read_text()):
        assert re.findall(r"lint finds .*: attio-harness (lint.*)", told) == [expected]
    assert shell(*shlex.split(expected))[0] == 1


@pytest.mark.parametrize("more", [[], ["--base", "HEAD"]])
def test_a_gate_that_lints_names_no_other_lint(shell: Shell, more: list[str]) -> None:
    shell.write("attio-harness.toml", FILES)
    shell.write("mapping.json", (shell.folder / "mapping.json").read_text().replace('"plan"', '"plam"'))
    Repository(shell.folder).commit()
    words = [
        "--format",
        "text",
        *(word for name in ("md", "html", "xml", "sarif") for word in ("--format", f":g.{name}")),
    ]
    words += ["--format", "github:g.txt", "--format", "json:g.json"]
    assert shell("gate", *words, *more)[2] == ""
    for name in ("md", "html", "xml", "sarif", "txt"):
        assert "lint finds" not in (shell.folder / f"g.{name}").read_text()
    assert '"errors": 1' in (shell.folder / "g.json").read_text()
    _, out, _ = shell("gate", "--no-lint", *more)
    assert set(re.findall(r"lint finds .*: attio-harness (lint.*)", out)) == {"lint"}
