"""What a command reads is never written over by what it writes, whatever the two are called."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence

import pytest

from .shell import Shell

RUN = ("-m", "mapping.json", "-w", "workspace.yaml")
READ = ("events.ndjson", "mapping.json", "workspace.yaml")


@pytest.mark.parametrize("file", READ)
@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("--state", ("check", "events.ndjson", *RUN)),
        ("--state", ("check", "events.ndjson", *RUN, "--watch")),
        ("--state", ("emulate", "-w", "workspace.yaml")),
        ("--state", ("serve", *RUN)),
        ("-o", ("check", "events.ndjson", *RUN)),
        ("-o", ("anonymize", "events.ndjson", *RUN)),
        ("--report", ("anonymize", "events.ndjson", *RUN, "-o", "other.ndjson")),
        ("--workspace-output", ("anonymize", "events.ndjson", *RUN, "-o", "other.ndjson")),
    ],
    ids=lambda value: f"{value[0]} {len(value)}" if isinstance(value, tuple) else value,
)
def test_a_file_that_is_read_is_not_written(
    shell: Shell, option: str, words: Sequence[str], file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for server in ("attio_harness.serve", "attio_harness.local_segment.server"):
        monkeypatch.setattr(f"{server}.serve", lambda *words, **named: pytest.fail("a server was started"))
    before = {name: (shell.folder / name).read_bytes() for name in READ}
    os.symlink(shell.folder / file, shell.folder / "link")
    for name in (file, f"./{file}", "link"):
        code, out, err = shell(*words, option, name)
        assert (code, out, err.count("\n")) == (2, "", 1), err
        assert name in err or file in err
    assert {name: (shell.folder / name).read_bytes() for name in READ} == before
    assert not (shell.folder / "other.ndjson").exists()


def test_a_file_of_a_folder_and_of_a_glob_that_is_read(shell: Shell) -> None:
    (shell.folder / "events").mkdir()
    (shell.folder / "events.ndjson").rename(shell.folder / "events/a.ndjson")
    for events in ("events", "events/*.ndjson"):
        code, _, err = shell("check", events, *RUN, "--state", "events/a.ndjson")
        assert (code, err) == (
            2,
            "attio-harness: --state events/a.ndjson would take the place of a file that this command reads; name another one\n",
        )


def test_a_state_is_written_to_where_it_came_from(shell: Shell) -> None:
    assert shell("check", "events.ndjson", *RUN, "--state", "crm.json")[0] in (0, 1)
    assert shell("check", "events.ndjson", *RUN, "--from", "crm.json", "--state", "crm.json")[0] in (0, 1)


def test_a_check_that_stays_does_not_start_from_its_own_end(shell: Shell) -> None:
    assert shell("check", "events.ndjson", *RUN, "--state", "crm.json")[0] in (0, 1)
    before = (shell.folder / "crm.json").read_bytes()
    for name in ("crm.json", "./crm.json"):
        assert shell("check", "events.ndjson", *RUN, "--from", "crm.json", "--state", name, "--watch") == (
            2,
            "",
            f"attio-harness: --state {name} would take the place of a file that this command reads; name another one\n",
        )
    assert (shell.folder / "crm.json").read_bytes() == before


@pytest.mark.parametrize("file", ["traffic.har", "workspace.yaml"])
def test_recorded_traffic_is_not_written_over(shell: Shell, file: str) -> None:
    shell.write("traffic.har", json.dumps({"log": {"version": "1.2", "creator": {}, "entries": []}}))
    before = (shell.folder / file).read_bytes()
    assert shell("replay", "traffic.har", "-w", "workspace.yaml", "--state", file) == (
        2,
        "",
        f"attio-harness: --state {file} would take the place of a file that this command reads; name another one\n",
    )
    assert (shell.folder / file).read_bytes() == before


OVER: Sequence[tuple[Sequence[str], str]] = [
    (("check", "events.ndjson", *RUN, "--format", "text", "-o"), "events.ndjson"),
    (("check", "events.ndjson", *RUN, "--state"), "events.ndjson"),
    (("check", "folder", *RUN, "--format", "text", "-o"), "folder/a.ndjson"),
    (("explain", "events.ndjson:1", *RUN, "--format", "text", "-o"), "events.ndjson"),
    (("explain", "events.ndjson:1", *RUN, "--after", "folder", "--format", "text", "-o"), "folder/a.ndjson"),
    (("diff", "mapping.json", "mapping.json", "folder", "-w", "workspace.yaml", "--format", "text", "-o"), "folder/a.ndjson"),
    (("plan", "folder", *RUN, "--format", "text", "-o"), "folder/a.ndjson"),
    (("shrink", "folder", *RUN, "-o"), "folder/a.ndjson"),
    (("coverage", "folder", *RUN, "--format", "text", "-o"), "folder/a.ndjson"),
    (("redeliver", "folder", *RUN, "--format", "text", "-o"), "folder/a.ndjson"),
    (("gate", "folder", *RUN, "--format", "text", "-o"), "folder/a.ndjson"),
    (("lint", "mapping.json", "-w", "workspace.yaml", "--format", "text", "-o"), "mapping.json"),
    (("schema", "diff", "workspace.yaml", "workspace.yaml", "--format", "text", "-o"), "workspace.yaml"),
    (("check", "events.ndjson", *RUN, "--config", "own.toml", "--format", "text", "-o"), "own.toml"),
    (("check", "events.ndjson", *RUN, "--config", "own.toml", "--state"), "own.toml"),
    (("generate", "--config", "own.toml", "-o"), "own.toml"),
    (("pull", "--base-url", "http://127.0.0.1:1", "--config", "own.toml", "-o"), "own.toml"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "file"), OVER, ids=lambda value: value if isinstance(value, str) else value[0])
@pytest.mark.parametrize("by", ["its name", "a symbolic link", "a hard link"])
def test_no_other_name_leads_there(
    shell: Shell, words: Sequence[str], file: str, by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATTIO_API_KEY", "k" * 64)
    (shell.folder / "folder").mkdir()
    shell.write("folder/a.ndjson", (shell.folder / "events.ndjson").read_text())
    shell.write("own.toml", "[check]\n")
    name = {"its name": file, "a symbolic link": "link", "a hard link": "hard"}[by]
    if by == "a symbolic link":
        os.symlink(shell.folder / file, shell.folder / name)
    elif by == "a hard link" and "folder" not in file:
        os.link(shell.folder / file, shell.folder / name)
    elif by == "a hard link":
        return
    before = (shell.folder / file).read_bytes()
    code, out, err = shell(*words, name)
    assert (code, out, err.count("\n")) == (2, "", 1), err
    assert "would take the place of" in err
    assert (shell.folder / file).read_bytes() == before


def test_a_report_may_stand_beside_what_is_read(shell: Shell) -> None:
    (shell.folder / "folder").mkdir()
    shell.write("folder/a.ndjson", (shell.folder / "events.ndjson").read_text())
    assert shell("check", "folder", *RUN, "-o", "folder/new.md")[0] in (0, 1)
    # a folder of mappings has other files as well, and a run is repeated
    for _ in range(2):
        assert shell("check", "events.ndjson", *RUN, "-o", "report.html")[0] in (0, 1)


def test_what_a_shell_put_into_standard_input_is_a_file_too(shell: Shell) -> None:
    file = shell.folder / "events.ndjson"
    before = os.dup(0)
    stream = os.open(file, os.O_RDONLY)
    try:
        os.dup2(stream, 0)
        for name in ("-", "/dev/stdin"):
            code, _, err = shell("check", name, *RUN, "--format", "text", "-o", "events.ndjson")
            assert (code, "would take the place of" in err) == (2, True), err
    finally:
        os.dup2(before, 0)
        os.close(stream)
        os.close(before)
