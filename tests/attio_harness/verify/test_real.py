"""How a workspace is asked: waiting, trying again, giving up, and never too fast. Time is a number here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

import httpx
import pytest
from attio_harness.errors import InputError
from attio_harness.exchanges.answers import Answer
from attio_harness.schema import connect
from attio_harness.verify import Guard, Real, Stage
from attio_harness.verify.steps import Ask, NoAnswer, NotSeen, Settle, Until

from .runs import ATTIO, MARKER, NOW, TOKEN

STAGE = Stage(marker=MARKER, now=NOW)
READ, WRITE = STAGE.by_key("x"), STAGE.create({"key": "x"})
START = 1_800_000_000.0
MADE = {"data": {"id": {"record_id": "11111111-2222-4333-8444-555555555555"}}}


@dataclass
class Server:
    """Answers one after the other, the last of them for ever; each takes a hundredth of a second."""

    answers: list[Any]
    time: float = START
    slept: list[float] = field(default_factory=list)
    requests: list[httpx.Request] = field(default_factory=list)
    sent_at: list[float] = field(default_factory=list)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        self.sent_at.append(self.time)
        self.time += 0.01
        one = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(one, type) and issubclass(one, Exception):
            raise one("broken")
        if not isinstance(one, tuple):
            return httpx.Response(200, json=one)
        headers, content = (one[1] if len(one) > 1 else {}), (one[2] if len(one) > 2 else b"")
        return httpx.Response(one[0], headers=headers, content=content)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


def real(*answers: Any, patience: float = 10) -> tuple[Real, Server]:
    server = Server(list(answers))
    client = connect(TOKEN, base_url=ATTIO, transport=httpx.MockTransport(server.answer)).client
    made = Real(
        client=client,
        guard=Guard(STAGE),
        clock=lambda: server.time,
        sleep=server.sleep,
        patience=patience,
        settle=3,
    )
    return made, server


def limited(**headers: str) -> tuple[Any, ...]:
    return (429, headers)


@pytest.mark.parametrize(
    ("headers", "waited"),
    [
        ({"retry-after": "7"}, 7),
        # a date has no fractions: a little more than what it says
        ({"retry-after": formatdate(START + 5, usegmt=True)}, 5.04),
        ({}, 1),
        ({"retry-after": "soon"}, 1),
    ],
    ids=["seconds", "a date", "nothing", "no time"],
)
@pytest.mark.parametrize("ask", [READ, WRITE], ids=["a read", "a write"])
def test_after_429_it_waits_as_long_as_it_is_asked_to(ask: Ask, headers: dict[str, str], waited: float) -> None:
    one, server = real(limited(**headers), {"data": []} if ask.is_read else MADE)
    assert one.answer(ask).status == 200
    assert server.slept == [pytest.approx(waited)]
    assert len(one.exchanges) == 1


def test_each_wait_for_another_try_is_told_before_it_begins() -> None:
    one, _ = real(limited(**{"retry-after": "42"}), limited(), {"data": []})
    happened: list[str | float] = []
    one.tell, one.sleep = happened.append, happened.append
    one.answer(READ)
    told = f"{READ.method} {READ.path}: answers 429; try"
    assert happened[:2] == [f"{told} 2 of 5 in 42 seconds", 42]
    assert happened[-2:] == [f"{told} 3 of 5 in 2 seconds", 2]


def test_429_for_ever_is_no_answer_and_neither_is_a_long_wait() -> None:
    one, server = real(limited())
    with pytest.raises(NoAnswer, match="429 5 times"):
        one.answer(WRITE)
    assert server.slept == [1, 2, 4, 8]
    one, server = real(limited(**{"retry-after": "3600"}))
    with pytest.raises(NoAnswer, match="asks to wait 3600 seconds"):
        one.answer(WRITE)
    assert server.slept == []


_BROKEN = [(500,), (503,), httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError]
_NAMES = ["500", "503", "no connection", "a timeout", "a broken connection"]


@pytest.mark.parametrize("broken", _BROKEN, ids=_NAMES)
def test_a_read_is_asked_again(broken: Any) -> None:
    one, server = real(broken, broken, {"data": []})
    assert one.answer(READ).rows == []
    assert len(server.requests) == 3


@pytest.mark.parametrize("broken", _BROKEN, ids=_NAMES)
def test_a_write_is_never_sent_twice(broken: Any) -> None:
    one, server = real(broken, {"data": {}})
    with pytest.raises(NoAnswer, match="^POST /v2/objects/"):
        one.answer(WRITE)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"data": {}},
        {"data": []},
        {"data": {"id": {}}},
        (200, {"content-type": "text/html"}, b"<html>proxy</html>"),
        (200,),
    ],
    ids=["nothing in it", "no data", "a list", "no ID", "a page", "empty"],
)
def test_a_record_that_has_no_id_is_no_answer(answer: Any) -> None:
    one, _ = real(answer)
    with pytest.raises(
        NoAnswer,
        match=r"^POST /v2/objects/\w+/records: answers 200 without the ID of a record, unlike Attio; what stands in between\?$",
    ):
        one.answer(WRITE)
    assert one.exchanges == []


def test_where_nobody_answers_any_more_the_run_ends() -> None:
    one, server = real((500,), (500,), MADE, (500,))
    for _ in range(2):
        with pytest.raises(NoAnswer):
            one.answer(WRITE)
    one.answer(WRITE)  # an answer in between: somebody is there
    for _ in range(2):
        with pytest.raises(NoAnswer):
            one.answer(WRITE)
    with pytest.raises(
        InputError,
        match=r"^https://api.attio.com: several requests in a row failed, the last one POST /v2/objects/.*: answers 500$",
    ):
        one.answer(WRITE)
    assert len(server.requests) == 6


@pytest.mark.parametrize(("ask", "most"), [(READ, 100), (WRITE, 25)], ids=["reads", "writes"])
def test_no_second_has_more_than_attio_allows(ask: Ask, most: int) -> None:
    one, server = real({"data": []} if ask.is_read else MADE)
    for _ in range(3 * most):
        one.answer(ask)
    sent = server.sent_at
    assert max(sum(begin <= at < begin + 0.999 for at in sent) for begin in sent) == most
    assert sent[-1] - sent[0] < 3


def test_what_comes_later_is_waited_for_and_the_last_answer_kept() -> None:
    one, server = real({"data": []}, {"data": []}, {"data": [1]})
    until = Until(ask=READ, done=lambda answer: bool(answer.rows), what="the record")
    assert one.answer(until).rows == [1]
    assert [exchange.answer.rows for exchange in one.exchanges] == [[1]]
    assert one.slowest == pytest.approx(sum(server.slept) + 0.03)


def test_what_does_not_come_is_not_waited_for_for_ever() -> None:
    one, server = real({"data": []}, patience=5)
    until = Until(ask=READ, done=lambda answer: bool(answer.rows), what="the record")
    with pytest.raises(NotSeen, match="^the record did not come within 5 seconds$"):
        one.answer(until)
    assert 4 < sum(server.slept) <= 5
    one.answer(Settle())
    assert server.slept[-1] == 3


@pytest.mark.parametrize(
    ("content", "body"),
    [(b"", None), (b'{"data": []}', {"data": []}), (b"<html>", "<html>"), (b"[1,", "[1,"), (b'{"a": NaN}', '{"a": NaN}')],
    ids=["nothing", "JSON", "a page", "half of JSON", "no JSON"],
)  # fmt: skip
def test_an_answer_is_its_json_or_its_text(content: bytes, body: Any) -> None:
    one, _ = real((200, {}, content))
    headers = {"content-length": str(len(content))} if content else {}
    assert one.answer(READ) == Answer(status=200, body=body, headers=headers)


def _sent(ask: Ask) -> httpx.Request:
    one, server = real({})
    one.answer(ask)
    return server.requests[0]


@pytest.mark.parametrize(
    ("ask", "header", "value"),
    [
        (READ, "authorization", f"Bearer {TOKEN}"),
        (Ask(method="GET", path="/v2/objects", authorized=False), "authorization", None),
        (READ, "content-type", "application/json"),
        (Ask(method="POST", path=READ.path, body={}, content_type="text/plain"), "content-type", "text/plain"),
        (Ask(method="POST", path=READ.path, body={}, content_type=None), "content-type", None),
        (Ask(method="POST", path=READ.path), "content-type", None),
        (READ, "user-agent", "attio-harness pull"),
    ],
)
def test_headers_are_those_of_the_request(ask: Ask, header: str, value: str | None) -> None:
    assert _sent(ask).headers.get(header) == value


def test_every_write_is_guarded() -> None:
    one, server = real({})
    foreign: Callable[[], Any] = lambda: one.answer(Ask(method="DELETE", path="/v2/objects/people"))  # noqa: E731
    with pytest.raises(Exception, match="did not make"):
        foreign()
    assert server.requests == []
