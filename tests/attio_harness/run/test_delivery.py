"""What became of one payload: what was lost, and what was written of it all the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from attio_destination import destination
from attio_emulator import Emulator, Workspace
from attio_harness.inputs.mappings import locate_dict
from attio_harness.run.delivered import Delivered
from attio_harness.run.delivery import Delivery
from attio_harness.run.runnable import RunnableSubscription, prepare
from segment_actions import Request, Response

from tests.attio_harness.subscriptions import IDENTIFY, assert_record

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


def single(delivery: Delivery, runnable: RunnableSubscription) -> Delivered:
    """The event alone."""
    payload = delivery.payload(runnable, EVENT, "single")
    assert isinstance(payload, dict)
    return delivery.single(runnable, payload)


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


# -- answers that say success and name no record ---------------------------------------------------------------------------

ASSERT = assert_record(
    "Assert", 'type = "identify"', "people", "email_addresses", {"email_addresses": {"@path": "$.traits.email"}}
)
GROUP = {
    "name": "Group", "partnerAction": "groupWorkspace", "subscribe": 'type = "identify"',
    "mapping": {"domain": "acme.com", "workspace_id": {"@path": "$.userId"}},
}  # fmt: skip
JSON = {"content-type": "application/json; charset=utf-8"}
NAMED = {"data": {"id": {"workspace_id": "w", "object_id": "o", "record_id": "r"}, "values": {}}}
EMPTY = [
    pytest.param(200, "", "an empty body, which names no record", id="an empty body"),
    pytest.param(200, " \n", "an empty body, which names no record", id="blanks"),
    pytest.param(200, {}, "an empty object, which names no record", id="an empty object"),
    pytest.param(200, [], "JSON that names no record", id="a list"),
    pytest.param(200, {"data": {"id": {}}}, "JSON that names no record", id="no ID"),
    pytest.param(200, {"data": {"id": {"record_id": None}}}, "JSON that names no record", id="an ID of null"),
    pytest.param(200, "<html></html>", "HTML, which names no record", id="a page"),
    pytest.param(200, "OK", "text, which names no record", id="text"),
    pytest.param(202, "", "an empty body, which names no record", id="accepted"),
    pytest.param(204, "", "an empty body, which names no record", id="no content"),
]


def active() -> Emulator:
    return Emulator(Workspace.from_dict({"objects": [{"api_slug": "workspaces", "active": True}]}))


def elsewhere(status: int, body: Any) -> Callable[[Request], Response]:
    """An Attio of which only the answers are known."""
    content, headers = (body.encode(), {}) if isinstance(body, str) else (json.dumps(body).encode(), JSON)
    return lambda request: Response(status=status, headers=headers, content=content)


@pytest.mark.parametrize("is_here", [True, False])
@pytest.mark.parametrize(("status", "body", "told"), EMPTY)
def test_an_answer_that_names_no_record_is_no_word_of_one_written(
    status: int, body: Any, told: str, is_here: bool
) -> None:
    (runnable,) = prepare(list(locate_dict(ASSERT, "")), destination)
    attio = active()
    attio.faults.replace([{"status": status, "body": body}])
    one = single(Delivery(attio, elsewhere=None if is_here else elsewhere(status, body)), runnable)
    assert (one.verdict, one.status, one.error, one.partial) == ("dropped", status, None, ())
    assert one.no_record is not None
    assert (one.no_record.object, one.no_record.message) == (
        "people", f"Attio answered {status} with {told}, and nothing was written."
    )  # fmt: skip
    assert attio.counts() == {}


def test_an_answer_that_names_a_record_is_believed_of_another_attio_and_looked_after_in_this_one() -> None:
    (runnable,) = prepare(list(locate_dict(ASSERT, "")), destination)
    there = single(Delivery(active(), elsewhere=elsewhere(200, NAMED)), runnable)
    assert (there.verdict, there.no_record) == ("written", None)
    attio = active()
    attio.faults.replace([{"status": 200, "body": NAMED}])
    here = single(Delivery(attio), runnable)
    assert here.verdict == "dropped"
    assert here.no_record is not None
    assert here.no_record.message == "Attio answered 200 with a record that is not there, and nothing was written."


def test_a_record_behind_an_answer_that_names_none_is_told_with_the_ones_that_are_written() -> None:
    """Segment reads no ID and leaves the link out (observed of the published destination); the Workspace is written without it."""
    (runnable,) = prepare(list(locate_dict(GROUP, "")), destination)
    attio = active()
    attio.faults.replace([{"path": "*/companies/*", "status": 200, "body": {"data": {"id": {}}}}])
    one = single(Delivery(attio), runnable)
    assert (one.verdict, one.partial) == ("dropped", ("workspaces",))
    assert one.no_record is not None
    assert one.no_record.object == "companies"
    assert attio.counts() == {"workspaces": 1}


def test_an_answer_that_the_action_cannot_read_an_id_from_fails_and_would_be_tried_again() -> None:
    (runnable,) = prepare(list(locate_dict(GROUP, "")), destination)
    attio = active()
    attio.faults.replace([{"path": "*/companies/*", "status": 200, "body": {}}])
    one = single(Delivery(attio), runnable)
    assert (one.verdict, one.status, one.partial, str(one.error)) == (
        "failed", None, (), "Cannot read properties of undefined (reading 'id')"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("status", "body", "here", "there"),
    [
        (202, "", "Attio accepted the batch (202) and wrote nothing of it.", None),
        (200, "<p>", "Attio answered 200 with HTML, which names no record, and nothing was written.", "the same"),
        (204, "", "Attio answered 204 with an empty body, which names no record, and nothing was written.", "the same"),
    ],
)
def test_a_batch_of_which_nothing_is_written_is_dropped(status: int, body: str, here: str, there: str | None) -> None:
    (runnable,) = prepare(list(locate_dict(ASSERT, "")), destination)
    attio = active()
    attio.faults.replace([{"status": status, "body": body}])
    for send, expected in ((None, here), (elsewhere(status, body), here if there else None)):
        delivery = Delivery(attio, elsewhere=send)
        payload = delivery.payload(runnable, EVENT, "batch")
        assert isinstance(payload, dict)
        for one in delivery.batch(runnable, [payload, payload]):
            # another Attio says no more than that it took the batch
            assert one.verdict == ("dropped" if expected else "written")
            assert (one.status, one.no_record and one.no_record.message) == (status, expected)
    assert attio.counts() == {}


def test_a_refusal_that_is_told_as_success_is_a_loss_with_its_own_reason() -> None:
    (runnable,) = prepare(list(locate_dict(IDENTIFY, "")), destination)
    attio = Emulator(Workspace.from_dict(WORKSPACE))
    attio.faults.replace([{"match": {"path": "*/users/*"}, "fault": {"kind": "apply_then_fail", "by": "empty"}}])
    one = single(Delivery(attio), runnable)
    assert (one.verdict, one.status, one.partial, one.no_record) == ("dropped", 200, ("people",), None)
    assert one.refused is not None
    assert (one.refused.code, one.refused.attribute) == ("value_not_found", "plan")


@pytest.mark.parametrize("length", [900, 2_000])
def test_an_address_is_taken_apart_however_long_it_is(length: int) -> None:
    """The name of the object, which an event may have brought, is in the address; so is the matching attribute."""
    named = {"object": {"@path": "$.userId"}, "matching_attribute": "email_addresses", "attributes": {"name": "x"}}
    subscription = {"name": "A", "partnerAction": "assertRecord", "subscribe": 'type = "identify"', "mapping": named}
    (runnable,) = prepare(list(locate_dict(subscription, "")), destination)
    delivery = Delivery(Emulator(Workspace.from_dict(WORKSPACE)))
    payload = delivery.payload(runnable, {**EVENT, "userId": "o" * length}, "single")
    assert isinstance(payload, dict)
    one = delivery.single(runnable, payload)
    assert one.refused is not None
    assert (one.verdict, one.status, one.refused.concerns) == ("rejected", 404, "object")
