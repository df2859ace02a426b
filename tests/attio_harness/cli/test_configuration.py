"""The configuration on the command line: what goes before what, what is shown, and where a mistake is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .shell import Shell

FILES = 'events = "events.ndjson"\nmapping = ["mapping.json"]\nworkspace = "workspace.yaml"\n'


@pytest.fixture
def configured(shell: Shell) -> Shell:
    shell.write("attio-harness.toml", FILES)
    return shell


def test_commands_need_no_words(configured: Shell) -> None:
    code, out, err = configured("check", "--format", "json")
    assert (code, err, json.loads(out)["events"]) == (1, "", 1)
    code, out, err = configured("lint", "--format", "json")
    assert (code, err, json.loads(out)["findings"]) == (0, "", [])
    code, out, err = configured("explain", "events.ndjson:1")
    assert (code, err) == (1, "")
    code, out, err = configured("diff", "mapping.json", "mapping.json")
    assert (code, err) == (0, "")


def test_without_a_configuration_they_do(configured: Shell) -> None:
    for words in (["check", "--no-config"], ["--no-config", "check"]):
        code, out, err = configured(*words)
        assert (code, out, err.startswith("attio-harness: EVENTS... is missing")) == (2, "", True)


def test_the_command_line_wins_and_its_lists_replace_those_of_the_file(configured: Shell) -> None:
    configured.write("other.ndjson", '{"type": "track", "event": "x", "userId": "u"}\n' * 3)
    _, out, _ = configured("check", "other.ndjson", "--format", "json")
    assert json.loads(out)["events"] == 3


def test_paths_are_those_of_the_folder_of_the_file(
    configured: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sub/deep").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "sub/deep")
    code, out, err = configured("check", "--format", "json")
    assert (code, err, json.loads(out)["events"]) == (1, "", 1)


def test_another_file_before_or_behind_the_command(shell: Shell) -> None:
    shell.write("other.toml", FILES)
    for words in (["--config", "other.toml", "check"], ["check", "--config", "other.toml"]):
        code, _, err = shell(*words)
        assert (code, err) == (1, "")
    line = "attio-harness: no.toml: there is no such configuration\n"
    assert shell("--config", "no.toml", "check") == (2, "", line)
    assert shell("check", "--config=no.toml") == (2, "", line)
    said = "attio-harness: --config other.toml and --no-config do not go together\n"
    assert shell("--no-config", "check", "--config", "other.toml") == (2, "", said)


SHOWN = """configuration: attio-harness.toml

mapping      mapping.json    attio-harness.toml:2
workspace    workspace.yaml  attio-harness.toml:3
format       -               default
ignore       AH407 AH311     command line
"""


def test_the_configuration_is_shown_and_nothing_runs(configured: Shell) -> None:
    configured.write("attio-harness.toml", FILES + '[lint]\naction = "identifyUser"\nignore = "AH100"\n')
    words = ["lint", "--show-config", "--ignore", "AH407", "--ignore", "AH311"]
    code, out, err = configured(*words)
    assert (code, err, out[: len(SHOWN)]) == (0, "", SHOWN)
    assert "action       identifyUser    attio-harness.toml:5\n" in out
    code, out, err = configured(*words, "--format", "json")
    assert (code, err) == (0, "")
    shown = json.loads(out)
    assert shown["configuration"] == "attio-harness.toml"
    assert shown["options"]["mapping"] == {"value": ["mapping.json"], "from": "attio-harness.toml:2"}
    assert shown["options"]["ignore"] == {"value": ["AH407", "AH311"], "from": "command line"}
    assert shown["options"]["output"] == {"value": None, "from": "default"}


def test_what_is_missing_is_shown_as_missing(shell: Shell) -> None:
    code, out, err = shell("check", "--show-config", "--no-config")
    assert (code, err, out.splitlines()[0]) == (0, "", "configuration: none")
    assert ["events", "-", "default"] in [line.split() for line in out.splitlines()]


def test_a_secret_is_not_shown(configured: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATTIO_HARNESS_KEY", "secret")
    for words, place in (([], "environment variable ATTIO_HARNESS_KEY"), (["--key", "secret"], "command line")):
        code, out, err = configured("anonymize", "--show-config", *words)
        assert (code, err, "secret" in out) == (0, "", False)
        assert [place] == [
            " ".join(line.split()[3:]) for line in out.splitlines() if line.startswith("key ") and "(not shown)" in line
        ]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('mode = "bacth"', ['attio-harness.toml:4: mode: found "bacth", expected one of auto, single, batch, both; did you mean batch?']),
        ("mod = 1\n[lint]\nmode = 2", ["attio-harness.toml:4: there is no key mod; did you mean mode?", "attio-harness.toml:6: mode does not belong in [lint], but at the top and in [check], [explain], [plan], [coverage], [redeliver], [diff], [shrink], [gate], [serve], [pytest]"]),
        ("mode = batch", ['attio-harness.toml:4: is not TOML: a text has quotation marks, such as mode = "batch"; found mode = batch']),
        ('format = "jsn"', ["attio-harness.toml:4: format 'jsn' is not one of text, json, junit, sarif, github, markdown, html; did you mean json?"]),
        ('[check]\noutput = "report.pdf"', ["attio-harness.toml:5: output report.pdf: .pdf is not the extension of any format; say which with --format, or end it with one of .txt (text), .json (json), .xml (junit), .sarif (sarif), .md (markdown), .html (html)"]),
        ('[check]\noutput = "no/r.txt"', ["no/r.txt: cannot be written: there is no folder no; make it first (output in attio-harness.toml:5)"]),
        ("batch-wait = -1", None),
        ('assume = ["x"]', ["attio-harness.toml:4: assume: found 'x', expected ID=CHOICE, such as option.title_case=any"]),
        ('filters = ["no.json"]', None),
        ('from = "no.state"', None),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line(configured: Shell, text: str, lines: list[str] | None) -> None:
    configured.write("attio-harness.toml", FILES + text)
    code, out, err = configured("check")
    assert (code, out) == (2, "")
    if lines is None:
        assert (err.count("\n"), "attio-harness.toml:4" in err) == (1, True)
    else:
        assert err == "".join(f"attio-harness: {line}\n" for line in lines)


def test_a_word_of_the_command_line_is_no_matter_of_the_file(configured: Shell) -> None:
    configured.write("attio-harness.toml", FILES + 'mode = "batch"\n')
    code, _, err = configured("check", "--mode", "fast")
    assert (code, err) == (2, "attio-harness: --mode 'fast' is not one of auto, single, batch, both\n")
    code, _, err = configured("check", "--vary", "--mode", "both")
    assert "attio-harness.toml" not in err


def test_help_needs_no_configuration(shell: Shell) -> None:
    shell.write("attio-harness.toml", "this is none")
    code, out, err = shell("check", "--help")
    assert (code, err, "--show-config" in out) == (0, "", True)


def test_a_command_that_has_no_keys_takes_none(shell: Shell) -> None:
    shell.write("attio-harness.toml", "this is none")
    assert shell("fidelity", "--output", "f.md")[0] == 0


def test_mistakes_of_every_kind_and_table_are_told_at_once(configured: Shell) -> None:
    configured.write(
        "attio-harness.toml",
        'mode = "bach"\n[check]\nformat = "jsn"\n[assume]\n"delivery.batch_wait" = 5\noption.title_cas = "any"\n'
        '[pytest]\nmode = "both"\n[serve.limit]\n\nlin_bytes = 1\n',
    )
    code, out, err = configured("check")
    assert (code, out) == (2, "")
    lines = [line.removeprefix("attio-harness: attio-harness.toml:") for line in err.splitlines()]
    heads = (
        '1: mode: found "bach", ',
        "3: format 'jsn' is not one of ",
        "6: assume: found 'option.title_cas'",
        '8: pytest.mode: found "both"',
        "11: limit 'lin_bytes': there is no such limit",
    )
    assert len(lines) == 5
    assert [line for line, head in zip(lines, heads, strict=True) if not line.startswith(head)] == []
