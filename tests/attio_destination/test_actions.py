"""What a batch says of the time at which an event was received, and how its body is written."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from attio_destination import destination
from segment_actions import Request, Response, Subscription, js

NOW = datetime(2024, 6, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        (0, "0"),  # published: only null and undefined are replaced, nothing else that is falsy
        (1704067200, "1704067200"),
        ("2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z"),
        (None, "2024-06-15T12:00:00.000Z"),
    ],
)
def test_the_time_of_receipt_is_text_and_now_where_there_is_none(given: Any, sent: str) -> None:
    requests: list[Request] = []

    def send(request: Request) -> Response:
        requests.append(request)
        return Response(status=202, headers={}, content=b"{}")

    mapping = {"email_address": "a@b.co", "user_id": "u", "received_at": {"@path": "$.at"}}
    subscription = {"partnerAction": "identifyUser", "subscribe": 'type = "identify"', "mapping": mapping}
    settings = {"oauth": {"access_token": "t"}, "subscription": subscription}
    replace(destination, clock=lambda: NOW).on_batch([{"type": "identify", "at": given}], settings, client=send)
    ((assertion,),) = [request.json["assertions"] for request in requests]
    assert assertion["received_at"] == sent
    assert assertion["values"]["person"]["received_at"] == sent


ODD: tuple[dict[str, Any], ...] = (
    {}, {"n": 1}, {"n": 1.0}, {"n": 1e21}, {"n": 1e-7}, {"n": 2**60}, {"2": "b", "1": "a"}, {"a": {"10": 1, "9": 2}}, {"a": ["1", None, True, 2.5]},
    {"a": "\ud83d"}, {"a": "é🐎\u2028"}, {"a": js.MISSING}, {"a": [js.MISSING]}, {"a": [[[{"b": -0.0}]]]},
)  # fmt: skip


@pytest.mark.parametrize("action", destination.actions)
@pytest.mark.parametrize("odd", ODD, ids=ascii)
def test_a_batch_is_written_as_javascript_writes_it(action: str, odd: dict[str, Any]) -> None:
    """What is written of payloads that were looked through is what is written step by step, odd ones among them."""
    held = ("person_attributes", "user_attributes", "company_attributes", "workspace_attributes", "attributes")
    names = ("email_address", "user_id", "domain", "workspace_id", "object", "matching_attribute")
    prepared = destination.uncompiled(Subscription(partner_action=action, subscribe=None, mapping={}))
    payloads = [{name: name for name in names} | {name: dict(one) for name in held} for one in ({"plan": "Pro"}, odd)]

    request = next(prepared.perform_batch(payloads, {"access_token": "t"}))
    assert type(request.json) is (js.Usual if js.is_usual(odd) else dict)
    assert request.content == js.utf8(js.to_json(dict(request.json)))


@pytest.mark.parametrize("action", destination.actions)
@pytest.mark.parametrize("odd", [1, 1.0, 2**60, None, {"2": "b", "1": "a"}, [1e21], "\ud83d", js.MISSING], ids=ascii)
def test_so_is_one_whose_own_fields_are_odd(action: str, odd: Any) -> None:
    names = ("email_address", "user_id", "domain", "workspace_id", "object", "matching_attribute")
    prepared = destination.uncompiled(Subscription(partner_action=action, subscribe=None, mapping={}))
    for field in names:
        payload = {name: name for name in names} | {field: odd}
        request = next(prepared.perform_batch([payload], {"access_token": "t"}))
        assert request.content == js.utf8(js.to_json(dict(request.json))), field


def test_a_hook_may_change_what_is_sent() -> None:
    def before(options: dict[str, Any]) -> None:
        options["json"]["assertions"][0]["values"]["n"] = 1.0

    hooked = replace(destination, extend_request=lambda context: {"before_request": [before]})
    prepared = hooked.uncompiled(Subscription(partner_action="assertRecord", subscribe=None, mapping={}))
    payload = {"object": "people", "matching_attribute": "email_addresses", "attributes": {"n": 2}}
    assert b'"n":1}' in next(prepared.perform_batch([payload])).content
