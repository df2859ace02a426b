"""Several destinations of Attio, of which one is chosen by any of its names; the action of subscriptions that name none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attio_harness import InputError, UsageError, check, cli
from attio_harness.inputs.mappings import read_mappings

from tests.attio_harness.inputs.many_destinations import (
    ATTIO,
    EVENTS,
    GROUP,
    HOOK,
    IDENTIFY,
    JSON_SHAPES,
    OTHER,
    SHAPES,
    SUBS,
    WORKSPACE,
    api,
    given,
    sub,
    taken,
    told,
)

TWO = [
    sub("Prod", IDENTIFY, "prod"),
    sub("Dev", IDENTIFY, "dev"),
    sub("Dev group", GROUP, "dev"),
    sub("Hook", HOOK, "d3"),
]
KINDS = {"prod": ATTIO, "dev": ATTIO, "d3": OTHER}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("described", [True, False])
def test_several_destinations_of_attio_are_told_apart(tmp_path: Path, shape: str, described: bool) -> None:
    name = given(tmp_path, shape, TWO, KINDS if described else None)
    with pytest.raises(UsageError) as refused:
        taken(name)
    assert str(refused.value).startswith("the mappings are of 2 destinations of Attio: ")
    assert str(refused.value).endswith("; choose one with --destination")
    assert "(1 subscription)" in str(refused.value)
    assert "(2 subscriptions)" in str(refused.value)
    assert sorted(taken(name, destination="dev")) == [("Dev", "identifyUser"), ("Dev group", "groupWorkspace")]
    assert taken(name, destination="prod") == [("Prod", "identifyUser")]
    (note,) = told(name, destination="prod")
    assert note.startswith("left out 3 subscriptions of other destinations: ")


@pytest.mark.parametrize(
    "word",
    [
        "prod",
        "Name of prod",
        "name of PROD",
        "segment_destination.prod",
        "segment_destination.prod.id",
        "${segment_destination.prod.id}",
    ],
)
def test_a_destination_goes_by_every_name(tmp_path: Path, word: str) -> None:
    assert taken(given(tmp_path, "plan.json", TWO, KINDS), destination=word) == [("Prod", "identifyUser")]


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("stage", "--destination 'stage' is not one of Name of prod (segment_destination.prod, prod), Name of dev (segment_destination.dev, dev)"),
        ("Name of prd", "did you mean Name of prod?"),
        ("d3", f"--destination 'd3' is a destination of {OTHER}, not of Attio"),
        ("", "--destination '' is not one of"),
    ],
)  # fmt: skip
def test_a_destination_that_is_not_there_is_one_line(tmp_path: Path, word: str, said: str) -> None:
    name = given(tmp_path, "plan.json", TWO, KINDS)
    with pytest.raises(UsageError) as refused:
        taken(name, destination=word)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_two_destinations_of_one_name_are_chosen_by_id(tmp_path: Path) -> None:
    rows = [{"id": key, "name": "Attio", "metadata": {"slug": "actions-attio"}} for key in ("prod", "dev")]
    made = api(TWO[:2]) | {"destinations": rows}
    made["data"]["destinations"] = rows
    file = tmp_path / "list.json"
    file.write_text(json.dumps(made))
    with pytest.raises(UsageError, match=r"'Attio' is the name of Attio \(prod\), Attio \(dev\); give one by its ID"):
        taken(str(file), destination="Attio")


def test_nothing_names_a_destination(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no subscription names its destination"):
        taken("published", destination="dev")
    with pytest.raises(UsageError, match="no subscription names its destination"):
        check(EVENTS, [sub("I", IDENTIFY)], WORKSPACE, destination="dev")


@pytest.mark.parametrize("blank", ["", " ", "${}", "${ .id }"])
@pytest.mark.parametrize("shape", ["plan.json", "list.json", "main.tf.json"])
def test_what_has_nothing_in_it_names_no_destination(tmp_path: Path, shape: str, blank: str) -> None:
    subs = [sub("One", IDENTIFY, "d1") | {"destination_id": blank}, sub("Two", IDENTIFY)]
    found = read_mappings([given(tmp_path, shape, subs)])
    assert [(one.name, one.destination) for one in found] == [("One", None), ("Two", None)]
    with pytest.raises(UsageError, match="no subscription names its destination"):
        read_mappings([given(tmp_path, shape, subs)], destination="d1")


def test_a_destination_may_be_chosen_that_nothing_recognises(tmp_path: Path) -> None:
    name = given(tmp_path, "list.json", [sub("Id", {"user_id": "x", "odd": 1}, "d1", "identifyUser"), SUBS[0]])
    assert taken(name, destination="d1") == [("Id", "identifyUser")]


@pytest.mark.parametrize(
    "command",
    [
        "check {e} -m {m} -w {w}",
        "explain {e}:1 -m {m} -w {w}",
        "lint {m} -w {w}",
        "diff {m} {m} {e} -w {w}",
        "diff published {m} {e} -w {w}",
        "schema diff {w} {w} -m {m}",
    ],
)
def test_every_command_takes_a_destination(tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    names = {
        "m": given(tmp_path, "plan.json", TWO, KINDS),
        "w": str(tmp_path / "w.json"),
        "e": str(tmp_path / "e.ndjson"),
    }
    Path(names["w"]).write_text(json.dumps(WORKSPACE | {"name": "A"}))
    Path(names["e"]).write_text("".join(json.dumps(one) + "\n" for one in EVENTS))

    def run(*more: str) -> tuple[Any, str]:
        with pytest.raises(SystemExit) as stopped:
            cli.main([*command.format(**names).split(), *more])
        return stopped.value.code, capsys.readouterr().err

    code, said = run()
    assert (code, said.count("\n"), "choose one with --destination" in said) == (2, 1, True)
    code, said = run("--destination", "stage")
    assert (code, said.count("\n"), "is not one of" in said) == (2, 1, True)
    code, said = run("--destination", "prod")
    assert (code in (0, 1), said) == (True, "")


def test_a_destination_is_chosen_in_python(tmp_path: Path) -> None:
    name = given(tmp_path, "plan.json", TWO, KINDS)
    report = check(EVENTS, name, WORKSPACE, destination="dev")
    assert [one["name"] for one in report.subscriptions] == ["Dev", "Dev group"]
    with pytest.raises(UsageError, match="; choose one with destination=$"):
        check(EVENTS, name, WORKSPACE)


@pytest.mark.parametrize("shape", ["plan.json", "terraform.tfstate", "list.json", "main.tf.json"])
def test_what_is_of_an_odd_shape_is_one_line(tmp_path: Path, shape: str) -> None:
    """Each member in turn is something else than what it should be."""

    def spoilt(value: Any) -> Iterator[Any]:
        if isinstance(value, dict | list):
            for key, member in value.items() if isinstance(value, dict) else enumerate(value):
                for other in (5, None, [], {}, "${x}", *spoilt(member)):
                    copy: Any = value.copy()
                    copy[key] = other
                    yield copy

    whole = JSON_SHAPES[shape](TWO[:2], KINDS)
    file = tmp_path / shape
    said = []
    for one in spoilt(whole):
        file.write_text(json.dumps(one))
        try:
            read_mappings([str(file)], destination="dev")
        except (InputError, UsageError) as error:
            said.append(str(error))
    assert [one for one in said if "\n" in one] == []


def test_an_action_is_for_those_that_name_none_and_never_overrides(tmp_path: Path) -> None:
    subs = [sub("Named", GROUP, "d1", "groupWorkspace"), sub("Nameless", {"user_id": "x"}, "d1"), SUBS[0]]
    name = given(tmp_path, "list.json", subs)
    assert taken(name, action="identifyUser") == [("Named", "groupWorkspace"), ("Nameless", "identifyUser")]


def test_an_action_that_its_fields_contradict_is_said(tmp_path: Path) -> None:
    name = given(tmp_path, "list.json", [sub("Group", GROUP, "d1")])
    (found,) = read_mappings([name], action="identifyUser")
    assert (found.action, found.notes) == (
        "identifyUser",
        ("names no action; identifyUser is asked for, its fields are those of groupWorkspace",),
    )


@pytest.mark.parametrize("name", ["published", "list.json"])
def test_an_unknown_action_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    given(tmp_path, "list.json", [SUBS[1]])
    monkeypatch.chdir(tmp_path)
    Path("w.json").write_text(json.dumps(WORKSPACE))
    for command in (["check", "e.ndjson", "-m", name], ["lint", name], ["explain", "e.ndjson:1", "-m", name]):
        Path("e.ndjson").write_text(json.dumps(EVENTS[0]) + "\n")
        with pytest.raises(SystemExit) as stopped:
            cli.main([*command, "-w", "w.json", "--action", "identifyusers"])
        assert (stopped.value.code, capsys.readouterr().err) == (
            2,
            "attio-harness: --action 'identifyusers': the destination has identifyUser, groupWorkspace, assertRecord; "
            "did you mean identifyUser?\n",
        )
