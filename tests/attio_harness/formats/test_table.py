"""The table of formats: everything it claims can be loaded and renders, the help lists it, and no module is left out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, get_args
from xml.etree import ElementTree

import pytest
from attio_emulator import Workspace
from attio_harness import cli, formats
from attio_harness.compare.assumptions import vary
from attio_harness.compare.coverage import coverage
from attio_harness.compare.forecast import forecast
from attio_harness.compare.gate import Gate
from attio_harness.compare.mappings import compare_mappings
from attio_harness.compare.modes import check_both
from attio_harness.compare.redelivery import redelivery
from attio_harness.formats.table import FORMATS, Subject, formats_of, help_of, masked_of, render, terminal_printer
from attio_harness.inputs.event import SourceEvent
from attio_harness.inputs.mappings import locate_dict
from attio_harness.lint import lint
from attio_harness.run.check import Check
from attio_harness.run.trace import explain_event
from attio_harness.schema import SchemaDiff, broken_by, compare
from rich.console import Console

from .replay_reports import replayed

ROOT = Path(__file__).parents[3]
SUBJECTS: tuple[Subject, ...] = get_args(Subject)
SECRET = "jane.doe"
WORKSPACE = Workspace.from_dict({"objects": [{"api_slug": "users", "active": True}]})
MAPPING: dict[str, Any] = {
    "name": "Identify",
    "partnerAction": "identifyUser",
    "subscribe": 'type = "identify"',
    "mapping": {"email_address": {"@path": "$.email"}, "user_id": {"@path": "$.userId"}, "user_attributes": {"x": 1}},
}
FITTING = {**MAPPING, "mapping": {**MAPPING["mapping"], "user_attributes": {}}}
EVENT = SourceEvent(
    event={"type": "identify", "userId": "u1", "email": f"{SECRET}@acme.example", "messageId": "m1"},
    file="events.json",
    line=1,
)


@pytest.fixture(scope="module")
def values() -> dict[Subject, Any]:
    """A value of every subject, none of them empty."""
    sources = locate_dict(MAPPING, "")
    job = Check(sources, WORKSPACE)
    job.feed([EVENT])
    changes = compare(WORKSPACE, Workspace.standard())
    diff = compare_mappings(locate_dict(FITTING, ""), sources, WORKSPACE, [EVENT])
    return {
        "check": job.report(),
        "vary": vary([{"type": "identify", "userId": "u1", "email": f"{SECRET}@acme.example"}], [MAPPING], WORKSPACE),
        "both": check_both(sources, WORKSPACE, [EVENT]),
        "diff": diff,
        "coverage": coverage(Check(sources, WORKSPACE), [EVENT]),
        "redeliver": redelivery(partial(Check, sources, WORKSPACE, keep=True), [EVENT], seed=0),
        "plan": forecast(Check(sources, WORKSPACE, keep=True), [EVENT]),
        "gate": Gate(report=job.report(), findings=lint(sources, WORKSPACE), diff=diff, base="main"),
        "explain": explain_event(EVENT, sources, WORKSPACE),
        "lint": lint(sources, WORKSPACE),
        "schema": SchemaDiff(changes=changes, broken=broken_by(changes, sources)),
        "replay": replayed(f"{SECRET}@acme.example"),
    }


CLAIMED = [(subject, name) for subject in SUBJECTS for name in formats_of(subject)]
WELL_FORMED: dict[str, Callable[[str], Any]] = {
    ".json": json.loads,
    ".sarif": json.loads,
    ".xml": ElementTree.fromstring,
}


@pytest.mark.parametrize(("subject", "name"), CLAIMED)
def test_every_format_renders_what_it_claims(subject: Subject, name: str, values: dict[Subject, Any]) -> None:
    text = render(subject, name, values[subject], workspace="workspace.yaml")
    assert text.endswith("\n")
    assert len(text) > 40
    WELL_FORMED.get(FORMATS[name].ending, str)(text)
    assert (SECRET in text) <= (subject not in FORMATS[name].masked)


@pytest.mark.parametrize(("subject", "name"), CLAIMED)
def test_a_terminal_gets_what_a_file_gets(subject: Subject, name: str, values: dict[Subject, Any]) -> None:
    printer = terminal_printer(subject, name)
    if printer is None:
        assert subject not in FORMATS[name].prints
        return
    console = Console(width=200, color_system=None, force_terminal=False, highlight=False)
    with console.capture() as captured:
        printer(values[subject], console)
    assert render(subject, name, values[subject]).split("\n")[0].strip() == captured.get().split("\n")[0].strip()


def test_masked_formats_show_values_when_asked(values: dict[Subject, Any]) -> None:
    masked = [(subject, name) for subject, name in CLAIMED if subject in FORMATS[name].masked]
    assert sorted(masked) == sorted(
        [
            *(
                (subject, name)
                for subject in ("check", "vary", "both", "gate")
                for name in ("junit", "sarif", "github", "markdown", "html")
            ),
            *(("diff", name) for name in ("junit", "github", "markdown", "html")),
            *(("replay", name) for name in ("junit", "markdown")),
        ]
    )
    of_events = [(subject, name) for subject, name in masked if subject in ("check", "replay")]
    assert all(SECRET in render(subject, name, values[subject], show_values=True) for subject, name in of_events)


COMMANDS: dict[tuple[str, ...], Subject] = {
    ("check",): "check",
    ("diff",): "diff",
    ("gate",): "gate",
    ("plan",): "plan",
    ("redeliver",): "redeliver",
    ("coverage",): "coverage",
    ("explain",): "explain",
    ("lint",): "lint",
    ("schema", "diff"): "schema",
    ("replay",): "replay",
}


@pytest.mark.parametrize(("words", "subject"), COMMANDS.items(), ids=" ".join)
def test_the_help_of_a_command_lists_its_formats(
    words: tuple[str, ...], subject: Subject, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    with pytest.raises(SystemExit):
        cli.main([*words, "--help"])
    shown = capsys.readouterr().out
    assert help_of(subject) in shown
    masking = [name for name in formats_of(subject) if subject in FORMATS[name].masked]
    assert ("--show-values" in shown) == bool(masking)
    if masking:
        assert f"Show values in {masked_of(subject)}, which mask" in shown
        # no format that the command does not write
        assert {*re.findall(r"\w+", masked_of(subject))} - {"and"} == {*masking}


def test_the_documents_list_them_too() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [subject for subject in ("check", "lint", "replay") if "\\|".join(formats_of(subject)) not in readme] == []
    words = " ".join((ROOT / "docs/lint.md").read_text("utf-8").partition("| severity")[0].split())
    assert f"`--format` writes them as {help_of('lint').removesuffix('.')}" in words


def test_every_module_that_renders_is_in_the_table() -> None:
    claimed = {
        place.split(":")[0]
        for one in FORMATS.values()
        for table in (one.renders, one.prints)
        for place in table.values()
    }
    folder = Path(formats.__file__).parent
    rendering = {path.stem for path in folder.glob("*.py") if "\ndef render_" in path.read_text()}
    assert rendering - claimed == {"contract"}


def test_a_format_that_lint_has_not_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    with pytest.raises(SystemExit) as stopped:
        cli.main(["lint", "fixtures/mappings/demo.json", "-w", "fixtures/workspaces/demo.yaml", "--format", "html"])
    assert stopped.value.code == 2
    assert "--format 'html' is not one of text, json, sarif, github, markdown" in capsys.readouterr().err


@pytest.mark.parametrize("name", formats_of("lint"))
def test_the_command_line_writes_findings_in_every_format(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    with pytest.raises(SystemExit) as stopped:
        cli.main(
            [
                "lint",
                "fixtures/mappings/demo.json",
                "-w",
                "fixtures/workspaces/demo.yaml",
                "--format",
                name,
                "-o",
                str(tmp_path / "findings"),
            ]
        )
    assert stopped.value.code == 1
    assert "AH002" in (tmp_path / "findings").read_text("utf-8")
