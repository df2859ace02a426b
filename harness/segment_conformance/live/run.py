"""`run_live` gives cases to Segment's published packages and to this engine, and reports the differences.

The caller passes in what answers for the packages; `pipe` has a process for it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from segment_conformance.live.generators import Case, generate
from segment_conformance.live.known_differences import known_difference
from segment_conformance.live.limits import LIMIT, TooLong, is_late, late, within
from segment_conformance.live.shrink import shrink
from segment_conformance.live.valid_cases import is_valid
from segment_conformance.replay import CaseResult, replay

__all__ = ["Ask", "Difference", "Summary", "run_live"]

Ask = Callable[[Sequence[Case]], Sequence[dict[str, Any]]]
"""Returns the answers of Segment's packages to cases, `{"output"?, "error"?}`, in order."""

_BATCH = 400
_MOST_SHRUNK = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A case that came out differently, shrunk as far as possible, with both answers."""

    found: str
    case: Case
    expected: dict[str, Any]
    actual: dict[str, Any]

    def test(self) -> str:
        """The case as a test to paste, which needs no packages."""
        line = json.dumps({**self.case, **self.expected})
        name = "".join(char if char.isalnum() else "_" for char in self.found)
        return (
            f"def test_difference_{name}() -> None:\n"
            f"    from segment_conformance.replay import replay\n\n"
            f"    recorded = {line!r}\n"
            f"    (result,) = replay([recorded])\n"
            f"    assert result.passed, result\n"
        )


@dataclass(slots=True, kw_only=True)
class Summary:
    """What a run found.

    `areas` counts the cases per generator, `known_differences` the differences kept on purpose per ID, `more` the differences
    that were not shrunk. `interrupted`: a signal ended the run early.
    """

    seed: int
    cases: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    areas: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)
    known_differences: Counter[str] = field(default_factory=Counter)
    more: int = 0
    interrupted: bool = False

    @property
    def agreed(self) -> bool:
        return not self.differences and not self.more

    def text(self) -> str:
        """A text for people: tests that reproduce the differences, then a line with the counts."""
        parts = [one.test() + _both(one) for one in self.differences]
        stay = "".join(f", {count} kept ({name})" for name, count in sorted(self.known_differences.items()))
        more = f" ({self.more} of them not shrunk)" if self.more else ""
        total = len(self.differences) + self.more
        cut = " before the interrupt" if self.interrupted else ""
        parts.append(f"seed {self.seed}: {self.cases} cases{cut}, {total} differences{more}{stay}")
        return "\n".join(parts)


def _both(one: Difference) -> str:
    return f"    # packages: {json.dumps(one.expected)[:600]}\n    # ours:     {json.dumps(one.actual)[:600]}\n"


def run_live(
    ask: Ask,
    seed: int,
    cases: int,
    *,
    kinds: Collection[str] | None = None,
    compare: Callable[[Iterable[str]], Iterator[CaseResult]] = replay,
    say: Callable[[str], None] | None = None,
    watched: Callable[[Iterator[Case]], Iterator[Case]] = lambda cases: cases,
    limit: float = LIMIT,
    most: int = _MOST_SHRUNK,
    overlap: bool = True,
) -> Summary:
    """Generate cases, have both sides answer them, and shrink the first `most` differences.

    Args:
        ask: answers for the packages.
        kinds: kinds of `generators.GENERATORS`; None for all.
        compare: replays recorded lines through this engine.
        say: called with each difference as soon as it is shrunk.
        watched: all cases pass through it; it may end the stream.
        limit: seconds this engine has for a case. A case that takes either side too long twice is a difference and
            not shrunk.
        most: how many differences are shrunk; the others are only counted.
        overlap: call `ask` for the next cases in a thread while these are compared. There are never two calls at a time.
    """
    summary = Summary(seed=seed)
    stream = watched(generate(seed, cases, kinds=kinds))
    compare = _limited(compare, limit)
    with ThreadPoolExecutor(1) as thread:
        batch = list(islice(stream, _BATCH))
        answers = ask(batch) if batch else []
        while batch:
            following = list(islice(stream, _BATCH))
            asked = thread.submit(ask, following) if overlap and following else None
            differing = list(_differing(batch, answers, compare, summary))
            answers = asked.result() if asked is not None else ask(following) if following else []
            for case, found in differing:
                if len(summary.differences) >= most:
                    summary.more += 1
                    continue
                difference = _shrunk(case, found, ask, compare)
                if difference is None:
                    continue
                summary.differences.append(difference)
                if say is not None:
                    say(difference.test() + _both(difference))
            batch = following
    return summary


def _differing(
    cases: Sequence[Case],
    answers: Sequence[dict[str, Any]],
    compare: Callable[[Iterable[str]], Iterator[CaseResult]],
    summary: Summary,
) -> Iterator[tuple[Case, CaseResult]]:
    """The cases with a difference that is not a known one, each with its result. Counts all cases."""
    summary.cases += len(cases)
    summary.kinds.update(case["kind"] for case in cases)
    summary.areas.update(str(case["id"]).split("-")[1] for case in cases)
    recorded = (json.dumps({**case, **answer}) for case, answer in zip(cases, answers, strict=True))
    for case, result in zip(cases, compare(recorded), strict=True):
        if result.passed:
            continue
        reason = known_difference(case, result.expected, result.actual)
        if reason is None:
            yield case, result
        else:
            summary.known_differences[reason.id] += 1


def _limited(
    compare: Callable[[Iterable[str]], Iterator[CaseResult]], limit: float
) -> Callable[[Iterable[str]], Iterator[CaseResult]]:
    """`compare` with a limit of so many seconds for each case."""

    def limited(lines: Iterable[str]) -> Iterator[CaseResult]:
        for line in lines:
            try:
                with within(limit):
                    results = list(compare([line]))
            except TooLong:
                case = json.loads(line)
                expected = {key: case[key] for key in ("output", "error") if key in case}
                ours = late("this engine", limit)
                results = [CaseResult(id=case["id"], kind=case["kind"], passed=False, expected=expected, actual=ours)]
            yield from results

    return limited


def _compared(case: Case, ask: Ask, compare: Callable[[Iterable[str]], Iterator[CaseResult]]) -> CaseResult:
    (answer,) = ask([case])
    (result,) = compare([json.dumps({**case, **answer})])
    return result


def _shrunk(
    case: Case, found: CaseResult, ask: Ask, compare: Callable[[Iterable[str]], Iterator[CaseResult]]
) -> Difference | None:
    """Shrink a difference. None if a side was late but is not when asked again: then the machine was slow, not the case."""
    again = _compared(case, ask, compare)
    if again.passed and _is_late(found):
        return None
    if again.passed or _is_late(again):
        shown = found if again.passed else again
        return Difference(found=str(case["id"]), case=case, expected=shown.expected, actual=shown.actual)
    sort = _sort(again)

    def differs(candidate: Case) -> bool:
        if not is_valid(candidate):
            return False
        result = _compared(candidate, ask, compare)
        return (
            not result.passed
            and _sort(result) == sort
            and known_difference(candidate, result.expected, result.actual) is None
        )

    smallest = shrink(case, differs, fixed=_fixed(case))
    result = _compared(smallest, ask, compare)
    return Difference(found=str(case["id"]), case=smallest, expected=result.expected, actual=result.actual)


def _is_late(result: CaseResult) -> bool:
    return is_late(result.expected) or is_late(result.actual)


def _fixed(case: Case) -> tuple[str, ...]:
    """The members of a case that are not shrunk: an invented destination only makes sense as a whole."""
    if case["kind"] in ("runtime", "failure"):
        return tuple(key for key in case if key not in ("event", "events", "responses"))
    return ("id", "kind")


def _sort(result: CaseResult) -> tuple[str, ...]:
    """Roughly what went wrong, so that shrinking does not lead to a different difference."""
    sides = []
    for side in (result.expected, result.actual):
        output = side.get("output")
        valid = str(output.get("valid", "")) if isinstance(output, dict) else ""
        sides += [str(side.get("error", {}).get("name", "")), valid]
    return tuple(sides)
