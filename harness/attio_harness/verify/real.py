"""Runs a program against a real workspace over HTTP: guarded, within Attio's limits, patient with delayed effects.

Every write passes `Guard` first. A read without an answer is repeated; a write is repeated only after 429, which did nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from attio_harness.errors import InputError
from attio_harness.exchanges.answers import Answer
from attio_harness.rest.bounded import Endless
from attio_harness.rest.failures import unanswered
from attio_harness.rest.reader import NOTICED, asked_for, next_try, no_one
from attio_harness.text.json import JsonTextError, loads
from attio_harness.verify.guard import Guard
from attio_harness.verify.pace import Pace
from attio_harness.verify.seen import Exchange
from attio_harness.verify.stage import record_id
from attio_harness.verify.steps import Ask, NoAnswer, NotSeen, Settle, Step, Until
from attio_harness.verify.wire import encoded

__all__ = ["Real"]

_TRIES = 5
_LONGEST_WAIT = 60.0  # seconds; a longer wait that an answer asks for is not made
_IN_VAIN = 3
"""After this many unanswered requests in a row the run ends: nobody is there any more."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 2.0  # seconds between looks at delayed effects


@dataclass(slots=True, kw_only=True)
class Real:
    """Answers of a workspace.

    Attributes:
        client: has the base URL and the token.
        guard: refuses what is not the run's own.
        clock: seconds since 1970.
        sleep: waits for a number of seconds.
        patience: after this many seconds, what is waited for counts as missing.
        settle: seconds to wait for effects that cannot be observed.
        tell: gets a line before each wait of a second or more for another try.
        exchanges: requests and answers since it was last emptied; for a wait only the last answer.
    """

    client: httpx.Client
    guard: Guard
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    patience: float = 60.0
    settle: float = 3.0
    tell: Callable[[str], object] = no_one
    exchanges: list[Exchange] = field(default_factory=list)
    requests: int = 0
    slowest: float | None = None
    """The longest successful wait; None if there was none."""
    _in_vain: int = 0
    _pace: Pace = field(init=False)

    def __post_init__(self) -> None:
        self._pace = Pace(self.clock, self.sleep)

    def answer(self, step: Step) -> Answer:
        """The answer to a step.

        Raises:
            NoAnswer: no valid answer came.
            NotSeen: what was waited for did not come.
            InputError: nobody is there any more.
            NotOwn: a write would touch something that the run did not make.
        """
        match step:
            case Settle():
                self.sleep(self.settle)
                return Answer(status=0)
            case Until():
                return self._waited(step)
            case Ask():
                return self._noted(step, self._asked(step))

    def _waited(self, step: Until) -> Answer:
        begun, pause = self.clock(), _FIRST_PAUSE
        while True:
            answer = self._asked(step.ask)
            waited = self.clock() - begun
            if step.done(answer):
                self.slowest = max(self.slowest or 0.0, waited)
                return self._noted(step.ask, answer)
            if waited + pause > self.patience:
                self._noted(step.ask, answer)
                raise NotSeen(f"{step.what} did not come within {self.patience:g} seconds")
            self.sleep(pause)
            pause = min(pause * 1.5, _LONGEST_PAUSE)

    def _noted(self, ask: Ask, answer: Answer) -> Answer:
        self.exchanges.append(Exchange(ask=ask, answer=answer))
        return answer

    def _asked(self, ask: Ask) -> Answer:
        self.guard.check(ask)
        try:
            answer = self._tried(ask)
        except NoAnswer as error:
            self._in_vain += 1
            if self._in_vain >= _IN_VAIN:
                where = str(self.client.base_url).rstrip("/")
                raise InputError(f"several requests in a row failed, the last one {error}", file=where) from None
            raise
        self._in_vain = 0
        self.guard.note(ask, answer)
        # for example the page of something in between: what was made has no ID by which it could be deleted
        if _makes_record(ask) and answer.status in (200, 201) and not record_id(answer.data):
            raise NoAnswer(
                f"{ask.method} {ask.path}: answers {answer.status} without the ID of a record, unlike Attio; what stands in between?"
            )
        return answer

    def _tried(self, ask: Ask) -> Answer:
        for number in range(1, _TRIES + 1):
            self._pace.wait("read" if ask.is_read else "write")
            self.requests += 1
            problem, wait = "", float(2 ** (number - 1))
            try:
                response = self.client.send(self._request(ask))
            except Endless as error:
                raise NoAnswer(f"{ask.method} {ask.path}: {unanswered(error, self.client)}") from None
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                problem = f"{ask.method} {ask.path}: {unanswered(error, self.client)}"
            else:
                if response.status_code == 401 and ask.authorized and ask.token is None:
                    # says nothing about how Attio does what was asked
                    raise NoAnswer(
                        f"{ask.method} {ask.path}: answers 401: the access token is refused; was it revoked?"
                    )
                if response.status_code != 429 and response.status_code < 500:
                    return _answer(response)
                problem = f"{ask.method} {ask.path}: answers {response.status_code}"
                wait = asked_for(response, self.clock()) or wait
                if response.status_code == 429 and wait <= _LONGEST_WAIT and number < _TRIES:
                    self._pause(wait, problem, number)
                    continue
                if response.status_code == 429:
                    times = "" if number == 1 else f" {number} times"
                    raise NoAnswer(f"{problem}{times} and asks to wait {wait:.0f} seconds")
            if not ask.is_read or number == _TRIES or wait > _LONGEST_WAIT:
                break
            self._pause(wait, problem, number)
        raise NoAnswer(problem)

    def _pause(self, seconds: float, problem: str, number: int) -> None:
        if seconds >= NOTICED:
            self.tell(next_try(problem, number, _TRIES, seconds))
        self.sleep(seconds)

    def _request(self, ask: Ask) -> httpx.Request:
        content, kind = encoded(ask)
        headers = {} if kind is None else {"content-type": kind}
        request = self.client.build_request(
            ask.method, ask.path, params=dict(ask.query or {}) or None, headers=headers, content=content or None
        )
        if ask.token is not None:
            request.headers["authorization"] = f"Bearer {ask.token}"
        elif not ask.authorized:
            del request.headers["authorization"]
        return request


def _makes_record(ask: Ask) -> bool:
    pieces = ask.path.split("/")
    return ask.method == "POST" and len(pieces) == 5 and pieces[2] == "objects" and pieces[4] == "records"


def _answer(response: httpx.Response) -> Answer:
    body: Any = None
    if response.content:
        try:
            body = loads(response.content)
        except JsonTextError:
            body = response.text[:1000]
    return Answer(status=response.status_code, body=body, headers=dict(response.headers))
