"""Several reports of one run: which format goes where, what is refused, and that one that cannot be written keeps no other back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from attio_harness.cli.places import Place, places
from attio_harness.errors import HarnessError

from .shell import Shell

TEXT = Place(format="text")
GIVEN: dict[str, tuple[list[str], str | None, list[Place]]] = {
    "nothing said": ([], None, [TEXT]),
    "a format": (["json"], None, [Place(format="json")]),
    "a format and -o": (["json"], "r.txt", [Place(format="json", file="r.txt")]),
    "a format and -o -": (["json"], "-", [Place(format="json", file="-")]),
    "-o by its ending": ([], "r.HTML", [Place(format="html", file="r.HTML")]),
    "-o without an ending": ([], "report", [Place(format="text", file="report")]),
    "-o for a device": ([], "/dev/null", [Place(format="text", file="/dev/null")]),
    "a file of its own": (["html:r.html"], None, [Place(format="html", file="r.html")]),
    "a file by its ending": ([":r.xml"], None, [Place(format="junit", file="r.xml")]),
    "a colon in the file": (["json:a:b.json"], None, [Place(format="json", file="a:b.json")]),
    "standard output by name": (["json:-"], "r.md", [Place(format="markdown", file="r.md"), Place(format="json", file="-")]),
    "files first": (
        ["text", "json:r.json", ":r.md"],
        None,
        [Place(format="json", file="r.json"), Place(format="markdown", file="r.md"), TEXT],
    ),
    "one for -o": (["text", "json:r.json"], "r.log", [Place(format="text", file="r.log"), Place(format="json", file="r.json")]),
    "-o beside files": (["json:r.json"], "r.md", [Place(format="json", file="r.json"), Place(format="markdown", file="r.md")]),
    "one format twice": (["json:a.json", "json:b.json"], None, [Place(format="json", file="a.json"), Place(format="json", file="b.json")]),
    "a device twice": (["json:/dev/null", "html:/dev/null"], None, [Place(format="json", file="/dev/null"), Place(format="html", file="/dev/null")]),
}  # fmt: skip


@pytest.mark.parametrize("name", GIVEN)
def test_formats_and_files_are_brought_together(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    formats, output, expected = GIVEN[name]
    assert list(places("check", formats, output)) == expected


NAMES = "text, json, junit, sarif, github, markdown, html"
FILES = ".txt (text), .json (json), .xml (junit), .sarif (sarif), .md (markdown), .html (html)"
REFUSED: dict[str, tuple[list[str], str | None, str]] = {
    "a slip": (["jsn"], None, f"--format 'jsn' is not one of {NAMES}; did you mean json?"),
    "an ending": (["md"], None, f"--format 'md' is not one of {NAMES}; did you mean markdown?"),
    "capitals": (["HTML"], None, f"--format 'HTML' is not one of {NAMES}; did you mean html?"),
    "nothing like it": (["zzz"], None, f"--format 'zzz' is not one of {NAMES}"),
    "nothing": ([""], None, f"--format '' is not one of {NAMES}"),
    "a file": (["r.html"], None, "--format 'r.html' is a file and no format; expected FORMAT[:FILE], such as :r.html"),
    "no file": (["json:"], None, "--format 'json:' names no file behind the colon; expected one, as in json:report.json"),
    "an ending of none": ([], "r.pdf", f"-o r.pdf: .pdf is not the extension of any format; say which with --format, or end it with one of {FILES}"),
    "an ending of none behind a colon": ([":r.pdf"], None, f"--format r.pdf: .pdf is not the extension of any format; say which with --format, or end it with one of {FILES}"),
    "two for standard output": (["text", "json"], None, "text and json would both go to standard output; give one its own file, as in --format json:report.json"),
    "two for it, one by name": (["text", "json:-"], None, "text and json would both go to standard output; give one its own file, as in --format json:report.json"),
    "two for -o": (["text", "json"], "r.json", "text and json would both go to r.json; -o is for every --format without a file; instead of -o, write --format text:r.json"),
    "annotations, which stay": (["text", "github"], None, "text and github would both go to standard output; give one its own file, as in --format text:report.txt"),
    "two for a file": (["html:r", "json:sub/../r"], None, "html and json would both go to sub/../r; give one its own file, as in --format json:report.json"),
    "a file that is read": (["json:e.json"], None, "the report would take the place of e.json, a file of this command; name another one"),
    "a file that is read, by another name": ([], "sub/../e.json", "the report would take the place of sub/../e.json, a file of this command; name another one"),
    "a folder that is not there": (["json:no/r.json"], None, "no/r.json: cannot be written: there is no folder no; make it first"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_does_not_go_together_is_refused_before_the_run(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sub").mkdir()
    (tmp_path / "e.json").touch()
    formats, output, said = REFUSED[name]
    with pytest.raises(HarnessError) as raised:
        places("check", formats, output, beside=["e.json", None, "-", "published"])
    assert str(raised.value) == said


def test_a_format_of_other_commands_says_so() -> None:
    with pytest.raises(HarnessError) as raised:
        places("lint", [], "lint.html")
    assert str(raised.value).startswith("-o lint.html: there is no html of this; say which with --format, or end it")


def test_a_run_writes_all_of_them_and_masks_what_is_passed_on(shell: Shell) -> None:
    words = ("--format", "text", "--format", "junit:r.xml", "--format", ":r.html", "--format", "json:r.json")
    code, out, err = shell.check(*words)
    assert (code, err) == (1, "")
    assert out.endswith("Failed: 1 lost.\n")
    assert json.loads((shell.folder / "r.json").read_text())["verdicts"]["rejected"] == 1
    assert (shell.folder / "r.xml").read_text().startswith("<?xml")
    assert (shell.folder / "r.html").read_text().startswith("<!DOCTYPE html>")
    assert "jane@acme.com" not in (shell.folder / "r.xml").read_text() + (shell.folder / "r.html").read_text()


def test_one_that_cannot_be_written_keeps_no_other_back(shell: Shell) -> None:
    code, out, err = shell.check("--format", "json:/dev/full", "--format", "md:r.md", "--format", "text")
    assert code == 2
    assert "md" in err
    code, out, err = shell.check("--format", "json:/dev/full", "--format", ":r.md", "--format", "text")
    assert (code, err) == (2, "attio-harness: /dev/full: cannot be written: No space left on device\n")
    assert out.endswith("Failed: 1 lost.\n")
    assert (shell.folder / "r.md").read_text().startswith("## Attio check failed")


@pytest.mark.parametrize(
    "command", ["lint mapping.json -w workspace.yaml", "schema diff workspace.yaml workspace.yaml"]
)
def test_every_command_with_formats_takes_several(shell: Shell, command: str) -> None:
    code, out, err = shell(*command.split(), "--format", "json:r.json", "--format", "text")
    assert (code, err) == (0, "")
    assert out
    assert json.loads((shell.folder / "r.json").read_text())


def test_a_verdict_is_told_where_no_report_tells_it(shell: Shell) -> None:
    """A workflow that only keeps the files says why it failed all the same."""
    said = shell.check("--format", "junit:r.xml", "-o", "r.html")
    assert said == (1, "", "attio-harness: r.xml, r.html: Failed: 1 lost.\n")
    code, out, err = shell.check("--format", "text", "--format", "junit:r.xml")
    assert (code, out.splitlines()[-1], err) == (1, "Failed: 1 lost.", "")
    code, _, err = shell("plan", "events.ndjson", "-m", "mapping.json", "-w", "workspace.yaml", "-o", "plan.json")
    assert (code, err) == (1, "attio-harness: plan.json: Failed: 1 lost.\n")
