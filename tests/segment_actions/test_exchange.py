"""Exchanges: what an action may yield and be sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import segment_actions as segment
from segment_actions import (
    Action,
    Context,
    Destination,
    Exchange,
    HTTPError,
    Request,
    Response,
    SegmentError,
)
from segment_actions.drivers import run
from segment_actions.exchange import together, with_options

from tests.segment_actions.partner import HOST, ok


def _yielding(value: Any) -> Callable[..., Exchange]:
    def perform(payload: Any, context: Context) -> Exchange:
        return (yield value)

    return perform


@pytest.mark.parametrize(
    ("perform", "answer", "complaint"),
    [
        (
            lambda payload, context: {"a": 1},
            ok(),
            "an action gave an object; expected a generator of requests, a function with `yield`",
        ),
        (_yielding(5), ok(), "an action yielded a number; expected a Request"),
        (_yielding(Request(url=HOST)), None, "the client gave null; expected a Response"),
    ],
)
def test_an_action_that_is_none_is_told_so(perform: Any, answer: Any, complaint: str) -> None:
    made = Destination(name="X", slug="x", actions={"a": Action(slug="a", title="A", perform=perform)})
    with pytest.raises(TypeError) as refused:
        segment.test_action(made, "a", client=lambda request: answer)
    assert str(refused.value) == complaint


def _asking(*urls: str) -> Exchange:
    for url in urls:
        yield Request(url=f"{HOST}/{url}")
    return urls[-1]


def test_exchanges_at_the_same_time_take_turns() -> None:
    asked: list[str] = []

    def send(request: Request) -> Response:
        asked.append(request.url.removeprefix(HOST))
        return ok()

    exchanges = [_asking("a1", "a2", "a3"), _asking("b1"), _asking("c1", "c2")]
    assert run(together(exchanges), send) == ["a3", "b1", "c2"]
    assert asked == ["/a1", "/b1", "/c1", "/a2", "/c2", "/a3"]
    assert run(together([]), send) == []


def test_the_first_failure_in_time_is_raised_when_the_others_have_ended() -> None:
    def failing(name: str, requests: int) -> Exchange:
        for number in range(requests):
            yield Request(url=f"{HOST}/{name}{number}")
        raise SegmentError(name)

    asked: list[str] = []

    def send(request: Request) -> Response:
        asked.append(request.url.removeprefix(HOST))
        return ok()

    with pytest.raises(SegmentError, match="^late$"):
        run(together([failing("later", 2), failing("late", 1), _asking("x", "y", "z")]), send)
    assert asked == ["/later0", "/late0", "/x", "/later1", "/y", "/z"]


@pytest.mark.parametrize(("options", "raised"), [({}, True), ({"throw_http_errors": False}, False)])
def test_what_is_not_2xx_is_raised_into_the_action_unless_it_asks_for_it(options: dict[str, Any], raised: bool) -> None:
    def perform() -> Exchange:
        try:
            response = yield Request(url=HOST, options=options)
        except HTTPError as error:
            return "raised", error.response.status
        return "returned", response.status

    found = run(with_options(perform(), {}), lambda request: Response(status=418))
    assert found == ("raised" if raised else "returned", 418)
