"""The commands of docs/states.md, run one after the other; the workspace and the events are those that the page shows."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from attio_emulator import Emulator, Workspace, running
from attio_harness import cli

ROOT = Path(__file__).parents[2]
BLOCKS = re.findall(r"```(\w+)\n(.*?)\n```", (ROOT / "docs" / "states.md").read_text(), flags=re.DOTALL)


def test_every_command_of_the_page_does_what_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (workspace,) = [text for kind, text in BLOCKS if kind == "yaml"]
    Path("workspace.yaml").write_text(workspace)
    days = [text for kind, text in BLOCKS if kind == "json"]
    for name, text in zip(("monday.ndjson", "tuesday.ndjson"), days, strict=True):
        Path(name).write_text(text + "\n")
    codes: list[tuple[str, int]] = []
    answer = ""
    # the real workspace is that of the page after monday
    real = Emulator(Workspace.load("workspace.yaml"))
    with running(real) as url:
        for kind, text in BLOCKS:
            if kind == "text":
                assert text in answer
            elif kind == "sh":
                for line in text.splitlines():
                    words = shlex.split(line)[1:]
                    if words[0] == "pull":
                        real.restore(json.loads(Path("crm.json").read_bytes()))
                        words += ["--base-url", url]
                    with pytest.raises(SystemExit) as stopped:
                        cli.main(words)
                    codes.append((words[0], int(stopped.value.code or 0)))
                answer = capsys.readouterr().out
    assert codes == [("check", 0), ("check", 0), ("check", 0), ("pull", 0), ("check", 0)]
    assert "Passed: nothing is lost.\n" in answer
    pulled = json.loads(Path("crm.json").read_bytes())["records"]
    assert {slug: len(rows) for slug, rows in pulled.items()} == {"users": 2, "companies": 1}
