"""`diff --base`: the old side from git, by file, configuration and folder; what was not there is new, what was broken is told."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.attio_harness.git_repository import Repository

from .shell import EVENT, MAPPING, WORKSPACE, Shell

FINE = {**EVENT, "traits": {"email": "jane@acme.com", "plan": "Free"}}


@pytest.fixture
def repository(shell: Shell) -> Repository:
    one = Repository(shell.folder)
    shell.write("events.ndjson", json.dumps(FINE))
    one.commit()
    return one


def mapping(**attributes: str) -> str:
    changed = {
        **MAPPING,
        "mapping": {**MAPPING["mapping"], "user_attributes": {k: {"@path": p} for k, p in attributes.items()}},
    }
    return json.dumps(changed, indent=2)


def diffed(
    shell: Shell, *words: str, ref: str = "main", names: str = "mapping.json events.ndjson -w workspace.yaml"
) -> Any:
    code, out, err = shell("diff", "--base", ref, *names.split(), *words, "--format", "json")
    assert err == ""
    return code, json.loads(out)


def test_what_changed_since_a_revision(shell: Shell, repository: Repository) -> None:
    assert diffed(shell)[1]["summary"] == "Nothing differs."
    shell.write("mapping.json", mapping(plan="$.traits.email"))
    code, said = diffed(shell)
    assert (code, said["counts"]["newly_lost"], said["notes"]) == (1, 1, [])
    assert said["old"]["subscriptions"][0]["file"] == "main:mapping.json"
    assert said["changes"][0]["mapping"]["file"] == "mapping.json"


def test_what_the_workspace_file_loses_is_told(shell: Shell, repository: Repository) -> None:
    shell.write("workspace.yaml", WORKSPACE.replace("Free, ", ""))
    code, said = diffed(shell)
    assert (code, said["summary"]) == (1, "1 newly lost, 1 record missing, 1 record changed.")
    assert "the workspace file has changed" in said["changes"][0]["why"]
    shell.write("workspace.yaml", WORKSPACE + "# the same\n")
    assert diffed(shell)[1]["summary"] == "Nothing differs."


def test_filters_are_those_of_the_revision(shell: Shell, repository: Repository) -> None:
    shell.write("filters.json", "[]")
    names = "mapping.json events.ndjson -w workspace.yaml --filters filters.json"
    shell.write("filters.json", json.dumps({"if": "all", "actions": [{"type": "DROP"}]}))
    code, said = diffed(shell, names=names)
    assert (code, said["counts"]["not_written"], said["notes"]) == (1, 1, ["at main there was no filters.json"])
    repository.commit()
    assert diffed(shell, names=names)[1]["summary"] == "Nothing differs."


def test_a_mapping_that_was_not_there_is_new(shell: Shell, repository: Repository) -> None:
    shell.write("new.json", mapping(plan="$.traits.plan"))
    code, said = diffed(shell, names="new.json events.ndjson -w workspace.yaml")
    assert (code, said["counts"]["newly_written"]) == (0, 1)
    assert said["notes"] == ["at main there was no new.json: everything is new"]
    code, out, err = shell("diff", "--base", "main", "new.json", "events.ndjson", "-w", "workspace.yaml")
    assert (code, err) == (0, "")
    assert "at main there was no new.json: everything is new" in out
    assert out.endswith("\n1 newly written, 2 records added.\n")


def test_a_renamed_mapping_is_compared_with_what_it_was(shell: Shell, repository: Repository) -> None:
    repository.git("mv", "mapping.json", "moved.json")
    changed = (shell.folder / "moved.json").read_text().replace("$.traits.email", "$.traits.mail")
    assert changed != (shell.folder / "moved.json").read_text()
    shell.write("moved.json", changed)
    code, said = diffed(shell, names="moved.json events.ndjson -w workspace.yaml")
    assert (code, said["counts"]["newly_lost"]) == (1, 1)
    assert said["notes"] == ["at main, moved.json was mapping.json"]


@pytest.mark.parametrize(
    "broken",
    ["{", '{"partnerAction": "identifyUser", "subscribe": "type", "mapping": {"user_id": {"@nope": 1}}}', "[]"],
)
def test_what_was_broken_there_does_not_stop_what_mends_it(shell: Shell, repository: Repository, broken: str) -> None:
    shell.write("mapping.json", broken)
    repository.commit()
    shell.write("mapping.json", mapping(plan="$.traits.plan"))
    code, said = diffed(shell)
    assert (code, said["counts"]["newly_written"]) == (0, 1)
    assert "what was there at main could not be read: mapping.json" in said["notes"][0]


def test_the_configuration_says_the_rest(shell: Shell, repository: Repository) -> None:
    shell.write(
        "attio-harness.toml", 'mapping = "mapping.json"\nevents = ["events.ndjson"]\nworkspace = "workspace.yaml"\n'
    )
    shell.write("mapping.json", mapping(plan="$.traits.email"))
    assert diffed(shell, names="")[1]["counts"]["newly_lost"] == 1
    assert diffed(shell, names="mapping.json")[1]["counts"]["newly_lost"] == 1
    assert diffed(shell, names="-m mapping.json")[1]["counts"]["newly_lost"] == 1
    (shell.folder / "old").mkdir()
    shell.write("old/mapping.json", json.dumps(MAPPING))
    code, out, _ = shell("diff", "old/mapping.json")
    assert (code, out.splitlines()[-1]) == (1, "1 newly lost, 1 record missing, 1 record changed.")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--base main", "NEW is missing; expected diff --base REF MAPPING EVENTS..."),
        ("--base main mapping.json", "EVENTS... is missing; expected diff --base REF MAPPING EVENTS..."),
        ("mapping.json", "NEW is missing; expected diff OLD NEW EVENTS..., or diff --base REF NEW EVENTS..."),
        ("old.yaml new.yaml", "EVENTS... is missing; expected diff OLD NEW EVENTS..., or diff --base REF NEW EVENTS...; to compare two workspace files: attio-harness schema diff old.yaml new.yaml"),
        ("workspace.yaml workspace.yaml events.ndjson", "workspace.yaml: is a workspace file, which is given with -w; to compare two of them: attio-harness schema diff OLD NEW"),
        ("--base main - events.ndjson", "--base main: - is standard input, and git has no older one; give the name of a file"),
        ("--base mian mapping.json events.ndjson", "--base mian: there is no such branch, tag or commit; did you mean main?"),
        ("--base main mapping.json events.ndjson -w no.yaml", "no.yaml: there is no such workspace file"),
        ("--base main no.json events.ndjson", "no.json: there is no such mapping file; presets are published and documented"),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_is_one_line(shell: Shell, repository: Repository, words: str, said: str) -> None:
    words += "" if "-w" in words else " -w workspace.yaml"
    assert shell("diff", *words.split()) == (2, "", f"attio-harness: {said}\n")


def test_presets_have_no_history(shell: Shell, repository: Repository) -> None:
    assert diffed(shell, names="published events.ndjson -w workspace.yaml")[1]["summary"] == "Nothing differs."
