"""What became of one payload: what was lost, and what was written of it all the same."""

from __future__ import annotations

from typing import Any

import pytest
from attio_destination import destination
from attio_emulator import Emulator, Workspace
from attio_harness.inputs.mappings import locate_dict
from attio_harness.run.delivery import Delivered, Delivery
from attio_harness.run.runnable import prepare

from tests.attio_harness.subscriptions import IDENTIFY

WORKSPACE = {
    "objects": [
        {
            "api_slug": "users",
            "active": True,
            "attributes": [{"api_slug": "plan", "type": "select", "options": ["Free"]}],
        }
    ]
}
EVENT = {"type": "identify", "userId": "u1", "traits": {"email": "jane@acme.com", "plan": "Gold"}}


def delivered(effect: str) -> tuple[Delivered, dict[str, Any]]:
    """An event in a batch, of which the User is refused; and the records written."""
    (runnable,) = prepare(list(locate_dict(IDENTIFY, "")), destination)
    delivery = Delivery(Emulator(Workspace.from_dict(WORKSPACE), assumptions={"batch.nested_effect": effect}))
    payload = delivery.payload(runnable, EVENT, "batch")
    assert isinstance(payload, dict)
    (one,) = delivery.batch(runnable, [payload])
    return one, delivery.records


@pytest.mark.parametrize(
    ("effect", "partial", "records"),
    [("atomic", (), {}), ("kept", ("people",), {"people": {"created": 1, "updated": 0, "assumed": 0}})],
)
def test_a_dropped_assertion_says_what_was_written_of_it(
    effect: str, partial: tuple[str, ...], records: dict[str, Any]
) -> None:
    one, written = delivered(effect)
    assert (one.verdict, one.status, one.mode, one.partial) == ("dropped", 202, "batch", partial)
    assert one.refused is not None
    assert (one.refused.code, one.refused.attribute) == ("value_not_found", "plan")
    assert written == records
    assert len(one.records) == len(partial)
