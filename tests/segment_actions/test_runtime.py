"""The runtime where recordings do not reach: what becomes of the caller's objects, the order of requests, hooks, clients.

What a destination does with its answers is recorded (`fixtures/recordings/runtime.jsonl`) and generated live.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any

import httpx
import pytest
import segment_actions as segment
from segment_actions import (
    Action,
    Context,
    Destination,
    Exchange,
    HTTPError,
    MultiStatusResponse,
    Request,
    Response,
    SegmentError,
)

HOST = "https://partner.example"
TRIGGER = 'type = "track"'
EVENT = {"type": "track", "userId": "u-1"}


def ok(body: bytes = b"{}") -> Response:
    return Response(status=200, headers={"content-type": "application/json"}, content=body)


def twice(name: str) -> Action:
    """An action of two requests."""

    def perform(payload: dict[str, Any], context: Context) -> Exchange:
        yield Request(method="POST", url=f"{HOST}/{name}/1", json=payload)
        return (yield Request(method="POST", url=f"{HOST}/{name}/2", json=payload))

    return Action(slug=name, title=name, perform=perform)


def subscribed(*actions: str) -> dict[str, Any]:
    subscriptions = [{"partnerAction": name, "subscribe": TRIGGER, "mapping": {"a": 1}} for name in actions]
    return {"oauth": {"access_token": "old", "refresh_token": "r"}, "subscriptions": subscriptions}


def answering(answers: Sequence[Response]) -> tuple[list[Request], Callable[[Request], Response]]:
    """What was asked, and a client that gives these answers in order, then 200."""
    asked: list[Request] = []

    def send(request: Request) -> Response:
        asked.append(request)
        return answers[len(asked) - 1] if len(asked) <= len(answers) else ok()

    return asked, send


def paths(asked: Sequence[Request]) -> list[str]:
    return [request.url.removeprefix(HOST) for request in asked]


THREE = Destination(name="Three", slug="three", actions={name: twice(name) for name in ("a", "b", "c")})


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


@pytest.mark.parametrize(
    ("error", "retried"),
    [
        (segment.IntegrationError("x", "C", 400), False),
        (segment.IntegrationError("x", "C", 501), False),
        (segment.IntegrationError("x", "C", 502), True),
        (segment.PayloadRefused("x"), False),
        (segment.InvalidAudienceMembershipError("x"), False),
        (segment.APIError("x", 429), True),
        (segment.APIError("x", 404), False),
        (segment.SelfTimeoutError("x"), True),
        (segment.RetryableError("x"), True),
        (segment.RetryableError("x", 423), True),
        (segment.InvalidAuthenticationError("x"), False),
        (segment.RequestTimeoutError(), True),
        (segment.RequestClientError(), True),
        (segment.RequestTimedOut(), True),
        (segment.FetchError(HOST, "x", "ECONNRESET"), True),
        (segment.PayloadValidationError([]), False),
        (segment.FqlError("x"), False),
        (HTTPError(Response(status=408)), True),
        (HTTPError(Response(status=501)), False),
    ],
    ids=lambda value: f"{value.name}-{value.status}" if isinstance(value, SegmentError) else "",
)
def test_which_errors_segment_tries_again(error: SegmentError, retried: bool) -> None:
    assert error.retried is retried


def test_a_retryable_error_of_a_status_that_is_never_tried_again_is_a_mistake() -> None:
    with pytest.raises(
        ValueError, match="^status 400 is never tried again; expected 408, 423, 429 or a 5xx except 501$"
    ):
        segment.RetryableError("x", 400)


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


def test_a_run_keeps_requests_beside_responses() -> None:
    run = segment.test_action(THREE, "a", mapping={"n": 1}, client=answering([])[1])
    assert [(one.method, one.url, one.json) for one in run.requests] == [
        ("POST", f"{HOST}/a/1", {"n": 1}),
        ("POST", f"{HOST}/a/2", {"n": 1}),
    ]
    assert [one.status for one in run.responses] == [200, 200]


def test_a_multistatus_tells_what_is_in_it() -> None:
    given = {"status": 422, "errormessage": "No"}
    made = MultiStatusResponse()
    made.push_success({"status": 200})
    made.set_error(2, given)
    entry = made.at(2)
    assert entry is not None
    other = MultiStatusResponse()
    other.push(entry)
    made.unset(0)
    assert [made.is_success(at) for at in range(4)] == [False] * 4
    assert [made.is_error(at) for at in range(4)] == [False, False, True, False]
    assert (len(made), made.at(0), made.at(7)) == (3, None, None)
    assert other.at(0) == entry
    assert given == {"status": 422, "errormessage": "No"}
