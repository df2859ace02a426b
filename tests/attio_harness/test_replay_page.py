"""The commands of docs/replay.md, run one after the other over what the page shows; its tables are those of the code."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from attio_emulator import Emulator, Request
from attio_harness import cli
from attio_harness.exchanges.difference import KINDS
from attio_harness.replay.report import REASONS

PAGE = (Path(__file__).parents[2] / "docs" / "replay.md").read_text("utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)\n```", PAGE, flags=re.DOTALL)
COMPANIES = "/v2/objects/companies/records"


def exchanges(scheme_and_host: str) -> list[dict[str, object]]:
    """What an emulator answered, as entries of an archive with another host."""
    attio = Emulator()
    attio.handle(Request.make("POST", COMPANIES, json={"data": {"values": {"name": "Acme"}}}, token="t"))
    attio.handle(Request.make("POST", f"{COMPANIES}/query", json={}, token="t"))
    return [
        {
            "startedDateTime": row["at"],
            "request": {
                "method": row["method"],
                "url": scheme_and_host + row["path"],
                "headers": [],
                "postData": {"mimeType": "application/json", "text": json.dumps(row["body"])},
            },
            "response": {"status": row["status"], "headers": [], "content": {"text": json.dumps(row["response"])}},
        }
        for row in attio.journal
    ]


def archive(entries: list[dict[str, object]]) -> str:
    return json.dumps({"log": {"version": "1.2", "entries": entries}})


def test_every_command_of_the_page_does_what_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (cassette,) = [text for kind, text in BLOCKS if kind == "yaml"]
    Path("cassettes").mkdir()
    Path("cassettes/company.yaml").write_text(cassette + "\n")
    Path("workspace.yaml").write_text("name: Acme\n")
    Path("session.json").write_text(archive(exchanges("http://127.0.0.1:8700")))
    Path("session.har").write_text(archive(exchanges("https://proxy.example.com/attio")))
    for name, entry in zip(("first.json", "second.json"), exchanges("https://api.attio.com"), strict=True):
        Path(name).write_text(archive([entry]))
    outcomes: list[tuple[int, str]] = []
    for line in (line for kind, text in BLOCKS if kind == "sh" for line in text.splitlines()):
        with pytest.raises(SystemExit) as stopped:
            cli.main(shlex.split(line)[1:])
        out = capsys.readouterr().out
        outcomes.append((int(stopped.value.code or 0), out.splitlines()[-1] if out else ""))
    whole, pair = (
        "3 exchanges: 3 agree, 0 differ, 0 cannot be judged",
        "2 exchanges: 2 agree, 0 differ, 0 cannot be judged",
    )
    without = "3 exchanges: 2 agree, 0 differ, 1 cannot be judged"
    assert outcomes == [(0, one) for one in (whole, pair, pair, pair, whole, without, whole, "", pair)]
    assert f"`{whole}`" in PAGE
    assert Path("replay.xml").read_text().startswith("<?xml")
    assert len(json.loads(Path("after.json").read_text())["records"]["companies"]) == 1


def test_the_tables_are_those_of_the_code() -> None:
    kinds = re.findall(r"^\| `(\w+)` \| ([^|]+) \|", PAGE, flags=re.MULTILINE)
    assert kinds == list(KINDS.items())
    told = PAGE.partition("## What cannot be judged")[2].partition("\n## ")[0]
    reasons = re.findall(r"^\| ([a-z ]+) \| ([^|]+) \|", told, flags=re.MULTILINE)
    assert reasons == [("reason", "because"), *REASONS.items()]
