"""The commands of docs/walkthrough.md, run one after the other in a folder as a team would have it."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from attio_emulator import Emulator, Workspace, running
from attio_harness import cli

ROOT = Path(__file__).parents[2]
BLOCKS = re.findall(r"```(sh|text|diff)\n(.*?)\n```", (ROOT / "docs" / "walkthrough.md").read_text(), flags=re.DOTALL)


def test_every_command_of_the_page_does_what_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Commands are run in order, changes of the mapping made, and what the page shows is in the answer before it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "events").mkdir()
    shutil.copy(ROOT / "fixtures" / "events" / "node_sdk.ndjson", "events/events.ndjson")
    shutil.copytree(ROOT / "fixtures" / "week", "week")
    for name in ("mapping.json", "before.json"):
        shutil.copy(ROOT / "fixtures" / "mappings" / "demo.json", name)
    workspace = Workspace.load(ROOT / "fixtures" / "workspaces" / "demo.yaml")
    monkeypatch.setenv("ATTIO_API_KEY", "k" * 64)
    codes: list[tuple[str, int]] = []
    answer = ""

    with running(Emulator(workspace)) as url:
        for kind, text in BLOCKS:
            if kind == "text":
                assert text in answer
            elif kind == "diff":
                _change(tmp_path / "mapping.json", text)
            else:
                ran = [_run(line, url) for line in text.splitlines()]
                codes += ran
                answer = capsys.readouterr().out

    assert codes == [
        ("pull", 0), ("pull", 0), ("schema", 0), ("lint", 1), ("check", 1), ("check", 1), ("check", 1), ("check", 1), ("explain", 1), ("check", 1),
        ("diff", 0), ("check", 1), ("check", 1), ("explain", 0), ("check", 1), ("check", 1),
    ]  # fmt: skip
    pulled = yaml.safe_load((tmp_path / "workspace.yaml").read_text())
    assert Workspace.from_dict(pulled).to_dict() == workspace.to_dict()
    assert (tmp_path / "report.html").read_text().startswith("<!DOCTYPE html>")
    assert ElementTree.parse(tmp_path / "report.xml").getroot().tag == "testsuites"


def _run(line: str, url: str) -> tuple[str, int]:
    words = shlex.split(line)[1:]
    if words[0] == "pull":
        words += ["--base-url", url]
    with pytest.raises(SystemExit) as stopped:
        cli.main(words)
    return words[0], int(stopped.value.code or 0)


def _change(file: Path, diff: str) -> None:
    """The lines with a minus, which must be there, become those with a plus; the first place counts."""
    before, after = ("\n".join(line[1:] for line in diff.splitlines() if line[0] == sign) for sign in "-+")
    text = file.read_text()
    assert before in text
    file.write_text(text.replace(before, after, 1))


def test_every_link_of_the_documentation_leads_somewhere() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
