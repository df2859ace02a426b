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
    Request,
)

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
