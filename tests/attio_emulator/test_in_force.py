"""Which state is in force: after a reset, a snapshot, and a request of which nothing may stay."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import Request, WorkspaceError

from tests.attio_emulator.calls import Attio, assertion

WORKSPACE: dict[str, Any] = {
    "objects": [{"api_slug": "ships", "attributes": [{"api_slug": "hull", "type": "text"}]}],
    "records": {"ships": [{"hull": "oak"}]},
}


def _told(attio: Attio) -> dict[str, Any]:
    """What is to be as before; the clock goes on, and requests and IDs are counted on."""
    state = attio.emulator.snapshot()
    for name in ("clock", "requests", "ids"):
        del state[name]
    return state


@pytest.mark.parametrize(("to", "left"), [("seed", ["oak"]), ("empty", [])])
def test_a_reset(to: str, left: list[str]) -> None:
    attio = Attio(WORKSPACE)
    first = attio.emulator.core
    assert attio.create("ships", {"hull": "pine"}).status == 200
    attio.emulator.reset(to=to)
    assert attio.emulator.core is not first
    assert [row["hull"] for row in attio.plain("ships")] == [[hull] for hull in left]
    with pytest.raises(ValueError, match="expected seed or empty"):
        attio.emulator.reset(to="elsewhere")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v2/objects/ships/records", {"data": {"values": {"hull": "pine"}}}),
        ("PATCH", "/v2/objects/ships", {"data": {"singular_noun": "Boat"}}),
        ("PUT", "/v2/batch/records", {"assertions": [assertion("people", "email_addresses", {"email_addresses": "a@b.com"})]}),
    ],
)  # fmt: skip
def test_of_an_answer_that_is_lost_nothing_stays_and_nobody_hears(method: str, path: str, body: Any) -> None:
    heard: list[Any] = []
    attio = Attio(WORKSPACE, observer=heard.append, batch_lag=60)
    before = _told(attio)
    with attio.emulator._state.nothing_stays(only_records=path.endswith("ships/records")):
        answer = attio.emulator._as_asked(Request.make(method, path, json=body, token="t"), "r")
        assert answer.status in (200, 202)
    assert _told(attio) == before
    assert (heard, list(attio.emulator.queue), attio.emulator.ledger) == ([], [], [])
    assert attio.emulator.observer is not None


def test_a_workspace_whose_seed_records_do_not_fit_is_refused_at_once() -> None:
    with pytest.raises(WorkspaceError):
        Attio({**WORKSPACE, "records": {"ships": [{"hull": 5}]}})
