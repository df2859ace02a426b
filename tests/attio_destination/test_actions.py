"""What a batch says of the time at which an event was received."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from attio_destination import destination
from segment_actions import Request, Response

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
