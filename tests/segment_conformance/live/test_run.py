"""A live run: differences are found and shrunk, an engine that hangs is one, and beside Segment's packages there are none."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from time import sleep
from typing import Any
from unittest.mock import patch

import pytest
from segment_actions.fql.lexer import tokens_of
from segment_actions.js import MISSING
from segment_conformance.live import KNOWN_DIFFERENCES, Case, run_live, segment_packages
from segment_conformance.replay import KINDS, CaseResult, replay

from tests import oracle as published
from tests.examples import examples

SEED = 4711
CASES = examples(1500, 60_000)


@pytest.mark.skipif(bool(published.MISSING), reason=published.MISSING or "-")
def test_both_engines_agree_on_generated_cases() -> None:
    with segment_packages(published.FOLDER) as pipe:
        summary = run_live(pipe.ask_many, SEED, CASES)
    assert summary.agreed, summary.text()
    assert summary.cases == CASES
    assert sum(summary.kinds.values()) == CASES
    assert set(summary.kinds) == {*KINDS}
    assert set(summary.known_differences) <= {one.id for one in KNOWN_DIFFERENCES}
    assert sum(summary.known_differences.values()) * 100 < CASES


def _answers(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """This engine in the place of the packages."""
    return [result.actual for result in replay([json.dumps(case) for case in cases])]


def _with_fault(name: str, fault: Any) -> Any:
    def compare(lines: Iterable[str]) -> Iterator[CaseResult]:
        given = list(lines)
        # tokens that are kept know nothing of the fault, and those of the fault are not to be kept
        tokens_of.cache_clear()
        with patch(name, fault):
            found = list(replay(given))
        tokens_of.cache_clear()
        return iter(found)

    return compare


@pytest.mark.parametrize(
    ("kind", "cases", "name", "fault", "culprit"),
    [
        (
            "mapping",
            440,
            "segment_actions.mapping.directives.conditions.loosely_empty",
            lambda value: value == "",
            '"blank"',
        ),
        ("validate", 60, "segment_actions.validation.validator._as_number", lambda value, *, whole: MISSING, '"5"'),
        ("fql", 60, "segment_actions.fql.lexer._glued", lambda tokens: tokens, "."),
    ],
    ids=["mapping", "validate", "fql"],
)
def test_a_seeded_fault_is_found_and_shrunk(kind: str, cases: int, name: str, fault: Any, culprit: str) -> None:
    said: list[str] = []
    # of this seed the mapping's two are in the first batch of cases and in the second: more of them are no more to find
    summary = run_live(
        _answers, 186, cases, kinds=[kind], compare=_with_fault(name, fault), say=said.append, most=2, overlap=False
    )
    assert not summary.agreed
    assert len(said) == len(summary.differences) == 2
    assert summary.text().splitlines()[-1].startswith(f"seed 186: {cases} cases, ")
    assert culprit in json.dumps(summary.differences[0].case)
    for difference in summary.differences:
        assert len(json.dumps(difference.case)) < 250
        assert difference.expected != difference.actual
        scope: dict[str, Any] = {}
        exec(difference.test(), scope)
        (test,) = [value for key, value in scope.items() if key.startswith("test_difference_")]
        test()  # the engine without the fault passes the printed test


def test_an_engine_that_agrees_has_no_differences() -> None:
    summary = run_live(_answers, 2, 200)
    assert (summary.agreed, summary.cases, summary.text()) == (True, 200, "seed 2: 200 cases, 0 differences")


def _stuck(lines: Iterable[str]) -> Iterator[CaseResult]:
    for line in lines:
        while json.loads(line)["id"].endswith("3"):
            pass
        yield from replay([line])


def test_an_engine_that_hangs_is_a_difference_that_is_not_shrunk() -> None:
    def ask(case: Case) -> dict[str, Any]:
        (result,) = replay([json.dumps(case)])
        return result.actual

    summary = run_live(lambda cases: [ask(case) for case in cases], 1, 8, kinds=["fql"], compare=_stuck, limit=0.2)
    (difference,) = summary.differences
    assert difference.case["id"] == difference.found == "1-fql-00003"
    assert difference.actual == {"error": {"name": "TooLong", "message": "this engine gave no response within 0.2 s"}}
    assert summary.text().splitlines()[-1] == "seed 1: 8 cases, 1 differences"
    assert signal.getsignal(signal.SIGALRM) == signal.SIG_DFL


def _at_first_only(what: Callable[[], None]) -> Callable[[Iterable[str]], Iterator[CaseResult]]:
    """This engine, to whom that happens the first time that it has a case whose ID ends with 3."""
    happened: set[str] = set()

    def compare(lines: Iterable[str]) -> Iterator[CaseResult]:
        for line in lines:
            id = json.loads(line)["id"]
            if id.endswith("3") and id not in happened:
                happened.add(id)
                what()
            yield from replay([line])

    return compare


def test_an_engine_that_was_held_up_once_is_none_that_hangs() -> None:
    summary = run_live(
        _answers,
        1,
        8,
        kinds=["fql"],
        compare=_at_first_only(lambda: sleep(1)),
        limit=0.2,
    )
    assert (summary.agreed, summary.text()) == (True, "seed 1: 8 cases, 0 differences")


def test_a_difference_that_does_not_come_again_is_told_with_what_came_out() -> None:
    def ask(cases: Sequence[Case]) -> list[dict[str, Any]]:
        wrong = len(cases) > 1
        return [{"output": "another"} if wrong and case["id"].endswith("3") else _answers([case])[0] for case in cases]

    summary = run_live(ask, 1, 8, kinds=["fql"])
    (difference,) = summary.differences
    assert difference.case["id"] == difference.found == "1-fql-00003"
    assert difference.expected == {"output": "another"}
    assert difference.actual == _answers([difference.case])[0] != difference.expected
