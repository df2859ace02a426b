"""Generated deliveries reach every action, status and form of an answer."""

from __future__ import annotations

from segment_conformance.live.generators.deliveries import CONTENT_TYPES, STATUSES
from segment_conformance.live.generators.payloads import ACTIONS

from tests.segment_conformance.live.generators.conftest import Case, nodes, of_kind


def test_deliveries_use_every_action_and_status(cases: list[Case]) -> None:
    sent = of_kind(cases, "attio_single") + of_kind(cases, "attio_batch")
    subscriptions = [case["settings"]["subscription"] for case in sent if "subscription" in case["settings"]]
    assert {one.get("partnerAction") for one in subscriptions} >= {*ACTIONS}
    assert {one["status"] for case in sent for one in case["responses"]} >= {*STATUSES}
    assert {len(case["responses"]) for case in sent} == {0, 1, 2, 5}
    assert {len(case["settings"].get("subscriptions", ())) for case in sent} == {0, 1, 2, 3}
    bodies = [one.get("body", "nothing") for case in sent for one in case["responses"]]
    assert {type(body).__name__ for body in bodies} == {"str", "int", "float", "bool", "NoneType", "list", "dict"}
    kinds = {next(iter(one["headers"].values())) for case in sent for one in case["responses"] if "headers" in one}
    assert kinds == {*CONTENT_TYPES}
    numbers = [node for case in sent for node in nodes(case) if isinstance(node, int | float)]
    assert any(abs(one) > 2**53 for one in numbers)
    assert {len(case["events"]) for case in of_kind(cases, "attio_batch")} == {0, 1, 2, 3, 4}
