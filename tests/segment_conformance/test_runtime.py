"""Cases of kind runtime: a destination described in JSON, run in each of the ways in which a destination can be run."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from segment_conformance.json_destination import ERRORS, HOST
from segment_conformance.live.generators.destinations import RAISED
from segment_conformance.live.generators.random_values import RandomValues
from segment_conformance.runtime import failure, runtime

EVENT = {"type": "track", "userId": "u-1"}
ACTION = {
    "fields": {"id": {"label": "ID", "type": "string", "required": True}},
    "perform": [["request", "/one", {"method": "post", "json": {"$": "payload"}}], ["last"]],
    "performBatch": [["multistatus", [["success", {"status": 200}], ["error_at", 2, {"status": 400}]]]],
    "dynamicFields": {"id": [["request", "/choices", {}], ["return", {"choices": [{"$": "last"}]}]]},
}
SUBSCRIPTION = {"partnerAction": "a", "subscribe": 'type = "track"', "mapping": {"id": {"@path": "$.userId"}}}


def run(way: str, **given: Any) -> dict[str, Any]:
    described = {"scheme": "custom", "actions": {"a": ACTION}, "test": [["request", "/test", {}]]}
    case = {"run": way, "destination": described, **given}
    return runtime(case, lambda: datetime(2024, 1, 1, tzinfo=UTC))


def test_an_event_is_mapped_sent_and_answered() -> None:
    made = run("event", event=EVENT, settings={"subscription": SUBSCRIPTION}, responses=[{"status": 201, "body": [1]}])
    (request,) = made["output"]["requests"]
    assert (request["method"], request["url"], request["body"]) == ("POST", f"{HOST}/one", {"id": "u-1"})
    assert made["output"]["results"][-1]["output"] == "Action Executed"


def test_a_batch_has_an_entry_for_each_event() -> None:
    made = run("batch", events=[EVENT] * 3, settings={"subscription": SUBSCRIPTION})
    assert [entry["status"] for entry in made["output"]["results"][0]["multistatus"]] == [200, 500, 400]


def test_choices_and_the_test_of_a_connection_ask_the_partner() -> None:
    choices = run("dynamic_field", action="a", field="id", responses=[{"status": 200, "body": "x"}])
    assert choices["output"]["results"] == {"choices": ["x"]}
    tested = run("test_authentication", settings={})
    assert [one["url"] for one in tested["output"]["requests"]] == [f"{HOST}/test"]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"failure": {"message": "socket hang up", "code": "ECONNRESET"}}, "FetchError"),
        ({"status": 500, "body": "no"}, "HTTPError"),
    ],
)
def test_what_fails_is_told_beside_what_was_sent(answer: dict[str, Any], error: str) -> None:
    made = run("event", event=EVENT, settings={"subscription": SUBSCRIPTION}, responses=[answer])
    assert made["error"]["name"] == error
    assert len(made["output"]["requests"]) >= 1


@pytest.mark.parametrize("name", ERRORS)
def test_every_error_of_the_kit_is_made_with_what_is_drawn_for_it(name: str) -> None:
    drawn = RAISED[name](RandomValues(name))
    error = failure({"class": name, "args": drawn})["error"]
    assert error["message"] == (drawn[0] if drawn else str(ERRORS[name]()))
