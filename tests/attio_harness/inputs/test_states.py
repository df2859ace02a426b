"""Saved states: read from any version that is known, told from every other file, and of the workspace that is checked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from attio_emulator import Emulator, Workspace
from attio_harness.errors import InputError
from attio_harness.inputs.states import load_state, state_of, workspace_from
from attio_harness.inputs.workspaces import load_workspace

STATES = Path(__file__).parents[2] / "attio_emulator" / "states"
EXPECTED = "expected a state that check --state, emulate --state or pull --records saved"
PLAN = {"api_slug": "plan", "type": "text"}


def workspace(**members: Any) -> Workspace:
    return Workspace.from_dict(members, file="w.yaml")


def snapshot(**members: Any) -> dict[str, Any]:
    return Emulator(Workspace.from_dict({"records": {"companies": [{"domains": "acme.com"}]}} | members)).snapshot()


SAVED = json.dumps(snapshot())
NEWER = "found version 3, and this program reads 1 and 2: update attio-harness"
NONE: tuple[tuple[str, str | bytes, str], ...] = (
    ("nothing", "", f"f: is empty ({EXPECTED})"),
    ("blanks", " \n", f"f: is empty ({EXPECTED})"),
    ("cut off", SAVED[:-20], "f:1: ends in the middle: it is cut off, or is still being written (not JSON: "),
    ("cut off at once", "{", "f:1: ends in the middle: it is cut off, or is still being written (not JSON: "),
    ("no JSON", "[1, x]", "f:1: not JSON: "),
    ("bytes", b"\xff\xfe{", "f: is UTF-16 text (save it as UTF-8); expected a state file"),
    ("newer", json.dumps(snapshot() | {"version": 3}), f"f: {NEWER}"),
    ("newer and otherwise", json.dumps({"version": 7, "workspace": {}}), "f: found version 7, and this program reads 1 and 2: update attio-harness"),
    ("no version that ever was", json.dumps(snapshot() | {"version": 0}), "f: found version 0, expected a snapshot of version 2"),
    ("true as a version", json.dumps(snapshot() | {"version": True}), "f: found version true, expected a snapshot of version 2"),
    ("a workspace file in YAML", "name: Acme\nobjects:\n  - api_slug: users\n", f"f: is a workspace file, which is given with -w ({EXPECTED})"),
    ("a workspace file in JSON", json.dumps(workspace().to_dict()), f"f: is a workspace file, which is given with -w ({EXPECTED})"),
    ("a mapping", '{"partnerAction": "identifyUser", "subscribe": "all", "mapping": {}}', f"f: is a saved mapping, which is given with -m ({EXPECTED})"),
    ("filters", '{"if": "all", "actions": []}', f"f: holds destination filters, which are given with --filters ({EXPECTED})"),
    ("an event", '{"type": "track"}', f"f: holds events, which are given without an option ({EXPECTED})"),
    ("events", '{"type": "track"}\n{"type": "page"}\n', f"f: holds events, which are given without an option ({EXPECTED})"),
    ("an array", "[]", f"f: is not a saved state: found an array, {EXPECTED}"),
    ("a number", "7", f"f: is not a saved state: found 7, {EXPECTED}"),
    ("null", "null", f"f: is not a saved state: found null, {EXPECTED}"),
    ("no version", json.dumps({"workspace": {}}), f"f: is not a saved state: found an object without version, {EXPECTED}"),
    ("no workspace", json.dumps({"version": 2}), f"f: is not a saved state: found an object without workspace, {EXPECTED}"),
    ("a report", json.dumps({"verdicts": {}}), f"f: is not a saved state: found an object without version and workspace, {EXPECTED}"),
    ("a workspace that is none", json.dumps({"version": 2, "workspace": []}), f"f: is not a saved state: found a version or workspace of another type, {EXPECTED}"),
)  # fmt: skip


@pytest.mark.parametrize(("content", "line"), [row[1:] for row in NONE], ids=[row[0] for row in NONE])
def test_what_is_no_state_is_one_line_that_says_what_it_is(
    content: str | bytes, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("f").write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InputError) as told:
        load_state("f")
    assert str(told.value).startswith(line) if line.endswith("JSON: ") else str(told.value) == line
    assert "\n" not in str(told.value)


def test_a_state_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no.json: there is no such state file$"):
        load_state(str(tmp_path / "no.json"))


@pytest.mark.parametrize(
    ("members", "line"),
    [
        ({"records": None}, "f: the snapshot is damaged: "),
        ({"clock": "noon"}, "f: the snapshot is damaged: "),
        ({"records": {"boats": [{"values": {}, "past": {}}]}}, "f: the snapshot is damaged: "),
    ],
    ids=["records", "clock", "an unknown object"],
)
def test_a_damaged_state_is_one_line(members: dict[str, Any], line: str, tmp_path: Path) -> None:
    file = tmp_path / "f"
    file.write_text(json.dumps(snapshot() | members))
    state = load_state(str(file))
    with pytest.raises(InputError) as told:
        state.put_into(Emulator())
    assert str(told.value).startswith(f"{file}{line.removeprefix('f')}")


def test_records_that_do_not_fit_name_object_and_attribute() -> None:
    users = {"api_slug": "users", "active": True, "attributes": [PLAN]}
    record = {"user_id": "u1", "primary_email_address": "a@acme.com", "plan": "Free"}
    saved = Emulator(Workspace.from_dict({"objects": [users], "records": {"users": [record]}})).snapshot()
    now = Emulator(Workspace.from_dict({"objects": [{"api_slug": "users", "active": True}]}))
    with pytest.raises(InputError) as told:
        state_of(saved).put_into(now)
    assert str(told.value) == (
        "the state: /objects/users/attributes/plan: records of users have values of plan, which the new schema does not have"
    )


def test_a_state_of_the_first_version_is_read() -> None:
    state = load_state(str(STATES / "version_1.json"))
    emulator = Emulator(workspace_from(state, None))
    state.put_into(emulator)
    assert emulator.counts() == {slug: len(rows) for slug, rows in state.values["records"].items() if rows}


def test_what_waited_is_applied_before_anything_else() -> None:
    before = Emulator(Workspace.standard(), batch_lag=3600)
    saved = before.snapshot() | {
        "queue": [
            {
                "request_id": "r1",
                "due": 9_999_999_999_999,
                "actor": ["system", None],
                "assertions": [
                    {
                        "object": "companies",
                        "mode": "create-or-update",
                        "matching_attribute": "domains",
                        "multiselect_values": "append",
                        "values": {"domains": ["late.com"]},
                        "received_at": "2024-05-01T12:00:00.000Z",
                    }
                ],
            }
        ]
    }
    told: list[Any] = []
    emulator = Emulator(Workspace.standard())
    state_of(saved).put_into(emulator)
    emulator.observer = told.append
    assert (emulator.counts(), emulator.ledger) == ({"companies": 1}, [])
    assert told == []


# -- the workspace of a state ------------------------------------------------------------------------------------------


def test_without_a_workspace_file_the_schema_is_that_of_the_state() -> None:
    users = {"api_slug": "users", "active": True, "attributes": [PLAN]}
    state = state_of(snapshot(name="Acme", objects=[users]))
    # its own records are in the state, as they are by now
    assert workspace_from(state, None).to_dict() == state.values["workspace"] | {"records": {}}


def test_a_broken_workspace_in_a_state_is_one_line() -> None:
    state = state_of({"version": 2, "workspace": {"objects": 5}})
    with pytest.raises(Exception, match="^<dict>: /objects: found 5, expected a list of objects$"):
        workspace_from(state, None)


SAME: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = (
    ({}, {}),
    ({"name": "Acme"}, {"name": "Acme"}),
    ({"name": "Acme", "slug": "acme"}, {"name": "Acme", "slug": "acme"}),
    # renamed: the slug tells
    ({"name": "Acme", "slug": "acme"}, {"name": "Acme Inc", "slug": "acme"}),
    # one is pulled, the other written by hand
    ({"name": "Acme", "slug": "acme-crm"}, {"name": "Acme"}),
    ({"name": "Acme"}, {"name": "Acme", "slug": "acme-crm"}),
    # one says nothing of itself
    ({}, {"name": "Acme"}),
    ({"name": "Acme", "slug": "acme"}, {}),
)
OTHER: tuple[tuple[dict[str, Any], dict[str, Any], str, str], ...] = (
    ({"name": "Acme"}, {"name": "Globex"}, "'Acme'", "'Globex'"),
    ({"name": "Acme", "slug": "acme"}, {"name": "Acme", "slug": "acme-2"}, "'Acme' (slug acme)", "'Acme' (slug acme-2)"),
    ({"slug": "acme"}, {"slug": "globex"}, "'Acme' (slug acme)", "'Globex' (slug globex)"),
    ({"name": "Acme", "slug": "acme"}, {"name": "Globex"}, "'Acme'", "'Globex'"),
)  # fmt: skip


@pytest.mark.parametrize(("saved", "given"), SAME, ids=str)
def test_a_state_of_the_same_workspace(saved: dict[str, Any], given: dict[str, Any]) -> None:
    now = workspace(**given, objects=[{"api_slug": "boats"}])
    assert workspace_from(state_of(snapshot(**saved)), now) is now


@pytest.mark.parametrize(("saved", "given", "own", "other"), OTHER, ids=str)
def test_a_state_of_another_workspace_is_one_line(
    saved: dict[str, Any], given: dict[str, Any], own: str, other: str
) -> None:
    with pytest.raises(InputError) as told:
        workspace_from(state_of(snapshot(**saved)), workspace(**given))
    assert str(told.value) == (
        f"the state: is a state of the workspace {own}, and w.yaml is of {other}: give two files of one workspace, or leave out -w "
        "to use the schema in the state"
    )


# -- a state where something else is expected --------------------------------------------------------------------------


@pytest.mark.parametrize("content", [SAVED, f"\n  {SAVED}", json.dumps(snapshot() | {"version": 3}), (STATES / "version_1.json").read_text()],
                         ids=["saved", "indented", "newer", "of the first version"])  # fmt: skip
def test_a_state_as_a_workspace_file_says_so(content: str, tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    file.write_text(content)
    with pytest.raises(InputError) as told:
        load_workspace(str(file))
    assert str(told.value) == (
        f"{file}: is a saved state, not a workspace file: give it with --from, which check, explain and diff have, or to "
        "emulate with --state"
    )
