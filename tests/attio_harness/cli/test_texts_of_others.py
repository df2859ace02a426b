"""A text that terminals, logs of CI and formats would obey, in events, mappings and workspaces: in what every command and format writes of
them, strict readers find nothing to obey, and the text is there. `hostile` has the files."""

from __future__ import annotations

import itertools
import json
import re
from typing import Any

import pytest
from attio_harness.formats.table import FORMATS, formats_of

from tests.attio_harness.cli.hostile import (
    ASSERT,
    EVENTS,
    FILTER,
    RUN,
    SUBSCRIPTION,
    WORKSPACE,
    lines,
    prepared,
    problems,
)
from tests.attio_harness.github_api import stand_in
from tests.attio_harness.outputs import HOSTILE, MARK, planted, problems_of

from .shell import Shell

IN_TRIGGER = HOSTILE.replace('"', "").replace("\\", "")
"""As the text of a condition can hold it."""


@pytest.fixture
def shell(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Shell:
    return prepared(shell, monkeypatch)


@pytest.fixture
def everything(shell: Shell) -> Shell:
    """The text in every place at once in which it does not keep the files from being used."""
    named = HOSTILE.replace("\x00", "").replace("/", "")[:60]
    every = lines(*itertools.chain.from_iterable(map(planted, EVENTS)))
    raw = HOSTILE.replace("\n", " ").encode("utf-8", "surrogatepass")
    shell.write(f"e{named}.ndjson", every.encode() + b'{"type": ' + raw + b'}\n"' + raw + b'"\n')
    trigger = f'"Paid{IN_TRIGGER}"'
    subscriptions = [
        {**SUBSCRIPTION, "name": f"Identify{HOSTILE}"},
        {**ASSERT, "name": f"Never{HOSTILE}", "subscribe": f"type = \"track\" and event = {trigger}"},
        {**ASSERT, "mapping": {**ASSERT["mapping"], "object": f"cars{HOSTILE}"}},
        {**ASSERT, "mapping": {**ASSERT["mapping"], "matching_attribute": f"vin{HOSTILE}"}},
        {**ASSERT, "mapping": {**ASSERT["mapping"], "attributes": {f"vin{HOSTILE}": HOSTILE, "vin": {"@path": f"$.properties['a{HOSTILE}']"}}}},
        {**SUBSCRIPTION, "mapping": {**SUBSCRIPTION["mapping"], "user_attributes": {f"plan{HOSTILE}": {"@template": f"{{{{traits.plan}}}}{HOSTILE}"}, "plan": HOSTILE}}},
    ]  # fmt: skip
    shell.write(f"m{named}.json", json.dumps(subscriptions))
    workspace = json.loads(json.dumps(WORKSPACE))
    # half a character is refused in a workspace file
    whole = HOSTILE.encode("utf-8", "replace").decode()
    workspace["name"] += whole
    users = workspace["objects"][0]
    users["singular_noun"] += whole
    users["attributes"][0] |= {"title": f"Plan{whole}", "options": ["Free", f"Pro{whole}"]}
    workspace["members"][0]["first_name"] += whole
    shell.write(f"w{named}.json", json.dumps(workspace))
    shell.write(f"f{named}.json", json.dumps([{**FILTER, "title": f"Filter{HOSTILE}", "if": f"event = {trigger}"}]))
    return shell


def named(shell: Shell, begin: str) -> str:
    return next(one.name for one in shell.folder.iterdir() if one.name.startswith(begin) and MARK in one.name)


CALLS = {
    "check": ("check", "E", "-m", "M", "-w", "W", "--filters", "F"),
    "check both": ("check", "E", "-m", "M", "-w", "W", "--mode", "both"),
    "check vary": ("check", "E", "-m", "M", "-w", "W", "--vary"),
    "diff": ("diff", "m.json", "M", "E", "-w", "W"),
    "plan": ("plan", "E", "-m", "M", "-w", "W"),
    "coverage": ("coverage", "E", "-m", "M", "-w", "W"),
    "redeliver": ("redeliver", "E", "-m", "M", "-w", "W"),
    "gate": ("gate", "E", "-m", "M", "-w", "W"),
    "lint": ("lint", "M", "-w", "W"),
    "schema diff": ("schema", "diff", "w.json", "W", "-m", "M"),
}
SUBJECTS = {"check both": "both", "check vary": "vary", "schema diff": "schema"}
IN_COLOUR = ("check", "check both", "check vary", "diff", "gate")
_STYLE = re.compile(r"\x1b\[[\d;]*m")


@pytest.mark.parametrize("call", CALLS)
def test_no_format_obeys_what_stands_in_the_inputs(
    everything: Shell, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """Each format in a file, and what a terminal gets: our colours and nothing else."""
    monkeypatch.setattr("attio_harness.cli.output._on_terminal", lambda: True)
    monkeypatch.setenv("FORCE_COLOR", "1")
    subject: Any = SUBJECTS.get(call, call)
    files = {letter: named(everything, letter.lower()) for letter in "EMWF"}
    words = [files.get(word, word) for word in CALLS[call]]
    names = formats_of(subject)
    # one run for all formats
    words += ["--format", "text", *(word for name in names for word in ("--format", f"{name}:told.{name}"))]
    words += ["--show-values"] if any(subject in FORMATS[name].masked for name in names) else []
    words += ["-v"] if any(subject in FORMATS[name].shortened for name in names) else []
    code, out, err = everything(*words)
    assert code == 1, err[-1500:]
    assert problems_of("text", _STYLE.sub("", out)) == []
    assert MARK in out
    if call in IN_COLOUR:
        assert _STYLE.search(out)
        # of a text in red, nothing is red
        assert "[red]r[/red]" in out
    found = {name: problems_of(name, (everything.folder / f"told.{name}").read_text("utf-8")) for name in names}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
    assert problems_of("text", err) == []
    assert [name for name in names if MARK not in (everything.folder / f"told.{name}").read_text("utf-8")] == []


def test_no_event_shown_stage_by_stage_is_obeyed(everything: Shell) -> None:
    files = [named(everything, letter) for letter in "emwf"]
    count = (everything.folder / files[0]).read_bytes().count(b"\n")
    found: dict[str, list[str]] = {}
    for number in range(1, count - 1, 4):
        words = ("explain", f"{files[0]}:{number}", "-m", files[1], "-w", files[2], "--filters", files[3])
        # one run for both formats; the short text has some of the rows of the other
        for more in (("-v", "--format", "text", "--format", "json:told.json"), *([()] if number == 1 else [])):
            told = everything(*words, *more)
            found[f"{number} {more}"] = problems(told)
            assert MARK in told[1]
        document = (everything.folder / "told.json").read_text("utf-8")
        found[f"{number} json"] = problems_of("json", document)
        assert MARK in document
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_what_anonymize_tells_is_not_obeyed(everything: Shell) -> None:
    told = everything("anonymize", named(everything, "e"))
    assert told[0] == 1  # two of its lines are no events
    assert problems_of("text", told[1]) == problems_of("text", told[2]) == []
    assert [json.loads(line) for line in told[1].splitlines()]


def test_no_comment_of_a_pull_request_obeys_what_stands_in_the_inputs(
    everything: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {letter: named(everything, letter.lower()) for letter in "EMW"}
    everything.write("e.ndjson", lines(EVENTS[0]))
    with stand_in() as github:
        for name, value in github.environ(everything.folder).items():
            monkeypatch.setenv(name, value)
        code, _, err = everything("gate", files["E"], "-m", files["M"], "-w", files["W"], "--comment", "--show-values")
        assert code == 1
        # what GitHub answers is a text of others, too
        github.refuses["GET"] = 403
        again = everything("gate", "e.ndjson", *RUN, "--comment")
    ours = [one["body"] for one in github.comments if MARK in one["body"]]
    assert [problems_of("markdown", body) for body in ours] == [[]]
    assert problems_of("text", err) == []
    # a warning of ours, for the page of the run
    warned = [line for line in again[2].splitlines() if line.startswith("::")]
    said = again[2].replace(warned[0], "")
    assert (len(warned), problems_of("github", warned[0]), problems_of("text", said)) == (1, [], [])
