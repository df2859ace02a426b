"""`pull --segment`: what a destination has comes back as files that a check reads, in pages of any size; every failure is one line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from attio_harness.errors import HarnessError, InputError, UsageError
from attio_harness.segment import Choice, choose, connect, pull_filters, pull_subscriptions, render_json
from attio_harness.segment.api import Api
from hypothesis import given, settings
from hypothesis import strategies as st

from .stand_in import SECRET, TOKEN, Answer, StandIn, destination, error, filter_, served, subscription

NOW = 1_792_567_680.0
"""2026-10-21T07:28:00Z"""


@pytest.fixture
def api() -> Iterator[StandIn]:
    with served(StandIn()) as stand_in:
        yield stand_in


def never(seconds: float) -> None:
    raise AssertionError(f"waited {seconds} seconds")


def client(api: StandIn, token: str = TOKEN, **more: Any) -> Api:
    # over HTTP, and without the certificates, whose reading takes longer than a test
    transport = httpx.HTTPTransport(verify=False)
    return connect(token, base_url=api.url, transport=transport, **{"sleep": never, **more})


def chosen(api: StandIn, named: str | None = None) -> Choice:
    with client(api) as live:
        return choose(live, named)


def subscriptions(api: StandIn, tell: Callable[[str], None] = lambda note: None, **more: Any) -> list[Any]:
    with client(api, **more) as live:
        found = pull_subscriptions(live, choose(live), tell=tell)
    rows: list[Any] = found["data"]["subscriptions"]
    return rows


# -- which destination -----------------------------------------------------------------------------------------------


def test_the_only_attio_destination_is_meant(api: StandIn) -> None:
    api.destinations = [
        destination("dst_a", "Analytics", kind="Amplitude (Actions)"), destination("dst_1", None, sourceId="src_9"),
    ]  # fmt: skip
    assert chosen(api) == Choice(
        id="dst_1", name="Attio (Actions)", enabled=True, source="src_9", kind="Attio (Actions)", is_attio=True
    )


SEVERAL = [
    destination("dst_1", "Attio EU"), destination("dst_2", "Attio US", enabled=False), destination("dst_3", "Twice"),
    destination("dst_4", "Twice"), destination("dst_a", "Analytics", kind="Amplitude (Actions)"),
]  # fmt: skip
WHICH = (
    "say with --destination which one: dst_1 (Attio EU, of the source src_1), dst_2 (Attio US, of the source src_1, switched off), "
    "dst_3 (Twice, of the source src_1), dst_4 (Twice, of the source src_1)"
)


@pytest.mark.parametrize(("named", "id"), [("dst_2", "dst_2"), ("Attio US", "dst_2"), ("dst_4", "dst_4")])
@pytest.mark.parametrize("page", [200, 1, 2])
def test_one_of_several_is_named(api: StandIn, named: str, id: str, page: int) -> None:
    api.destinations, api.page = SEVERAL, page
    assert chosen(api, named).id == id


@pytest.mark.parametrize(
    ("named", "line"),
    [
        (None, f"the token sees 4 destinations of Attio (Actions); {WHICH}"),
        ("dst_9", f"--destination 'dst_9': the token sees no destination of this ID or name; {WHICH}"),
        ("Twice", "--destination 'Twice': 2 destinations are called so; say with --destination which one: "
         "dst_3 (Twice, of the source src_1), dst_4 (Twice, of the source src_1)"),
        ("Analytics", f"--destination 'Analytics' is one of Amplitude (Actions), expected one of Attio (Actions); {WHICH}"),
    ],
)  # fmt: skip
def test_which_one_is_meant_is_asked(api: StandIn, named: str | None, line: str) -> None:
    api.destinations = SEVERAL
    with pytest.raises(UsageError) as caught:
        chosen(api, named)
    assert str(caught.value) == line


def test_a_workspace_without_attio(api: StandIn) -> None:
    api.destinations = [destination("dst_a", "Analytics", kind="Amplitude (Actions)")]
    for named, line in (
        (None, f"{api.url}/destinations: the token sees 1 destination, none of Attio (Actions); is it a token of the right workspace?"),
        ("x", "--destination 'x': the token sees no destination of this ID or name, and none of Attio (Actions) either"),
        ("dst_a", "--destination 'dst_a' is one of Amplitude (Actions), expected one of Attio (Actions)"),
    ):  # fmt: skip
        with pytest.raises(HarnessError) as caught:
            chosen(api, named)
        assert str(caught.value) == line
    api.destinations = []
    with pytest.raises(InputError, match="the token sees no destination at all; is it a token of the right workspace"):
        chosen(api)


# -- what is read ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", [200, 7, 3, 1])
def test_all_pages_are_one_list_in_the_order_of_segment(api: StandIn, page: int) -> None:
    api.subscriptions["dst_1"] = [subscription(f"sub_{9 - number}") for number in range(7)]
    api.page = page
    assert [one["id"] for one in subscriptions(api)] == [f"sub_{9 - number}" for number in range(7)]


def test_only_gets_are_sent_and_settings_of_destinations_are_never_kept(api: StandIn) -> None:
    api.filters["dst_1"] = [filter_("flt_1")]
    with client(api) as live:
        one = choose(live)
        texts = render_json(pull_subscriptions(live, one)) + render_json(pull_filters(live, one))
    assert [asked.partition("?")[0] for _, asked in api.asked] == [
        "/destinations", "/destinations/dst_1/subscriptions", "/destination/dst_1/filters",
    ]  # fmt: skip
    assert {method for method, _ in api.asked} == {"GET"}
    assert SECRET not in texts + repr(one)
    assert TOKEN not in texts


def test_two_pulls_of_the_same_are_the_same_text(api: StandIn) -> None:
    settings = {"b": {"@template": "é", "@if": [{"z": 1, "a": 2}]}, "a": None}
    one = subscription("sub_1", settings=settings, reverseETLSchedule={"strategy": "PERIODIC", "config": {}})
    api.subscriptions["dst_1"] = [one]
    first = subscriptions(api)
    api.subscriptions["dst_1"] = [json.loads(json.dumps(one, sort_keys=True))]
    assert render_json({"rows": subscriptions(api)}) == render_json({"rows": first})
    assert list(first[0]) == [
        "id", "name", "actionId", "actionSlug", "destinationId", "modelId", "enabled", "trigger", "settings", "reverseETLSchedule",
    ]  # fmt: skip
    assert first[0]["settings"] == settings
    assert '"@template": "é"' in render_json({"rows": first})


def test_what_is_not_documented_is_left_out_and_told(api: StandIn) -> None:
    api.subscriptions["dst_1"] = [subscription("sub_1", accessToken=SECRET, other=1), subscription("sub_2")]
    notes: list[str] = []
    rows = subscriptions(api, tell=notes.append)
    assert SECRET not in str(rows)
    assert notes == [
        "subscription 'Identify User': accessToken, other left out, which the Public API does not document"
    ]


def test_filters_keep_their_order_and_may_be_none(api: StandIn) -> None:
    api.filters["dst_1"] = [
        filter_("flt_2", description="x"),
        filter_("flt_1", actions=[{"type": "SAMPLE", "percent": 0.5}]),
    ]
    with client(api) as live:
        one = choose(live)
        found = pull_filters(live, one)["data"]["filters"]
        api.filters.clear()
        assert pull_filters(live, one) == {"data": {"filters": []}}
    assert [row["id"] for row in found] == ["flt_2", "flt_1"]
    assert found[1]["actions"] == [{"percent": 0.5, "type": "SAMPLE"}]


def test_a_destination_without_subscriptions(api: StandIn) -> None:
    api.subscriptions.clear()
    with pytest.raises(InputError) as caught:
        subscriptions(api)
    assert str(caught.value) == (
        f"{api.url}/destinations/dst_1/subscriptions: Attio has no subscription; add a mapping to it in Segment first"
    )


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
ROW = st.fixed_dictionaries(
    {"name": st.text(), "enabled": st.booleans(), "trigger": st.text(), "actionSlug": st.text(),
     "settings": st.dictionaries(st.text(max_size=8), JSON, max_size=4)},
    optional={"modelId": st.text(), "reverseETLSchedule": JSON},
)  # fmt: skip


@settings(max_examples=40)
@given(rows=st.lists(ROW, min_size=1, max_size=9), page=st.integers(1, 10))
def test_any_subscriptions_come_back(rows: list[dict[str, Any]], page: int) -> None:
    api = StandIn(
        page=page, subscriptions={"dst_1": [{"id": f"sub_{number}", **row} for number, row in enumerate(rows)]}
    )

    def answer(request: httpx.Request) -> httpx.Response:
        found = api.answer(request.method, str(request.url), request.headers)
        return httpx.Response(found.status, content=found.written())

    with connect(TOKEN, transport=httpx.MockTransport(answer)) as mocked:
        pulled = pull_subscriptions(mocked, choose(mocked))
    text = render_json(pulled)
    assert json.loads(text) == {"data": {"subscriptions": api.subscriptions["dst_1"]}}


# -- failures --------------------------------------------------------------------------------------------------------

ROWS = "/destinations/dst_1/subscriptions"
LIST = "/destinations"
FAILURES: tuple[tuple[str, str, Answer, type[HarnessError], str], ...] = (
    ("401", LIST, error(401, "unauthorized", "Unauthorized"), UsageError,
     "the token is refused: 401 Unauthorized; is it a Public API token of this workspace, and is the workspace in the region that was "
     "asked (--region us or eu)?"),
    ("403", LIST, error(403, "forbidden", "Forbidden."), UsageError,
     "the token may not read this: 403 Forbidden; give it a role that may, in Segment's settings"),
    ("403 of the alpha", ROWS, error(403, "forbidden", "Not enabled"), UsageError,
     "the token may not read subscriptions: 403 Not enabled; give it the role Workspace Owner, and where the call itself is not "
     "switched on for your workspace (it is one of the alpha version), ask Segment to"),
    ("404", LIST, Answer(status=404, body="<html>"), InputError,
     "there is no Public API of Segment here: 404 Not Found; expected a base URL such as https://api.segmentapis.com"),
    ("404 of a destination", ROWS, error(404, "not-found", "Not found"), InputError,
     "Segment knows no such destination: 404 Not found; was it removed just now?"),
    ("422", LIST, error(422, "input-validation", f"bad {TOKEN}"), InputError, "answers 422 bad (the token), expected 200"),
    ("several errors", LIST, Answer(status=400, body={"errors": [{"message": "one"}, 2, {"message": "two"}]}), InputError,
     "answers 400 one; two, expected 200"),
    ("odd errors", LIST, Answer(status=400, body={"errors": {}}), InputError, "answers 400 Bad Request, expected 200"),
    ("501", LIST, error(501, "server", "Oh no"), InputError, "answers 501 Oh no; try again later"),
    ("302", LIST, Answer(status=302, headers={"location": "https://elsewhere.example/"}), InputError,
     "answers 302, a redirect to https://elsewhere.example; it is not followed, since it would take the token elsewhere: give the base URL "
     "itself"),
    ("a web page", LIST, Answer(status=200, body="<html>", headers={"content-type": "text/html"}), InputError,
     "answers with something that is not JSON (text/html: found '<html>', expected a value); is this the base URL of the Public API of "
     "Segment?"),
    ("an error with 200", ROWS, error(200, "server", f"Oh no, {TOKEN}"), InputError, "answers 200 and an error: Oh no, (the token)"),
    ("an empty answer", LIST, Answer(status=200, body=""), InputError,
     "answers with nothing, expected JSON; is this the base URL of the Public API of Segment?"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("path", "answer", "kind", "line"), [row[1:] for row in FAILURES], ids=[row[0] for row in FAILURES]
)
def test_every_failure_is_one_line(
    api: StandIn, path: str, answer: Answer, kind: type[HarnessError], line: str
) -> None:
    api.instead[path] = [answer]
    with pytest.raises(HarnessError) as caught:
        subscriptions(api)
    assert (type(caught.value), str(caught.value)) == (kind, f"{api.url}{path}: {line}")


def data(**members: Any) -> Answer:
    return Answer(status=200, body={"data": members})


FOREIGN: tuple[tuple[str, str, Answer, str, str], ...] = (
    ("a list", LIST, Answer(status=200, body=[1]), "", "found [1], expected an object with data"),
    ("no data", LIST, Answer(status=200, body={}), "/data", "found an object without it, expected an object"),
    ("no rows", LIST, data(), "/data/destinations", "found an object without it, expected a list"),
    ("rows that are none", LIST, data(destinations=["x"]), "/data/destinations/0", "found 'x', expected an object with id"),
    ("no metadata", LIST, data(destinations=[{"id": "dst_1"}]), "/data/destinations/0/metadata",
     "found an object without it, expected an object"),
    ("a cursor that is a number", LIST, data(destinations=[], pagination={"next": 5}), "/data/pagination/next",
     "found 5, expected the cursor of another page"),
    ("no slug", ROWS, data(subscriptions=[{"id": "s"}]), "/data/subscriptions/0/actionSlug",
     "found an object without it, expected text"),
    ("settings as text", ROWS, data(subscriptions=[subscription("s", settings="{}")]), "/data/subscriptions/0/settings",
     "found '{}', expected an object"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("path", "answer", "pointer", "line"), [row[1:] for row in FOREIGN], ids=[row[0] for row in FOREIGN]
)
def test_an_answer_of_another_shape_says_where(
    api: StandIn, path: str, answer: Answer, pointer: str, line: str
) -> None:
    api.instead[path] = [answer]
    with pytest.raises(InputError) as caught:
        subscriptions(api)
    where = f" at {pointer}" if pointer else ""
    assert str(caught.value) == f"{api.url}{path}{where}: the response is not as Segment documents it: {line}"


def test_pages_without_an_end_end_the_reading(api: StandIn) -> None:
    api.instead[ROWS] = [
        data(subscriptions=[subscription(f"sub_{n}")], pagination={"next": f"c{n}"}) for n in range(1_001)
    ]
    with pytest.raises(InputError) as caught:
        subscriptions(api)
    assert str(caught.value) == (
        f"{api.url}{ROWS}: 1,000 pages had no end, each brought something new; what stands in between?"
    )


def test_pages_without_an_end_and_without_rows_end_the_reading(api: StandIn) -> None:
    api.instead[ROWS] = [data(subscriptions=[subscription("sub_1")], pagination={"next": f"c{n}"}) for n in range(99)]
    with pytest.raises(InputError) as caught:
        subscriptions(api)
    assert str(caught.value) == (
        f"{api.url}{ROWS} at /data/pagination/next: 11 pages in a row bring nothing new and name another one; try again later"
    )


def test_a_destination_whose_id_is_half_a_character_is_found_nowhere(api: StandIn) -> None:
    api.instead[LIST] = [data(destinations=[destination("\ud800")])]
    with pytest.raises(InputError, match="Segment knows no such destination"):
        subscriptions(api)


@pytest.mark.parametrize("name", [None, 5, ["a"], {"a": 1}, ""])
def test_a_destination_whose_name_is_no_text_is_called_as_its_kind(api: StandIn, name: Any) -> None:
    api.destinations[0]["name"] = name
    assert chosen(api).name == "Attio (Actions)"


def test_a_cursor_that_leads_back_ends_the_reading(api: StandIn) -> None:
    api.instead[ROWS] = [data(subscriptions=[subscription("sub_1")], pagination={"next": "MQ=="}) for _ in range(3)]
    with pytest.raises(InputError) as caught:
        subscriptions(api)
    assert str(caught.value) == (
        f"{api.url}{ROWS} at /data/pagination/next: the response is not as Segment documents it: found the cursor 'MQ==' a second time, "
        "expected the cursor of another page"
    )


LIMITED = error(429, "RequestError", "Too many requests", data={"remainingPoints": 0, "msBeforeNext": 57647})
WAITS: tuple[tuple[str, list[Answer], list[float]], ...] = (
    ("as the body says", [LIMITED, LIMITED], [57.647, 57.647]),
    ("as the header says", [Answer(status=429, headers={"x-ratelimit-reset": "Wed, 21 Oct 2026 07:28:09 GMT"})], [9.05]),
    ("as Retry-After says", [Answer(status=429, body=LIMITED.body, headers={"retry-after": "3"})], [3.0]),
    ("no word", [error(429, "RequestError", "Too many requests"), Answer(status=503, body="<html>")], [1.0, 2.0]),
    ("an odd word", [error(429, "x", "x", data={"msBeforeNext": True}), error(429, "x", "x", data=[1])], [1.0, 2.0]),
)  # fmt: skip


@pytest.mark.parametrize(("answers", "waits"), [row[1:] for row in WAITS], ids=[row[0] for row in WAITS])
def test_it_waits_as_long_as_segment_asks(api: StandIn, answers: list[Answer], waits: list[float]) -> None:
    api.instead[ROWS] = answers
    waited: list[float] = []
    rows = subscriptions(api, clock=lambda: NOW, sleep=waited.append)
    assert ([one["id"] for one in rows], waited) == (["sub_1"], waits)


def test_it_does_not_wait_for_ever(api: StandIn) -> None:
    api.instead[ROWS] = [error(429, "RequestError", "Too many requests", data={"msBeforeNext": 3_600_000})]
    with pytest.raises(
        InputError, match="answers 429 Too many requests and asks to wait 3600 seconds; try again later"
    ):
        subscriptions(api)
    # more than a float holds
    for answer in (
        error(429, "RequestError", "No", data={"msBeforeNext": 10**350}),
        Answer(status=429, headers={"retry-after": "9" * 400}),
    ):
        api.instead[ROWS] = [answer]
        with pytest.raises(InputError, match="and asks to wait 1000000000 seconds; try again later"):
            subscriptions(api)


def test_nobody_is_there() -> None:
    with served(StandIn()) as gone:
        pass
    with pytest.raises(InputError, match=r"/destinations: cannot be reached: \[Errno 111\] Connection refused"):
        chosen(gone)


# -- the token -------------------------------------------------------------------------------------------------------


def test_the_token_and_the_region() -> None:
    sent = [
        connect(environ={"SEGMENT_TOKEN": f" {TOKEN}\n"}), connect(TOKEN, region="eu", environ={}),
        connect(base_url="http://127.0.0.1:1", environ={}),
    ]  # fmt: skip
    assert [(str(one.client.base_url), one.client.headers["authorization"]) for one in sent] == [
        ("https://api.segmentapis.com", f"Bearer {TOKEN}"),
        ("https://eu1.api.segmentapis.com", f"Bearer {TOKEN}"),
        ("http://127.0.0.1:1", "Bearer local"),
    ]
    with pytest.raises(UsageError) as caught:
        connect(environ={})
    assert str(caught.value) == (
        "no token of Segment: set the environment variable SEGMENT_TOKEN to a Public API token, which an owner of the workspace creates "
        "under Settings > Access Management > Tokens"
    )


def test_a_wrong_token_is_refused_and_not_told(api: StandIn) -> None:
    with client(api, "sgp_wrong") as live, pytest.raises(UsageError) as caught:
        choose(live)
    assert "the token is refused: 401 Unauthorized" in str(caught.value)
    assert "sgp_wrong" not in str(caught.value)


def test_what_a_choice_does_not_need_may_be_missing(api: StandIn) -> None:
    api.destinations = [{"id": "dst_1", "metadata": {"id": "64c031541451bb784943f809"}}]
    assert str(chosen(api)) == "dst_1 (without a name, of the source unknown)"
