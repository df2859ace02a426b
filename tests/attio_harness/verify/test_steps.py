"""Programs: what they yield, what they are sent, and how they end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from attio_harness.exchanges.answers import Answer
from attio_harness.verify.steps import Ask, NoAnswer, NotSeen, Program, Settle, Step, Until, driven

READ = Ask(method="GET", path="/v2/objects")


def test_a_program_is_sent_an_answer_for_each_step_and_gives_what_it_returns() -> None:
    steps: list[Step] = []

    def program() -> Program[list[int]]:
        first = yield READ
        second = yield Settle()
        return [first.status, second.status]

    def answer(step: Step) -> Answer:
        steps.append(step)
        return Answer(status=200 + len(steps))

    assert driven(program(), answer) == [201, 202]
    assert steps == [READ, Settle()]


@pytest.mark.parametrize("error", [NoAnswer, NotSeen])
def test_what_does_not_come_is_thrown_into_the_program_which_may_go_on(error: type[Exception]) -> None:
    def answer(step: Step) -> Answer:
        if isinstance(step, Until):
            raise error("nothing")
        return Answer(status=200)

    def goes_on() -> Program[str]:
        try:
            yield Until(ask=READ, done=bool, what="it")
        except (NoAnswer, NotSeen) as told:
            return f"{told} {(yield READ).status}"
        return "seen"

    def ends() -> Program[None]:
        yield Until(ask=READ, done=bool, what="it")

    assert driven(goes_on(), answer) == "nothing 200"
    with pytest.raises(error, match="nothing"):
        driven(ends(), answer)


def test_a_program_is_closed_whatever_ends_it() -> None:
    ended: list[str] = []

    def program() -> Program[None]:
        try:
            yield READ
        finally:
            ended.append("ended")

    def interrupted(step: Step) -> Answer:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        driven(program(), interrupted)
    assert ended == ["ended"]


def test_a_program_without_steps_gives_its_value_at_once() -> None:
    def program() -> Program[int]:
        yield from _nothing()
        return 7

    assert driven(program(), lambda step: Answer(status=0)) == 7


def _nothing() -> Iterator[Any]:
    return iter(())


@pytest.mark.parametrize(
    ("method", "path", "reads"),
    [
        ("GET", "/v2/objects", True),
        ("POST", "/v2/objects/people/records/query", True),
        ("POST", "/v2/objects/records/search", True),
        ("POST", "/v2/sql", True),
        ("POST", "/v2/objects", False),
        ("PUT", "/v2/objects/query", False),
        ("DELETE", "/v2/objects/x", False),
        ("PATCH", "/v2/sql", False),
    ],
)
def test_what_only_reads(method: str, path: str, reads: bool) -> None:
    assert Ask(method=method, path=path).is_read is reads


@pytest.mark.parametrize(
    ("body", "code", "rows"),
    [
        ({"code": "not_found"}, "not_found", []),
        ({"code": 5}, "", []),
        ({"data": [1]}, "", [1]),
        ({"data": {"a": 1}}, "", []),
        ("<html>", "", []),
        (None, "", []),
        ([1], "", []),
    ],
)
def test_an_answer_of_any_shape_can_be_looked_at(body: Any, code: str, rows: list[Any]) -> None:
    answer = Answer(status=200, body=body)
    assert (answer.code, answer.rows) == (code, rows)
