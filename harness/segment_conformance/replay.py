"""`replay` runs recordings of Segment's published packages through this engine and compares the results, one case per line.

A case is `{"id", "kind", ...input, "output"?, "error"?}`; `KINDS` lists what is replayed and how. Values that JSON cannot
hold are written `{"$undefined": true}` or `{"$number": "NaN"}`. Errors must have the same name and message; if the message comes
from the JavaScript engine (`engine_message`), only the same name.

For most kinds, this engine has two forms of an answer: the plain one and the one it writes as Python source. If the two differ,
so does the case.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, Literal

from attio_destination import destination as published
from attio_emulator.schema.json_words import found_and_expected
from segment_actions import (
    FqlError,
    PayloadValidationError,
    Request,
    Response,
    SegmentError,
    compile_fields,
    compile_mapping,
    fql,
)
from segment_actions.environment import Surroundings
from segment_actions.fql.codegen import compile_plainly
from segment_actions.js import number
from segment_actions.json_values import guarded
from segment_actions.mapping.whole import check_event
from segment_actions.validation.fast_path import usual

from segment_conformance.encoding import body_of, encoded, error_of, prepared
from segment_conformance.errors import RecordingError
from segment_conformance.runtime import failure, runtime

__all__ = ["KINDS", "CaseResult", "replay"]

AROUND = Surroundings(
    clock=lambda: datetime(2024, 6, 15, 12, 34, 56, 789000, UTC), shuffle=list.reverse, timer=lambda: 0.0
)
"""The clock and randomness of recordings: `Math.random` returns 0 there, so shuffling reverses a list."""

Form = Literal["plain", "written"]

_WRITTEN_AFTER: Mapping[Form, int | None] = {"plain": None, "written": 0}

_DESTINATIONS = {
    form: replace(published, clock=AROUND.clock, shuffle=AROUND.shuffle, written_after=after)
    for form, after in _WRITTEN_AFTER.items()
}
"""The published destination in both forms, with the clock of recordings."""

_ANSWER = {
    "status": 200,
    "body": {
        "data": {
            "id": {"workspace_id": "ws_1", "object_id": "obj_1", "record_id": "rec_1"},
            "created_at": "2024-01-01T00:00:00.000Z",
            "values": {},
        }
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResult:
    """One case: the answer of Segment's packages (`expected`) and of this engine (`actual`), as `{"output"?, "error"?}`."""

    id: str
    kind: str
    passed: bool
    expected: dict[str, Any]
    actual: dict[str, Any]


def replay(lines: Iterable[str], *, name: str = "recordings") -> Iterator[CaseResult]:
    """Replay recordings, one JSON object per line; blank lines are skipped.

    Raises:
        RecordingError: a line is not a case; the error has its number.
    """
    for at, line in enumerate(lines, 1):
        if line.strip():
            yield _replayed(_case(line, at, name))


def _case(line: str, at: int, name: str) -> dict[str, Any]:
    # without the line end, so that an error in cut-off JSON is placed before it
    line = line.rstrip("\r\n")
    try:
        case = json.loads(line, parse_int=lambda digits: number(int(digits)))
    except json.JSONDecodeError as error:
        _, expected = found_and_expected(error, line)
        problem = f"is not JSON (expected {expected} in column {error.colno}), so it is not a recorded case"
        raise RecordingError(problem, source=name, line=at) from None
    except (ValueError, RecursionError):  # a number of thousands of digits, or endless nesting
        raise RecordingError("is not JSON that can be read; expected a recorded case", source=name, line=at) from None
    if not isinstance(case, dict) or case.get("kind") not in KINDS:
        raise RecordingError(
            f"is not a recorded case; expected an object whose kind is one of {', '.join(KINDS)}", source=name, line=at
        )
    missing = [key for key in _INPUTS[case["kind"]] if key not in case]
    if missing:
        raise RecordingError(f"a case of kind {case['kind']} needs {' and '.join(missing)}", source=name, line=at)
    return case


_INPUTS = {
    "mapping": ("mapping", "event"),
    "fql": ("fql", "events"),
    "validate": ("mode", "payload"),
    "attio_single": ("event", "settings"),
    "attio_batch": ("events", "settings"),
    "runtime": ("destination", "run"),
    "failure": ("class", "args"),
}


def _replayed(case: dict[str, Any]) -> CaseResult:
    expected: dict[str, Any] = {key: case[key] for key in ("output", "error") if key in case}
    actual = _answer(case, "plain")
    if case["kind"] in _IN_TWO_FORMS and not _same(actual, written := _answer(case, "written")):
        actual = {"error": {"name": "the form written as source differs", "message": f"{written}, not {actual}"}}
    return CaseResult(
        id=str(case.get("id", "")),
        kind=case["kind"],
        passed=_same(expected, actual),
        expected=expected,
        actual=actual,
    )


def _answer(case: dict[str, Any], form: Form) -> dict[str, Any]:
    try:
        return KINDS[case["kind"]](case, form)
    except SegmentError as error:
        return {"error": error_of(error)}
    except Exception as error:  # whatever it is, the case counts as different, and the replay goes on
        return {"error": {"name": f"our own {type(error).__name__}", "message": str(error)}}


def _mapping(case: Mapping[str, Any], form: Form) -> dict[str, Any]:
    with guarded(mapping=case["mapping"], event=case["event"]):
        check_event(case["event"])  # before the mapping, as `transform` does
        run = compile_mapping(case["mapping"], AROUND, written_after=_WRITTEN_AFTER[form])
        return {"output": encoded(run(case["event"]))}


def _fql(case: Mapping[str, Any], form: Form) -> dict[str, Any]:
    output: dict[str, Any] = {}
    try:
        tree = fql.parse(case["fql"])
        output["ast"] = encoded(tree)
    except FqlError as error:
        output["ast"] = {"error": str(error)}
        output["matches"] = [fql.matches(case["fql"], event) for event in case["events"]]
        engine = str(error).startswith("Cannot read")
        output["regenerated_error"] = {"name": "TypeError" if engine else "Error", "message": str(error)}
        return {"output": output}
    matches = partial(fql.matches, tree) if form == "written" else compile_plainly(tree)
    output["matches"] = [_attempt(partial(matches, event)) for event in case["events"]]
    try:
        output["regenerated"] = fql.generate(tree)
    except SegmentError as error:
        output["regenerated_error"] = error_of(error)
    return {"output": output}


def _attempt(work: Callable[[], Any]) -> Any:
    try:
        return work()
    except SegmentError as error:
        return {"error": error_of(error)}


def _validate(case: Mapping[str, Any], form: Form) -> dict[str, Any]:
    validator = published.validator(case["action"]) if case.get("action") else compile_fields(case["fields"])
    before = encoded(validator.without_empties(case["payload"], case["mode"]))
    try:
        # `validate` writes its source after some payloads only, and a case has one
        payload = usual(validator.schema)(case["payload"], case["mode"] == "batch") if form == "written" else None
        if payload is None:
            payload = validator.checked(validator.without_empties(case["payload"], case["mode"]))
    except PayloadValidationError as error:
        return {
            "output": {"valid": False, "after_empty_removal": before, "message": str(error), "errors": error.errors}
        }
    return {"output": {"valid": True, "after_empty_removal": before, "payload": encoded(payload)}}


def _single(case: Mapping[str, Any], form: Form) -> dict[str, Any]:
    destination = _DESTINATIONS[form]
    return _delivered(case, lambda send: destination.on_event(case["event"], case["settings"], client=send))


def _batch(case: Mapping[str, Any], form: Form) -> dict[str, Any]:
    destination = _DESTINATIONS[form]
    return _delivered(case, lambda send: destination.on_batch(case["events"], case["settings"], client=send))


def _delivered(case: Mapping[str, Any], deliver: Callable[[Callable[[Request], Response]], Any]) -> dict[str, Any]:
    answers = list(case.get("responses") or ())
    requests: list[dict[str, Any]] = []

    def send(request: Request) -> Response:
        requests.append(
            {
                "method": request.method,
                "url": request.url,
                "headers": {**request.headers, "accept": "*/*"},
                "body": body_of(request),
            }
        )
        return prepared(answers[len(requests) - 1] if len(requests) <= len(answers) else _ANSWER)

    try:
        results = deliver(send)
    except SegmentError as error:
        return {"output": {"requests": requests}, "error": error_of(error)}
    return {"output": {"requests": requests, "results": encoded(results)}}


KINDS: Mapping[str, Callable[[Mapping[str, Any], Form], dict[str, Any]]] = {
    "mapping": _mapping,
    "fql": _fql,
    "validate": _validate,
    "attio_single": _single,
    "attio_batch": _batch,
    "runtime": lambda case, form: runtime(case, AROUND.clock),
    "failure": lambda case, form: failure(case),
}

_IN_TWO_FORMS = frozenset(KINDS) - {"runtime", "failure"}


def _same(expected: Any, actual: Any) -> bool:
    if isinstance(expected, dict) and isinstance(actual, dict):
        if expected.get("engine_message"):
            return bool(expected.get("name") == actual.get("name")) if "name" in expected else "error" in actual
        ours = {key: value for key, value in actual.items() if key != "engine_message"}
        return expected.keys() == ours.keys() and all(_same(value, ours[key]) for key, value in expected.items())
    if isinstance(expected, list) and isinstance(actual, list):
        return len(expected) == len(actual) and all(map(_same, expected, actual))
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    return bool(expected == actual)
