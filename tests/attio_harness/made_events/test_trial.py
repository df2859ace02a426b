"""An event that is only tried leaves nothing behind; one that is kept is there for those after it."""

from __future__ import annotations

from attio_emulator import Workspace
from attio_harness.inputs.mappings import locate_dict
from attio_harness.made_events.trial import Desk

from tests.attio_harness.subscriptions import assert_record

MAPPING = assert_record(
    "Put people", 'type = "identify"', "people", "email_addresses", {"email_addresses": {"@path": "$.traits.email"}}
)


def identify(email: str) -> dict[str, object]:
    return {"type": "identify", "traits": {"email": email}}


def test_a_trial_is_undone_unless_it_is_kept() -> None:
    desk = Desk([*locate_dict(MAPPING, "/0")], Workspace.standard())
    assert [one.verdict for one in desk.tried(identify("ada@b.co"))] == ["written"]
    assert desk.seeds({}) == {}
    with desk.trial(identify("eve@b.co")) as trial:
        assert [one.verdict for one in trial.settled] == ["written"]
    assert desk.seeds({}) == {}
    with desk.trial(identify("joe@b.co")) as trial:
        trial.is_kept = True
    assert [one.name for one in desk.seeds({"people": "email_addresses"})["people"]] == ["joe@b.co"]
