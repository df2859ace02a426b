"""Recordings of Segment's published packages against this engine; SEGMENT_VECTORS names more files of them."""

from __future__ import annotations

import copy
import json
import os
from pathlib import Path
from typing import Any

import pytest
from segment_actions import (
    SegmentError,
    fql,
    transform,
    validate,
)
from segment_actions.fql import matcher
from segment_actions.mapping import transforming
from segment_conformance import replay as replay_module
from segment_conformance.errors import RecordingError
from segment_conformance.live import generate
from segment_conformance.replay import KINDS, replay

from tests.examples import examples

FILES = [Path(name) for name in os.environ.get("SEGMENT_VECTORS", "").split(os.pathsep) if name]


@pytest.mark.skipif(not FILES, reason="SEGMENT_VECTORS names no recordings")
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_recorded_case_comes_out_as_recorded(file: Path) -> None:
    results = list(replay(file.read_text("utf-8").splitlines()))
    assert [(case.id, case.expected, case.actual) for case in results if not case.passed] == []
    assert {case.kind for case in results} <= set(KINDS)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "is not JSON"),
        (
            '{"kind\r\n',
            'is not JSON [(]expected another " at the end of the text in column 2[)]',
        ),
        ("[]", "is not a recorded case"),
        ('{"kind": "nope"}', "is not a recorded case"),
        ('{"kind": "fql", "fql": "x"}', "needs events"),
    ],
)
def test_what_is_no_case_is_named_with_its_line(line: str, complaint: str) -> None:
    with pytest.raises(RecordingError, match=complaint) as refused:
        list(replay(["", line], name="cases.jsonl"))
    assert str(refused.value).startswith("cases.jsonl:2: ")


def test_a_difference_is_told_with_both_sides() -> None:
    case = {"id": "x", "kind": "mapping", "mapping": {"a": {"@path": "$.b"}}, "event": {"b": 1}, "output": {"a": 2}}
    (result,) = replay([json.dumps(case)])
    assert (result.passed, result.expected, result.actual) == (False, {"output": {"a": 2}}, {"output": {"a": 1}})
    assert not next(replay([json.dumps({**case, "output": {"a": True}})])).passed


MAPPED = {"kind": "mapping", "mapping": {"a": {"@path": "$.b"}}, "event": {"b": 1}}
ASKED = {"kind": "fql", "fql": 'type = "track"', "events": [{"type": "track"}]}
CHECKED = {"kind": "validate", "mode": "single", "fields": {"a": {"type": "string"}}, "payload": {"a": "right"}}


@pytest.mark.parametrize(
    ("case", "module", "name", "wrong"),
    [
        (MAPPED, transforming, "generated", lambda *_: lambda event: {"a": "wrong"}),
        (ASKED, matcher, "compile_tree", lambda _: lambda event: False),
        (CHECKED, replay_module, "usual", lambda _: lambda payload, keeps_empty: {"a": "wrong"}),
    ],
    ids=["mapping", "fql", "validate"],
)
def test_a_case_differs_where_the_form_that_is_written_as_source_does(
    case: dict[str, Any], module: Any, name: str, wrong: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (right,) = replay([json.dumps(case)])
    monkeypatch.setattr(module, name, wrong)
    (result,) = replay([json.dumps({**case, **right.actual})])
    assert not result.passed
    assert result.actual["error"]["name"] == "the form written as source differs"


def test_the_callers_objects_are_never_changed() -> None:
    for case in generate(99, examples(400, 15_000), kinds=["mapping", "liquid", "validate", "fql"]):
        before = copy.deepcopy(case)
        list(replay([json.dumps(case)]))
        try:
            if case["kind"] == "mapping":
                transform(case["mapping"], case["event"])
            elif case["kind"] == "fql":
                for event in case["events"]:
                    fql.matches(case["fql"], event)
            elif "fields" in case:
                validate(case["fields"], case["payload"], case["mode"])
        except SegmentError:
            pass
        assert case == before
