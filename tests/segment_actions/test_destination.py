"""A destination where recordings do not reach: the order of requests, tokens, hooks, what becomes of the caller's objects.

What it does with answers is recorded (`fixtures/recordings/runtime.jsonl`) and generated live."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
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

from tests.segment_actions.partner import EVENT, HOST, THREE, answering, ok, paths, subscribed, twice


@pytest.mark.parametrize(
    ("actions", "statuses", "sent", "error"),
    [
        (("a",), [200, 200], ["/a/1", "/a/2"], None),
        (("a", "b"), [200] * 4, ["/a/1", "/b/1", "/a/2", "/b/2"], None),
        (("c", "a", "b"), [200] * 6, ["/c/1", "/a/1", "/b/1", "/c/2", "/a/2", "/b/2"], None),
        (("a", "b", "c"), [200, 400, 200], ["/a/1", "/b/1", "/c/1", "/a/2", "/c/2"], "Bad Request"),
        (("a", "b"), [500, 404], ["/a/1", "/b/1"], "Internal Server Error"),
        (("a", "nope", "b"), [200] * 4, ["/a/1", "/b/1", "/a/2", "/b/2"], None),
    ],
)
def test_several_subscriptions_take_turns_and_one_failure_fails_the_call(
    actions: Sequence[str], statuses: list[int], sent: list[str], error: str | None
) -> None:
    asked, send = answering([Response(status=status) for status in statuses])
    if error is None:
        results = THREE.on_event(EVENT, subscribed(*actions), client=send)
        assert len(results) == 2 * len([name for name in actions if name != "nope"])
    else:
        with pytest.raises(SegmentError, match=f"^{error}$"):
            THREE.on_event(EVENT, subscribed(*actions), client=send)
    assert paths(asked) == sent


def refreshing(tokens: Any) -> Destination:
    def refresh(settings: Any, oauth: Any) -> Exchange:
        yield Request(method="POST", url=f"{HOST}/token", json=dict(oauth))
        return tokens

    return Destination(
        name="Managed",
        slug="managed",
        scheme="oauth2",
        actions={"a": twice("a")},
        extend_request=lambda context: {"headers": {"authorization": f"Bearer {context.auth.get('access_token')}"}},
        refresh=refresh,
    )


def test_a_refresh_tells_the_caller_and_changes_nothing_of_his() -> None:
    settings = subscribed("a")
    told: list[Any] = []
    before = copy.deepcopy(settings)
    asked, send = answering([ok(), Response(status=401)])
    refreshing({"access_token": "new"}).on_event(EVENT, settings, send, on_token_refresh=told.append)
    assert settings == before
    assert told == [{"access_token": "new"}]
    assert paths(asked) == ["/a/1", "/a/2", "/token", "/a/1", "/a/2"]
    assert [one.headers["authorization"] for one in asked] == ["Bearer old"] * 2 + ["Bearer None"] + ["Bearer new"] * 2
    assert asked[2].json == {"access_token": "old", "refresh_token": "r"}


def test_there_is_no_third_attempt() -> None:
    asked, send = answering([Response(status=401)] + [ok(), Response(status=401)] * 3)
    with pytest.raises(HTTPError, match="^Unauthorized$"):
        refreshing({"access_token": "new", "refresh_token": "r2"}).on_event(EVENT, subscribed("a"), send)
    assert paths(asked) == ["/a/1", "/token", "/a/1", "/token"]
    assert asked[3].json == {"access_token": "new", "refresh_token": "r2"}


def test_hooks_see_the_request_and_may_replace_the_response() -> None:
    seen: list[Any] = []

    def before(options: dict[str, Any]) -> dict[str, Any]:
        seen.append((options["method"], options["json"]))
        return {"headers": {"X-Signed": "yes"}, "search_params": {"v": 2}}

    def after(request: Request, options: dict[str, Any], response: Response) -> Response:
        seen.append((request.url, request.headers["x-signed"], response.status))
        return ok(b'{"replaced":true}')

    hooked = Destination(
        name="Hooked",
        slug="hooked",
        actions={"a": twice("a")},
        extend_request=lambda context: {"before_request": [before], "after_response": [after]},
    )
    results = hooked.on_event(EVENT, subscribed("a"), client=answering([Response(status=500)])[1])
    assert results[-1] == {"output": "Action Executed", "data": {"replaced": True}}
    assert seen[:2] == [("POST", {"a": 1}), (f"{HOST}/a/1?v=2", "yes", 500)]


def _yielding(value: Any) -> Callable[..., Exchange]:
    def perform(payload: Any, context: Context) -> Exchange:
        return (yield value)

    return perform


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"actions": {"b": twice("a")}}, "the action 'a' stands under 'b'; expected its own slug"),
        (
            {"actions": {"a": Action(slug="a", title="A", perform=_yielding(1), fields={"f": {"type": "text"}})}},  # type: ignore[dict-item]
            "the field 'f' of the action 'a' is an object; expected an InputField",
        ),
        ({"fields": {"key": "text"}}, "the field 'key' of the destination is text; expected an InputField"),
    ],
)
def test_a_destination_that_is_declared_wrongly_is_refused_at_once(given: dict[str, Any], complaint: str) -> None:
    with pytest.raises(segment.FieldError) as refused:
        Destination(name="X", slug="x", **given)
    assert str(refused.value) == complaint
