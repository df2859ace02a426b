"""Every assumption in every one of its settings, and what a wrong setting is told. The table is in `assumption_cases`."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attio_emulator import ASSUMPTIONS, Emulator, Workspace, WorkspaceError
from attio_emulator.assumptions import Settings

from tests.attio_emulator.assumption_cases import CASES, WORKSPACE
from tests.attio_emulator.calls import Attio

_EVERY = [(id, choice) for id, row in ASSUMPTIONS.items() for choice in row.choices]


@pytest.mark.parametrize(("id", "choice"), _EVERY, ids=[f"{id}={choice}" for id, choice in _EVERY])
def test_every_setting_does_what_it_says(id: str, choice: str) -> None:
    probe, expected = CASES[id]
    assert probe(Attio(WORKSPACE, assumptions={id: choice})) == expected[choice]


@pytest.mark.parametrize("choice", ASSUMPTIONS["simple.value_forms"].choices)
def test_the_forms_of_the_public_api_are_taken_beside_the_simple_ones(choice: str) -> None:
    """Also the ID by which the destination itself links a user to its person, where the public endpoints refuse one alone."""
    settings = {"simple.value_forms": choice, "reference.bare_uuid": "refuse"}
    attio = Attio(WORKSPACE, assumptions=settings)
    sent = {"key": "1", "person": attio.ids("people")[0]}
    assert attio.simple("things", "key", sent).status == 200
    assert attio.public("things", "key", sent).status == 400


@pytest.mark.parametrize("choice", ASSUMPTIONS["simple.value_forms"].choices)
def test_a_record_that_is_presumed_by_its_id_is_kept_in_a_state(choice: str) -> None:
    attio = Attio(WORKSPACE, assumptions={"simple.value_forms": choice})
    attio.emulator.existing = lambda missing: True
    nobody = "11111111-1111-4111-8111-111111111111"
    assert attio.simple("things", "key", {"key": "1", "person": nobody}).status == 200
    other = Attio(WORKSPACE)
    other.emulator.restore(json.loads(json.dumps(attio.emulator.snapshot())))
    assert [row["value"] for row in other.emulator.snapshot()["taken_as_there"].values()] == [nobody]


def test_no_assumption_and_no_setting_is_without_a_test() -> None:
    assert {id: set(expected) for id, (_, expected) in CASES.items()} == {
        id: set(row.choices) for id, row in ASSUMPTIONS.items()
    }


@pytest.mark.parametrize("id", ASSUMPTIONS)
def test_the_default_is_in_force_and_a_file_can_change_it(id: str) -> None:
    row = ASSUMPTIONS[id]
    assert Emulator().assumptions[id] == row.default == row.choices[0]
    for choice in row.choices:
        workspace = Workspace.from_dict({"assumptions": {id: choice}})
        assert Emulator(workspace).assumptions == {**Emulator().assumptions, id: choice}
        assert Emulator(workspace, assumptions={id: row.default}).assumptions == Emulator().assumptions


def test_those_that_are_read_are_told_from_the_first_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one that decides nothing then, as which forms of values are accepted, for a form that always is."""
    with monkeypatch.context() as patched:
        # in the making of an emulator none is read: nothing could tell of it
        patched.setattr(Settings, "__getitem__", lambda self, id: pytest.fail(id), raising=False)
        attio = Attio()
    read = attio.emulator.core.assumptions.watched()
    assert read == set()
    attio.simple("companies", "domains", {"domains": "acme.com", "description": "A"})
    assert "simple.value_forms" in read
    assert attio.emulator.last_assumptions == ()
    assert attio.emulator.assumptions == Emulator().assumptions


@pytest.mark.parametrize("id", ASSUMPTIONS)
def test_every_assumption_says_what_it_means_and_where_it_comes_from(id: str) -> None:
    row = ASSUMPTIONS[id]
    assert row.id == id
    assert len(set(row.choices)) == len(row.choices) >= 2
    assert row.statement.endswith(".")
    assert row.source


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"batch.ordre": "array"}, "<dict>: /assumptions/batch.ordre: found 'batch.ordre', expected the id of an assumption; did you mean 'batch.order'?"),
        ({"batch.order": "arrray"}, "<dict>: /assumptions/batch.order: found 'arrray', expected 'received_at' or 'array'; did you mean 'array'?"),
        ({"batch.order": True}, "<dict>: /assumptions/batch.order: found true, expected 'received_at' or 'array'"),
        ({"zzz": "x"}, "<dict>: /assumptions/zzz: found 'zzz', expected the id of an assumption"),
    ],
    ids=["unknown id", "unknown setting", "no text", "nothing close"],
)  # fmt: skip
def test_a_wrong_setting(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(WorkspaceError) as told:
        Emulator(assumptions=settings)
    assert str(told.value) == message
