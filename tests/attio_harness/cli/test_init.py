"""`init`: what it writes runs at once, and gives the verdicts that its texts promise."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from pathlib import Path

import pytest
import yaml
from attio_harness.starter import Repository, starter_files

from .shell import Shell

ALL = ["attio-harness.toml", "workspace.yaml", "mapping.json", "events/sample.ndjson"]
MORE = ["tests/test_attio.py", ".github/workflows/attio.yml"]


def files(folder: Path) -> list[str]:
    return sorted(str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file())


def next_commands(out: str) -> list[list[str]]:
    return [shlex.split(line) for line in out.partition("Next:\n")[2].splitlines()]


def test_it_says_what_it_wrote_and_what_comes_next(shell: Shell) -> None:
    code, out, err = shell("init", "demo")
    assert (code, err) == (0, "")
    assert out.startswith("Wrote 4 files to demo:\n")
    assert [line.split()[0] for line in out.splitlines()[1:5]] == ALL
    assert [words[:2] for words in next_commands(out)] == [
        ["cd", "demo"], ["attio-harness", "check"], ["attio-harness", "explain"], ["attio-harness", "lint"],
    ]  # fmt: skip
    assert files(shell.folder / "demo") == sorted(ALL)


def test_the_next_commands_run_and_do_what_is_promised(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    _, out, _ = shell("init", "my demo")
    cd, *commands = next_commands(out)
    assert cd == ["cd", "my demo"]
    monkeypatch.chdir(shell.folder / "my demo")
    answers = [shell(*words[1:]) for words in commands]
    assert [(code, err) for code, _, err in answers] == [(1, ""), (1, ""), (0, "")]
    assert answers[1][1].count("Enterprise") > 1


def verdicts(shell: Shell, *more: str) -> tuple[int, dict[str, int]]:
    code, out, _ = shell("check", "--format", "json", *more)
    found = json.loads(out)["verdicts"]
    return code, {verdict: number for verdict, number in found.items() if number}


def test_one_event_is_lost_and_the_advice_mends_it(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell("init", "demo")
    monkeypatch.chdir(shell.folder / "demo")
    assert verdicts(shell) == (1, {"written": 11, "rejected": 1, "unmatched": 1})
    assert verdicts(shell, "--mode", "batch") == (1, {"written": 11, "dropped": 1, "unmatched": 1})
    workspace = Path("workspace.yaml")
    workspace.write_text(workspace.read_text().replace("[Free, Team]", "[Free, Team, Enterprise]"))
    assert verdicts(shell) == (0, {"written": 12, "unmatched": 1})


def test_the_mapping_has_no_fault(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell("init", "demo")
    monkeypatch.chdir(shell.folder / "demo")
    code, out, _ = shell("lint", "--format", "json")
    assert (code, [one["rule"] for one in json.loads(out)["findings"]]) == (0, ["AH114"])


def test_every_line_of_the_configuration_that_is_commented_out_is_right(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell("init", "demo")
    monkeypatch.chdir(shell.folder / "demo")
    text = re.sub(r"^# (?=[a-z-]+ = )", "", Path("attio-harness.toml").read_text(), flags=re.MULTILINE)
    assert len(tomllib.loads(text)) > len(tomllib.loads(Path("attio-harness.toml").read_text()))
    Path("attio-harness.toml").write_text(text)
    Path("filters.json").write_text('{"data": {"filters": []}}')
    assert shell("check", "--update-baseline")[0] == 0
    assert verdicts(shell)[1] == {"written": 11, "rejected": 1, "unmatched": 1}
    assert shell("lint")[0] == 0


def test_a_test_and_a_workflow_are_asked_for(shell: Shell) -> None:
    code, out, _ = shell("init", "demo", "--pytest", "--github")
    assert (code, out.splitlines()[0]) == (0, "Wrote 6 files to demo:")
    assert files(shell.folder / "demo") == sorted([*ALL, *MORE])


@pytest.mark.parametrize(
    ("git", "folder", "prefix", "pattern", "path"),
    [
        ("", "demo", "", "", ".github/workflows/attio.yml"),
        ("demo", "demo", "", "", ".github/workflows/attio.yml"),
        (".", "demo", "demo/", "demo/", "../.github/workflows/attio.yml"),
        (".", 'a/b "c"', 'a/b "c"/', 'a/b "c"/', "../../.github/workflows/attio.yml"),
        (".", "!c++/v[1]!?*\\", "!c++/v[1]!?*\\/", r"\!c\+\+/v\[1]!\?\*\\/", "../../.github/workflows/attio.yml"),
        (".", ".", "", "", ".github/workflows/attio.yml"),
    ],
)
def test_a_workflow_lies_at_the_root_of_the_repository(
    shell: Shell, git: str, folder: str, prefix: str, pattern: str, path: str
) -> None:
    for one in ("workspace.yaml", "mapping.json"):
        (shell.folder / one).unlink()
    if git:
        (shell.folder / git / ".git").mkdir(parents=True)
    code, out, err = shell("init", folder, "--github")
    assert (code, err, f"  {path}  " in out) == (0, "", True)
    file = shell.folder / folder / path
    workflow = yaml.safe_load(file.read_text())
    assert workflow[True]["pull_request"]["paths"] == [
        f"{pattern}{name}"
        for name in ("attio-harness.toml", "events/**", "filters.json", "mapping.json", "workspace.yaml")
    ]
    (_, ours) = workflow["jobs"]["gate"]["steps"]
    assert ours["with"] == {"config": f"{prefix}attio-harness.toml"}
    assert not re.search("FOLDER|PATTERN", file.read_text())
    assert shell("init", f"{folder}/other" if git else folder, "--github")[0] == 2


def test_a_folder_that_looks_like_an_option(shell: Shell) -> None:
    _, out, _ = shell("init", "--", "-demo")
    assert next_commands(out)[0] == ["cd", "./-demo"]


def test_in_the_current_folder(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    (shell.folder / "empty").mkdir()
    monkeypatch.chdir(shell.folder / "empty")
    code, out, _ = shell("init")
    assert (code, out.splitlines()[0]) == (0, "Wrote 4 files:")
    assert "cd" not in out
    assert files(shell.folder / "empty") == sorted(ALL)


def test_a_file_that_is_there_stays(shell: Shell) -> None:
    before = (shell.folder / "mapping.json").read_bytes()
    assert shell("init") == (
        2,
        "",
        "attio-harness: workspace.yaml, mapping.json are there already; nothing was written. "
        "Name another folder, or replace them with --force\n",
    )
    assert (shell.folder / "mapping.json").read_bytes() == before
    assert not (shell.folder / "attio-harness.toml").exists()
    code, _, _ = shell("init", "--force")
    assert code == 0
    assert (shell.folder / "mapping.json").read_bytes() != before


@pytest.mark.parametrize("folder", ["events.ndjson", "events.ndjson/demo", ""])
def test_a_folder_that_is_none(shell: Shell, folder: str) -> None:
    before = files(shell.folder)
    code, out, err = shell("init", folder)
    assert (code, out, err.count("\n"), "workspace.yaml" in err) == (2, "", 1, False)
    assert files(shell.folder) == before


def test_the_templates_are_read_as_they_are_written() -> None:
    for one in starter_files(pytest=True, repository=Repository()):
        assert b"\r" not in one.content
        assert one.content.endswith(b"\n")
        assert all(len(line) <= 130 for line in one.content.decode().splitlines() if "{" not in line)


def test_pytest_is_named_where_it_is_not_installed(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "pip install" not in shell("init", "there", "--pytest")[1]
    monkeypatch.setattr("attio_harness.cli.init.find_spec", lambda name: None)
    assert "Next:\n  pip install pytest\n  cd new\n" in shell("init", "new", "--pytest")[1]
    assert "pip install" not in shell("init", "without")[1]
