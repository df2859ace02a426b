"""What the configuration says, and does not go with a word of the command line, steps back; a typed word is refused."""

from __future__ import annotations

import json

import pytest

from .shell import Shell

FILES = 'events = "events.ndjson"\nmapping = "mapping.json"\nworkspace = "workspace.yaml"\n'
LIMITS = [
    'max-failures = "5%"',
    "min-written = 3",
    "max-unresolved = 2",
    'baseline = "losses.json"',
    '[check]\nstate = "state.json"',
    '[check]\ndead-letters = "lost.ndjson"',
    "[check]\nvary = true",
]


def left(key: str, line: int, beside: str) -> str:
    return f"attio-harness: {key} in attio-harness.toml:{line} is left out: it does not go with {beside}\n"


@pytest.mark.parametrize("said", LIMITS)
def test_mode_both_runs_whatever_limits_the_configuration_has(shell: Shell, said: str) -> None:
    shell.write("attio-harness.toml", FILES + said)
    shell.write("losses.json", "this is no baseline, and nobody reads it")
    key, line = said.splitlines()[-1].partition(" =")[0], 3 + len(said.splitlines())
    code, out, err = shell("check", "--mode", "both")
    assert (code, err) == (1, left(key, line, "--mode both"))
    assert "single" in out
    assert not (shell.folder / "state.json").exists()
    code, out, err = shell("check", "--mode", "both", "--show-config")
    (row,) = [one.split(None, 2) for one in out.splitlines() if one.startswith(f"{key} ")]
    assert row[2] == f"default (attio-harness.toml:{line} does not go with --mode both)"
    assert (code, err) == (0, "")


@pytest.mark.parametrize(
    "words",
    [
        ["--max-failures", "5%"],
        ["--baseline", "losses.json", "--update-baseline"],
        ["--state", "state.json"],
        ["--dead-letters", "lost.ndjson"],
        ["--vary"],
    ],
)
def test_a_limit_that_is_typed_goes_before_the_mode_of_the_configuration_and_two_typed_words_are_refused(
    shell: Shell, words: list[str]
) -> None:
    shell.write("attio-harness.toml", FILES + 'mode = "both"\nmin-written = 0\n')
    code, out, err = shell("check", *words, "--format", "json")
    assert code in (0, 1)
    assert err.splitlines()[0] == left("mode", 4, words[-1] if "--update" in words[-1] else words[0]).strip()
    assert json.loads(out)
    code, out, err = shell("check", *words, "--mode", "both")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "mode both" in err


def test_within_the_configuration_the_table_of_the_command_goes_before_the_top(shell: Shell) -> None:
    shell.write("attio-harness.toml", FILES + 'max-failures = 3\n[check]\nmode = "both"\n')
    assert shell("check")[2] == left("max-failures", 4, "--mode both")
    shell.write("attio-harness.toml", FILES + 'mode = "both"\n[check]\nmax-failures = 3\n')
    assert shell("check")[2] == left("mode", 4, "--max-failures")
    # and a typed word goes before both, so that nothing gives way to what is not in force
    shell.write("attio-harness.toml", FILES + 'max-failures = 3\n[check]\nmode = "both"\n')
    assert shell("check", "--mode", "batch")[2] == ""
    assert shell("check", "--max-failures", "1")[2] == left("mode", 6, "--max-failures")


SPARK = '[check]\nengine = "spark"\n'


@pytest.mark.parametrize(
    ("said", "words", "err"),
    [
        (SPARK, ["check", "--processes", "2"], left("engine", 5, "--processes")),
        (SPARK + 'master = "yarn"', ["check", "--mode", "both"], left("engine", 5, "--mode both") + left("master", 6, "--mode both")),
        (SPARK, ["check", "--vary"], left("engine", 5, "--vary")),
        (SPARK, ["check", "-"], left("engine", 5, "-, standard input")),
        (SPARK + "vary = true", ["check"], left("engine", 5, "--vary")),
        (SPARK + 'master = "yarn"', ["check", "--engine", "local"], left("master", 6, "--engine local")),
        ("batch-wait = 3", ["check", "--assume", "delivery.batch_wait=5"], left("batch-wait", 4, "--assume delivery.batch_wait")),
        ('assume = ["delivery.batch_wait=3"]', ["check", "--batch-wait", "5"], left("assume", 4, "--batch-wait")),
        ("batch-wait = 3\n[assume]\noption.title_case = 'any'", ["check", "--assume", "option.title_case=any"], ""),
        ("[check]\nvary = true", ["check", "-"], left("vary", 5, "-, standard input")),
        ('[gate]\nbase = "main"', ["gate", "-m", "-"], left("base", 5, "-, standard input")),
        ('destination = "prod"', ["check", "-m", "mapping.json"], ""),
        ('destination = "prod"', ["gate", "-m", "mapping.json"], ""),
        ('destination = "prod"', ["explain", "events.ndjson:1", "-m", "mapping.json"], ""),
        ('destination = "prod"', ["lint", "mapping.json"], ""),
        ('destination = "prod"', ["diff", "mapping.json", "mapping.json", "events.ndjson"], ""),
        ('destination = "prod"', ["schema", "diff", "workspace.yaml", "workspace.yaml", "-m", "mapping.json"], ""),
    ],
)  # fmt: skip
def test_so_does_every_other_pair(shell: Shell, said: str, words: list[str], err: str) -> None:
    shell.write("attio-harness.toml", FILES + said)
    code, _, told = shell(*words)
    if "-" in words:  # there is nothing on standard input
        assert (code, told.splitlines()[0] + "\n") == (2, err)
    else:
        assert (code in (0, 1), told) == (True, err)


def test_what_was_typed_together_is_refused(shell: Shell) -> None:
    shell.write("attio-harness.toml", FILES)
    for words in (
        ["check", "--batch-wait", "3", "--assume", "delivery.batch_wait=5"],
        ["check", "--destination", "prod"],
        ["lint", "--destination", "prod"],
    ):
        code, out, err = shell(*words)
        assert (code, out, err.count("\n")) == (2, "", 1)


def test_the_rest_of_the_assumptions_stays(shell: Shell) -> None:
    shell.write("attio-harness.toml", FILES + 'assume = ["delivery.batch_wait=3", "option.title_case=any"]\n')
    _, out, _ = shell("check", "--batch-wait", "5", "--show-config", "--format", "json")
    shown = json.loads(out)["options"]
    assert shown["assume"] == {"value": ["option.title_case=any"], "from": "attio-harness.toml:4"}
    assert shown["batch-wait"] == {"value": "5", "from": "command line"}


@pytest.mark.parametrize("format", ["text", "json", "junit", "sarif", "github", "markdown", "html"])
def test_a_format_at_the_top_is_for_the_commands_that_have_it(shell: Shell, format: str) -> None:
    shell.write("attio-harness.toml", f'format = "{format}"\n' + FILES)
    for words in (["explain", "events.ndjson:1"], ["lint"], ["diff", "mapping.json", "mapping.json"]):
        code, _, err = shell(*words)
        assert (code in (0, 1), err) == (True, "")
    shell.write("attio-harness.toml", f'{FILES}[explain]\nformat = "{format}"\n')
    assert shell("explain", "events.ndjson:1")[0] == (1 if format in ("text", "json") else 2)


def test_an_assumption_about_segment_at_the_top_is_not_for_a_replay(shell: Shell) -> None:
    shell.write("attio-harness.toml", 'assume = ["delivery.batch_wait=3"]\n')
    code, _, err = shell("replay", "events.ndjson")
    assert "delivery.batch_wait" not in err
    shell.write("attio-harness.toml", '[replay]\nassume = ["delivery.batch_wait=3"]\n')
    code, _, err = shell("replay", "events.ndjson")
    assert (code, "delivery.batch_wait is about Segment's platform" in err) == (2, True)
