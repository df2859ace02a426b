"""Generated cases through Segment's published packages and this engine: no difference that is not explained."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from typing import Any

import pytest
from attio_harness.conform import CaseResult, replay
from attio_harness.differential import Pipe, generate, one_by_one, run_live, shrink
from attio_harness.differential.generating import GENERATORS
from attio_harness.errors import InputError
from segment_actions import MappingError, SegmentError, compile_mapping, transform
from segment_actions.mapping.directives import DIRECTIVES
from segment_actions.mapping.liquid.filters import FILTERS

from tests.segment_actions import oracle as published

CASES = 2500
SEEDS = (12, 13)


@pytest.fixture(scope="module")
def pipe() -> Any:
    if published.MISSING:
        pytest.skip(published.MISSING)
    with Pipe(["node", "oracle.mjs"], published.FOLDER) as process:
        yield process


@pytest.mark.parametrize("seed", SEEDS)
def test_generated_cases_agree(pipe: Pipe, seed: int) -> None:
    summary = run_live(pipe.ask_many, seed, CASES)
    assert summary.agreed, summary.text()
    assert summary.cases == CASES
    assert set(summary.kinds) == {"mapping", "fql", "validate", "attio_single", "attio_batch"}


def test_the_same_seed_gives_the_same_cases() -> None:
    first, again, other = (json.dumps(list(generate(seed, 50))) for seed in (1, 1, 2))
    assert first == again != other


def test_the_generator_reaches_every_directive_filter_and_kind() -> None:
    text = json.dumps(list(generate(5, 6000)))
    assert [name for name in DIRECTIVES if f'"{name}"' not in text] == []
    assert [name for name in FILTERS if f"{name}" not in text] == []
    assert {case["id"].split("-")[1] for case in generate(5, 500)} == set(GENERATORS)


def test_a_fault_is_found_and_shrunk_to_its_cause() -> None:
    """A comparison that takes every upper-cased text for wrong stands for a fault in the engine."""

    def answer(case: dict[str, Any]) -> dict[str, Any]:
        (own,) = replay([json.dumps({**case, "output": None})])
        return own.actual

    def faulty(lines: Sequence[str]) -> Any:
        for result in replay(lines):
            wrong = (
                "upcase" in json.dumps(json.loads(_line(result, lines))["mapping"])
                if result.kind == "mapping"
                else False
            )
            yield CaseResult(
                id=result.id,
                kind=result.kind,
                passed=not wrong,
                expected={"output": "theirs"},
                actual={"output": "ours"},
            )

    def _line(result: CaseResult, lines: Sequence[str]) -> str:
        return next(line for line in map(str, lines) if json.loads(line)["id"] == result.id)

    summary = run_live(one_by_one(answer), 3, 400, kinds=["liquid"], compare=lambda lines: faulty(list(lines)), most=1)
    (difference,) = summary.differences
    assert not summary.agreed
    assert "upcase" in json.dumps(difference.case)
    assert len(json.dumps(difference.case["mapping"])) < 60
    assert "def test_difference_3_liquid_" in summary.text()


def test_shrinking_keeps_what_makes_the_case_fail() -> None:
    case = {
        "id": "x",
        "kind": "mapping",
        "mapping": {"a": {"@path": "$.b"}, "c": [1, {"d": "long text"}]},
        "event": {"b": [1, 2, 3], "e": {}},
    }
    smallest = shrink(case, lambda one: "@path" in json.dumps(one.get("mapping")))
    assert smallest["id"] == "x"
    assert "long text" not in json.dumps(smallest)
    assert len(json.dumps(smallest)) < len(json.dumps(case)) / 1.4


def test_a_process_that_ends_or_cannot_be_started_is_named() -> None:
    with pytest.raises(InputError, match="cannot be started"):
        Pipe(["no-such-command"])
    with Pipe(["true"]) as ended, pytest.raises(InputError, match="ended while it answered"):
        ended.ask_many([{"kind": "versions"}])


# -- what no recording holds: bombs ----------------------------------------------------------------------------------


def deep(levels: int, leaf: Any) -> Any:
    value = leaf
    for _ in range(levels):
        value = {"a": value}
    return value


@pytest.mark.parametrize("levels", [2_000, 100_000])
def test_a_mapping_nested_without_end_is_refused(levels: int) -> None:
    with pytest.raises(MappingError, match="nested too deeply"):
        compile_mapping(deep(levels, {"@path": "$.x"}))


@pytest.mark.parametrize("directive", ["@json", "@flatten", "@merge"])
def test_an_event_nested_without_end_is_refused_or_passed_on(directive: str) -> None:
    event = {"type": "track", "properties": deep(50_000, 1)}
    inner = {"@path": "$.properties"}
    options: dict[str, Any] = {
        "@json": {"mode": "encode", "value": inner},
        "@flatten": {"value": inner, "separator": "."},
        "@merge": {"direction": "left", "objects": [inner, inner]},
    }
    told = ""
    try:
        transform({"a": {directive: options[directive]}}, event)
    except SegmentError as error:
        told = str(error)
    assert told == "" or "nested too deeply" in told or "call stack" in told


def test_a_structure_that_contains_itself_is_refused_and_left_alone() -> None:
    event: dict[str, Any] = {"type": "track", "properties": {}}
    event["properties"]["self"] = event
    with pytest.raises(SegmentError):
        transform({"a": {"@json": {"mode": "encode", "value": {"@path": "$.properties"}}}}, event)
    assert set(event["properties"]) == {"self"}
    mapping: dict[str, Any] = {"a": {}}
    mapping["a"]["b"] = mapping
    with pytest.raises(MappingError, match="nested too deeply or contains itself"):
        compile_mapping(mapping)


def test_not_a_number_and_infinity_are_values_like_others() -> None:
    event = {"n": float("nan"), "i": float("inf"), "big": 10**400}
    mapping = {"t": {"@template": "{{n}} {{i}} {{big}}"}, "j": {"@json": {"mode": "encode", "value": {"@path": "$.n"}}}}
    assert transform(mapping, event) == {"t": "NaN Infinity Infinity", "j": "null"}


def test_resolving_never_changes_what_it_is_given() -> None:
    for case in generate(21, 400, kinds=["mapping", "liquid"]):
        before = json.dumps([case["mapping"], case["event"]])
        with contextlib.suppress(SegmentError):
            transform(case["mapping"], case["event"])
        counts = "increment" in before or "decrement" in before  # Segment's engine counts in the event itself
        assert counts or json.dumps([case["mapping"], case["event"]]) == before
