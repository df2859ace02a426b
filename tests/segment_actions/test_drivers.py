"""Who carries requests: how long it waits, and what a failure becomes."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from segment_actions import (
    Action,
    Context,
    Destination,
    Exchange,
    Request,
    SegmentError,
)

from tests.segment_actions.partner import EVENT, HOST, subscribed


@pytest.mark.parametrize(("timeout", "waited"), [(None, 10.0), (1500, 1.5), (False, None)])
def test_the_client_waits_as_long_as_the_request_says(timeout: Any, waited: float | None) -> None:
    found: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        found.append(request.extensions["timeout"]["read"])
        raise httpx.ReadTimeout("slow")

    def perform(payload: Any, context: Context) -> Exchange:
        options = {} if timeout is None else {"timeout": timeout}
        return (yield Request(url=HOST, options=options))

    slow = Destination(
        name="Slow", slug="slow", actions={"a": Action(slug="a", title="A", perform=perform)}
    )  # fmt: skip
    client = httpx.Client(transport=httpx.MockTransport(answer))
    with pytest.raises(SegmentError) as refused:
        slow.on_event(EVENT, subscribed("a"), client=client)
    assert found == [waited]
    assert refused.value.code == "ETIMEDOUT"
    if waited:
        assert str(refused.value) == f"Request timed out after {int(waited * 1000)}ms"
