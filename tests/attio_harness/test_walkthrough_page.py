"""The commands of docs/walkthrough.md, run one after the other in a folder as a team would have it."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
import yaml
from attio_emulator import Emulator, Workspace, running
from attio_harness import cli

ROOT = Path(__file__).parents[2]
COMMANDS = re.findall(r"```sh\n(.*?)\n```", (ROOT / "docs" / "walkthrough.md").read_text(), flags=re.DOTALL)


def test_every_command_of_the_page_does_what_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "events").mkdir()
    shutil.copy(ROOT / "fixtures" / "events" / "node_sdk.ndjson", "events/events.ndjson")
    shutil.copy(ROOT / "fixtures" / "mappings" / "demo.json", "mapping.json")
    workspace = Workspace.load(ROOT / "fixtures" / "workspaces" / "demo.yaml")
    monkeypatch.setenv("ATTIO_API_KEY", "k" * 64)
    codes: dict[str, int] = {}
    outputs: dict[str, str] = {}

    with running(Emulator(workspace)) as url:
        for command in COMMANDS:
            words = shlex.split(command)[1:]
            if words[0] == "pull":
                words += ["--base-url", url]
            with pytest.raises(SystemExit) as stopped:
                cli.main(words)
            key = " ".join(words[:2]) if words[0] == "schema" else words[0] + (" both" if "both" in words else "")
            codes.setdefault(key, int(stopped.value.code or 0))
            outputs.setdefault(key, capsys.readouterr().out)

    assert codes["pull"] == 0
    pulled = yaml.safe_load((tmp_path / "workspace.yaml").read_text())
    assert Workspace.from_dict(pulled).to_dict() == workspace.to_dict()
    assert outputs["schema diff"] == "The schemas are the same.\n"
    assert codes == {"pull": 0, "schema diff": 0, "lint": 1, "check": 1, "explain": 1, "check both": 1}
    assert "losses of" in outputs["check"]
    assert "delivered singly and in batches" in outputs["check both"]
    assert (tmp_path / "report.json").exists()


def test_every_link_of_the_documentation_leads_somewhere() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
