"""Generated cases: what the generator reaches, how differences are found and shrunk, and the live run beside Segment's packages.

Below, what no pipe can carry: values nested ten thousand deep, values that contain themselves, NaN, very long text.
"""

from __future__ import annotations

import copy
import json
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from segment_actions import (
    MappingError,
    PayloadValidationError,
    Request,
    SegmentError,
    compile_mapping,
    fql,
    transform,
    validate,
)
from segment_actions.js import MISSING
from segment_actions.mapping.directives import DIRECTIVES
from segment_actions.mapping.liquid.filters import DISABLED
from segment_actions.mapping.liquid.filters import FILTERS as ENGINE_FILTERS
from segment_actions.mapping.liquid.tags import DISABLED_TAGS as ENGINE_DISABLED_TAGS
from segment_actions.mapping.liquid.tags import TAGS as ENGINE_TAGS
from segment_actions.validation.formats import FORMATS as ENGINE_FORMATS
from segment_actions.validation.formats import FREE
from segment_actions.validation.formats import NUMBER_FORMATS as ENGINE_NUMBER_FORMATS
from segment_conformance.live import KEPT, Pipe, generate, one_by_one, run_live, shrink
from segment_conformance.live.cases import GENERATORS
from segment_conformance.live.deliveries import CONTENT_TYPES, STATUSES
from segment_conformance.live.payloads import ACTIONS, FORMATS, NUMBER_FORMATS, TYPES
from segment_conformance.live.runtimes import RAISED, RUNS, SCHEMES, every_status_case
from segment_conformance.live.templates import DISABLED_FILTERS, DISABLED_TAGS, FILTERS, TAGS
from segment_conformance.live.triggers import FUNCTIONS, OPERATORS
from segment_conformance.replay import KINDS, CaseResult, replay

from tests.segment_actions import oracle as published

Case = dict[str, Any]
SEED = 4711
PACKAGES = Path(published.__file__).parents[1] / "oracle"


# -- live --------------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(bool(published.MISSING), reason=published.MISSING or "-")
def test_both_engines_agree_on_generated_cases() -> None:
    with Pipe(["node", "oracle.mjs"], PACKAGES) as pipe:
        summary = run_live(pipe.ask_many, SEED, 6000)
    assert summary.agreed, summary.text()
    assert summary.cases == 6000
    assert sum(summary.kinds.values()) == 6000
    assert set(summary.kinds) == {*KINDS}
    assert set(summary.kept) <= {one.id for one in KEPT}
    assert sum(summary.kept.values()) < 60


# -- what is generated -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return list(generate(SEED, 9000))


def _of(cases: list[Case], kind: str) -> list[Case]:
    found = [case for case in cases if case["kind"] == kind]
    assert found
    return found


def _nodes(value: Any) -> Iterator[Any]:
    yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _nodes(inner)


def _texts(cases: list[Case]) -> list[str]:
    """The templates of the cases."""
    return [
        node["@liquid"]
        for case in _of(cases, "mapping")
        for node in _nodes(case["mapping"])
        if isinstance(node, dict) and isinstance(node.get("@liquid"), str)
    ]


def test_every_directive_and_option_occurs(cases: list[Case]) -> None:
    used: dict[str, set[str]] = {}
    for case in _of(cases, "mapping"):
        for node in _nodes(case["mapping"]):
            if isinstance(node, dict):
                for key, value in node.items():
                    used.setdefault(key, set()).update(value if isinstance(value, dict) else ())
    assert used.keys() >= set(DIRECTIVES) | {"@nope", "_metadata", "__segment_internal_directive"}
    assert used["@if"] >= {"exists", "blank", "then", "else"}
    assert used["@case"] >= {"operator", "value"}
    assert used["@replace"] >= {"pattern", "replacement", "value", "ignorecase", "global", "pattern2", "replacement2"}
    assert used["@json"] >= {"mode", "value"}
    assert used["@flatten"] >= {"separator", "value", "omitArrays"}
    assert used["@merge"] >= {"objects", "direction"}
    assert used["@transform"] >= {"apply", "mapping"}


def test_every_value_that_an_option_knows_occurs(cases: list[Case]) -> None:
    drawn: dict[tuple[str, str], list[Any]] = {}
    for name, options in _directives(cases):
        if isinstance(options, dict):
            for key, value in options.items():
                drawn.setdefault((name, key), []).append(value)
        drawn.setdefault((name, ""), []).append(options)
    for place, known in (
        (("@case", "operator"), ("lower", "upper")),
        (("@json", "mode"), ("encode", "decode")),
        (("@merge", "direction"), ("left", "right")),
        (("@replace", "ignorecase"), (True, False)),
        (("@replace", "global"), (True, False)),
        (("@flatten", "omitArrays"), (True, False)),
    ):
        assert [one for one in known if one not in drawn[place]] == [], place
    assert {len(one) for one in drawn["@arrayPath", ""] if isinstance(one, list)} >= {1, 2, 3}
    assert {len(one) for one in drawn["@merge", "objects"] if isinstance(one, list)} >= {0, 1, 2, 3}


def _directives(cases: list[Case]) -> list[tuple[str, Any]]:
    nodes = [node for case in _of(cases, "mapping") for node in _nodes(case["mapping"]) if isinstance(node, dict)]
    return [(key, node[key]) for node in nodes for key in node if key in DIRECTIVES]


def test_every_directive_nests_to_a_depth_of_five(cases: list[Case]) -> None:
    found: dict[str, set[int]] = {}

    def walk(node: Any, depth: int) -> None:
        for key, inner in node.items() if isinstance(node, dict) else ():
            own = key in DIRECTIVES
            if own:
                found.setdefault(key, set()).add(depth + 1)
            walk(inner, depth + own)
        for inner in node if isinstance(node, list) else ():
            walk(inner, depth)

    for case in _of(cases, "mapping"):
        walk(case["mapping"], 0)
    assert {name: {*range(1, 6)} - depths for name, depths in found.items()} == {name: set() for name in DIRECTIVES}


def test_every_tag_and_filter_of_templates_occurs_the_refused_ones_too(cases: list[Case]) -> None:
    text = "\n".join(_texts(cases))
    tags = set(re.findall(r"\{%-?\s*(\w+|#)", text))
    filters = set(re.findall(r"\|\s*(\w+)", text))
    assert tags >= {
        *TAGS,
        *DISABLED_TAGS,
        "elsif",
        "else",
        "endif",
        "endunless",
        "endcapture",
        "endraw",
        "endcomment",
        "endblock",
    }
    assert filters >= {*FILTERS, *DISABLED_FILTERS}
    assert {*TAGS} == {*ENGINE_TAGS}
    assert {*DISABLED_TAGS} == {*ENGINE_DISABLED_TAGS}
    assert {*FILTERS, *DISABLED_FILTERS} == {*ENGINE_FILTERS}
    assert {*DISABLED_FILTERS} == {*DISABLED}
    assert max(map(len, _texts(cases))) == 1001


def test_every_operator_function_and_field_of_triggers_occurs(cases: list[Case]) -> None:
    text = "\n".join(case["fql"] for case in _of(cases, "fql"))
    assert [one for one in OPERATORS if f" {one} " not in text] == []
    assert [one for one in FUNCTIONS if f"{one}(" not in text] == []
    fields = (
        "type",
        "event",
        "name",
        "userId",
        "traits.",
        "properties.",
        "context.",
        "anonymousId",
        "null",
        "true",
        "false",
        "(",
        "'",
        "\\",
        "AND",
    )
    assert [one for one in fields if one not in text] == []
    results = [
        fql.matches(case["fql"], event)
        for case in _of(cases, "fql")
        for event in case["events"]
        if not _broken(case["fql"])
    ]
    assert {*results} == {True, False}


def _broken(text: str) -> bool:
    try:
        for child in fql.parse(text)["children"]:
            fql.matches({"type": "group", "operator": "and", "children": [child]}, {})
    except SegmentError:
        return True
    return False


def test_every_type_format_and_option_of_fields_occurs(cases: list[Case]) -> None:
    fields = [
        node
        for case in _of(cases, "validate")
        for node in _nodes(case.get("fields", {}))
        if isinstance(node, dict) and "type" in node and "label" in node
    ]
    assert {one["type"] for one in fields} == {*TYPES}
    assert {one["format"] for one in fields if "format" in one} == {*FORMATS, *NUMBER_FORMATS}
    assert {*FORMATS, *NUMBER_FORMATS} == {*ENGINE_FORMATS, *ENGINE_NUMBER_FORMATS, *FREE}
    options = {key for one in fields for key in one}
    assert options >= {
        "required",
        "multiple",
        "allowNull",
        "minimum",
        "maximum",
        "choices",
        "properties",
        "additionalProperties",
        "default",
    }
    required = [one["required"] for one in fields if isinstance(one.get("required"), dict)]
    assert {one.get("match") for one in required} == {None, "all", "any"}
    assert {len(one["conditions"]) for one in required} >= {1, 2, 3}
    conditions = [each for one in required for each in one["conditions"]]
    assert {each["operator"] for each in conditions} == {"is", "is_not"}
    assert {"value" in each for each in conditions} == {True, False}
    assert any("." in each["fieldKey"] for each in conditions)
    assert {case.get("action") for case in _of(cases, "validate")} == {None, *ACTIONS}
    assert {case["mode"] for case in _of(cases, "validate")} == {"single", "batch"}


def test_deliveries_use_every_action_and_status(cases: list[Case]) -> None:
    sent = _of(cases, "attio_single") + _of(cases, "attio_batch")
    subscriptions = [case["settings"]["subscription"] for case in sent if "subscription" in case["settings"]]
    assert {one.get("partnerAction") for one in subscriptions} >= {*ACTIONS}
    assert {one["status"] for case in sent for one in case["responses"]} >= {*STATUSES}
    assert {len(case["responses"]) for case in sent} == {0, 1, 2, 5}
    assert {len(case["settings"].get("subscriptions", ())) for case in sent} == {0, 1, 2, 3}
    bodies = [one.get("body", "nothing") for case in sent for one in case["responses"]]
    assert {type(body).__name__ for body in bodies} == {"str", "int", "float", "bool", "NoneType", "list", "dict"}
    kinds = {next(iter(one["headers"].values())) for case in sent for one in case["responses"] if "headers" in one}
    assert kinds == {*CONTENT_TYPES}
    numbers = [node for case in sent for node in _nodes(case) if isinstance(node, int | float)]
    assert any(abs(one) > 2**53 for one in numbers)
    assert {len(case["events"]) for case in _of(cases, "attio_batch")} == {0, 1, 2, 3, 4}


def test_the_runtime_is_run_in_every_way_with_every_error_and_status(cases: list[Case]) -> None:
    run = [*_of(cases, "runtime"), *generate(SEED + 1, 3000, kinds=["runtime"])]
    assert {case["run"] for case in run} == {*RUNS}
    assert {case["destination"]["scheme"] for case in run} == {*SCHEMES}
    nodes = [node for case in run for node in _nodes(case["destination"])]
    raised = {node[1] for node in nodes if isinstance(node, list) and node[:1] == ["raise"]}
    assert raised == {*RAISED} == {case["class"] for case in _of(cases, "failure")}
    steps = [node for node in nodes if isinstance(node, list) and node and isinstance(node[0], str)]
    assert {step[0] for step in steps} >= {"request", "try", "last", "return", "success", "error", "success_at", "error_at", "unset"}  # fmt: skip
    entries = [step[-1] for step in steps if step[0] in ("error", "error_at")]
    assert {entry["status"] for entry in entries} >= {200, 400, 401, 404, 422, 429, 500, 598}
    assert len(every_status_case()["events"]) == 199
    assert {frozenset(entry) for entry in entries if len(entry) < 3} >= {
        frozenset({"status", *more})
        for more in ((), ("body",), ("sent",), ("errortype",), ("errormessage",), ("errorreporter",))
    }
    options = {key for node in nodes if isinstance(node, dict) for key in node}
    assert options >= {"headers", "json", "body", "searchParams", "username", "password", "timeout", "throwHttpErrors", "beforeRequest", "afterResponse"}  # fmt: skip
    asked = [len(case["settings"].get("subscriptions", ())) for case in run if "settings" in case]
    assert {*asked} == {0, 1, 2, 3}
    assert any("late" in answer for case in run for answer in case["responses"])
    assert any("failure" in answer for case in run for answer in case["responses"])


_TOP = (
    "type",
    "userId",
    "traits",
    "properties",
    "context",
    "timestamp",
    "name",
    "groupId",
    "event",
    "messageId",
    "receivedAt",
)
_TRAITS = ("email", "name", "plan", "tags", "rows", "address", "zero", "empty", "nil", "no", "count")
_PROPERTIES = ("total", "flag", "discount", "products", "nested", "json", "items")


def test_events_have_every_type_in_every_place_and_text_of_every_sort(cases: list[Case]) -> None:
    places: dict[str, set[str]] = {}
    for case in _of(cases, "mapping"):
        if isinstance(case["event"], dict):
            for key, value in case["event"].items():
                places.setdefault(key, set()).add(type(value).__name__)
                if key in ("traits", "properties") and isinstance(value, dict):
                    for inner, one in value.items():
                        places.setdefault(f"{key}.{inner}", set()).add(type(one).__name__)
    for key in (*_TOP, *(f"traits.{one}" for one in _TRAITS), *(f"properties.{one}" for one in _PROPERTIES)):
        assert places[key] >= {"str", "int", "float", "bool", "NoneType", "list", "dict"}, key
    values = [node for case in _of(cases, "mapping") for node in _nodes(case["event"])]
    text = [one for one in values if isinstance(one, str)]
    assert any("\ud800" <= char <= "\udfff" for one in text for char in one)
    assert any(char > "\uffff" for one in text for char in one)
    numbers = [one for one in values if isinstance(one, int | float) and not isinstance(one, bool)]
    assert {5e-324, 1.7976931348623157e308, 9007199254740993} <= {*numbers}
    assert not [one for one in numbers if one == 0 and math.copysign(1, one) < 0]


def test_a_case_depends_on_the_seed_and_its_number_only() -> None:
    assert list(generate(1, 40)) == list(generate(1, 80))[:40]
    assert list(generate(1, 40)) != list(generate(2, 40))
    assert [case["id"] for case in generate(3, 3, kinds=["fql"])] == ["3-fql-00000", "3-fql-00001", "3-fql-00002"]
    assert {case["kind"] for case in generate(3, 50, kinds=["liquid", "validate"])} == {"mapping", "validate"}
    with pytest.raises(KeyError, match="nope"):
        list(generate(1, 1, kinds=["nope"]))


def test_every_case_is_json_as_the_packages_read_it(cases: list[Case]) -> None:
    assert [case for case in cases[:2000] if json.loads(json.dumps(case)) != case] == []
    assert {case["id"].split("-")[1] for case in cases} == {*GENERATORS}


# -- shrinking ---------------------------------------------------------------------------------------------------------


def test_shrinking_leaves_what_the_failure_needs_and_nothing_else() -> None:
    case = {
        "id": "x",
        "kind": "mapping",
        "mapping": {"a": {"@path": "$.traits.name"}, "b": [1, 2, {"@case": {"operator": "lower", "value": "ABC"}}]},
        "event": {"traits": {"name": "needle in a haystack", "more": [1, 2, 3]}},
    }
    before = copy.deepcopy(case)
    smallest = shrink(
        case, lambda one: "needle" in json.dumps(one.get("event")) and "@case" in json.dumps(one.get("mapping"))
    )
    assert smallest == {"id": "x", "kind": "mapping", "mapping": {"@case": None}, "event": "needle"}
    assert case == before


@pytest.mark.parametrize(
    ("value", "fails", "smallest"),
    [
        ([5, 3, 9], lambda value: isinstance(value, list) and 3 in value, [3]),
        ("xxxyxxx", lambda value: isinstance(value, str) and "y" in value, "y"),
        ("🐎🐎", lambda value: isinstance(value, str) and len(value) > 0, "a"),
        (1234.5, lambda value: isinstance(value, float | int) and value > 100, 1234),
        (True, lambda value: isinstance(value, bool), False),
        ({"a": {"b": {"c": 1}}}, lambda value: "c" in json.dumps(value), {"c": 0}),
        ([[[]]], lambda value: isinstance(value, list), []),
    ],
)
def test_values_shrink_by_parts(value: Any, fails: Any, smallest: Any) -> None:
    assert shrink({"id": "x", "kind": "k", "v": value}, lambda case: fails(case.get("v"))) == {
        "id": "x",
        "kind": "k",
        "v": smallest,
    }


def test_shrinking_asks_no_more_than_it_may() -> None:
    asked: list[Case] = []

    def fails(case: Case) -> bool:
        asked.append(case)
        return isinstance(case.get("v"), list) and len(case["v"]) > 1

    shrink({"id": "x", "kind": "k", "v": list(range(1000))}, fails, most=25)
    assert len(asked) <= 25


# -- a fault is found --------------------------------------------------------------------------------------------------


def _answers(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """This engine in the place of the packages."""
    return [result.actual for result in replay([json.dumps(case) for case in cases])]


def _with_fault(name: str, fault: Any) -> Any:
    def compare(lines: Iterable[str]) -> Iterator[CaseResult]:
        given = list(lines)
        with patch(name, fault):
            return iter(list(replay(given)))

    return compare


@pytest.mark.parametrize(
    ("kind", "name", "fault", "culprit"),
    [
        (
            "mapping",
            "segment_actions.mapping.directives.conditions.loosely_empty",
            lambda value: value == "",
            '"blank"',
        ),
        ("validate", "segment_actions.validation.validator._as_number", lambda value, *, whole: MISSING, '"5"'),
        ("fql", "segment_actions.fql.lexer._glued", lambda tokens: tokens, "."),
    ],
    ids=["mapping", "validate", "fql"],
)
def test_a_seeded_fault_is_found_and_shrunk(kind: str, name: str, fault: Any, culprit: str) -> None:
    said: list[str] = []
    summary = run_live(
        _answers, 1, 4000, kinds=[kind], compare=_with_fault(name, fault), say=said.append, most=2, overlap=False
    )
    assert not summary.agreed
    assert len(said) == len(summary.differences) == 2
    assert summary.text().splitlines()[-1].startswith("seed 1: 4000 cases, ")
    assert culprit in json.dumps(summary.differences[0].case)
    for difference in summary.differences:
        assert len(json.dumps(difference.case)) < 250
        assert difference.expected != difference.actual
        scope: dict[str, Any] = {}
        exec(difference.test(), scope)
        (test,) = [value for key, value in scope.items() if key.startswith("test_difference_")]
        test()  # the engine without the fault passes the printed test


def test_an_engine_that_agrees_has_no_differences() -> None:
    summary = run_live(one_by_one(lambda case: _answers([case])[0]), 2, 200)
    assert (summary.agreed, summary.cases, summary.text()) == (True, 200, "seed 2: 200 cases, 0 differences")


# -- what no pipe can carry --------------------------------------------------------------------------------------------


def _deep(levels: int, leaf: Any = 1, *, inside: Any = None) -> Any:
    value = leaf
    for _ in range(levels):
        value = {"a": value} if inside is None else inside(value)
    return value


def _cyclic() -> dict[str, Any]:
    value: dict[str, Any] = {"a": 1}
    value["self"] = value
    value["list"] = [value]
    return value


def _complaint(mapping: Any, event: Any) -> str:
    try:
        transform(mapping, event)
    except MappingError as error:
        return str(error)
    return ""


READING = [
    {"v": {"@path": "$.deep"}},
    {"v": {"@literal": {"x": {"@path": "$.deep"}}}},
    {"v": {"@template": "{{deep}} {{ }}"}},
    {"v": {"@json": {"mode": "encode", "value": {"@path": "$.deep"}}}},
    {"v": {"@flatten": {"separator": ".", "value": {"@path": "$.deep"}}}},
    {"v": {"@merge": {"direction": "right", "objects": [{"@path": "$.deep"}, {"@path": ""}]}}},
    {"v": {"@excludeWhenNull": {"@path": "$.deep"}}},
    {"v": {"@arrayPath": ["$.deep", {"x": {"@path": ""}}]}},
    {"v": {"@transform": {"apply": {"x": {"@path": "$.deep"}}, "mapping": {"@path": "x"}}}},
    {"v": {"@if": {"blank": {"@path": "$.deep"}, "then": {"@path": "$.deep"}}}},
    {"v": {"@liquid": "{{ deep | json }}{{ deep }}{% increment n %}"}},
    {"v": {"@replace": {"pattern": "a", "value": {"@path": "$.deep"}}}},
    {"@path": "$.deep"},
]


@pytest.mark.parametrize("mapping", READING, ids=json.dumps)
@pytest.mark.parametrize(
    "make",
    [lambda: _deep(10_000), lambda: _deep(10_000, inside=lambda one: [one]), _cyclic],
    ids=["deep", "lists", "cyclic"],
)
def test_events_that_never_end_give_a_value_or_say_so(mapping: Any, make: Any) -> None:
    event = {"deep": make(), "n": 5}
    complaint = _complaint(mapping, event)
    assert complaint in ("", "the event is nested too deeply or contains itself")
    assert event["n"] == 5


@pytest.mark.parametrize(
    "mapping",
    [
        _deep(10_000),
        {"v": _deep(10_000, inside=lambda one: [one])},
        _deep(10_000, {"@path": "$.x"}, inside=lambda one: {"@literal": one}),
        {"v": _deep(10_000, "x", inside=lambda one: {"@if": {"exists": one, "then": one}})},
        _deep(10_000, {}, inside=lambda one: {"@transform": {"apply": {}, "mapping": one}}),
        _cyclic(),
        {"@merge": {"direction": "left", "objects": [_cyclic()]}},
    ],
    ids=["objects", "arrays", "literals", "ifs", "transforms", "cyclic", "cyclic inside"],
)
def test_mappings_that_never_end_are_refused_by_name(mapping: Any) -> None:
    with pytest.raises(MappingError, match="^/ is nested too deeply or contains itself.$"):
        compile_mapping(mapping)
    with pytest.raises(MappingError, match="^/ is nested too deeply or contains itself.$"):
        transform(mapping, {})


def test_payloads_that_never_end_reach_the_request_and_are_refused_there() -> None:
    fields = {"v": {"type": "object", "label": "V"}, "s": {"type": "string", "label": "S"}}
    payload = {"v": _cyclic()}
    assert validate(fields, payload)["v"]["a"] == 1
    with pytest.raises(PayloadValidationError, match="^S must be a string but it was an object.$"):
        validate(fields, {"s": _deep(10_000)})
    request = Request(method="PUT", url="https://x.example/", json={"data": payload})
    with pytest.raises(SegmentError, match="^the body of the request is nested too deeply or contains itself$"):
        _ = request.content


def test_triggers_look_into_deep_events() -> None:
    event = {"traits": _deep(10_000), "properties": _cyclic()}
    assert fql.matches('properties.self.self.list.\\0.a = 1 and traits.a.a.b = null and type != "x"', event)


def test_numbers_that_json_does_not_have() -> None:
    event = {"nan": math.nan, "inf": math.inf, "huge": 10**400, "less": -(10**400)}
    mapping = {
        "text": {"@template": "{{nan}} {{inf}} {{huge}} {{less}}"},
        "json": {"@json": {"mode": "encode", "value": {"@path": ""}}},
        "if": {"@if": {"exists": {"@path": "$.nan"}, "then": 1}},
        "liquid": {"@liquid": "{{ nan }} {{ inf | plus: 1 }} {{ huge | round }} {{ nan | json }}"},
        "walk": {"@path": "$.nan.x"},
    }
    made = transform(mapping, event)
    assert math.isnan(made.pop("walk"))
    assert made == {
        "text": "NaN Infinity Infinity -Infinity",
        "json": '{"nan":null,"inf":null,"huge":null,"less":null}',
        "if": 1,
        "liquid": "NaN Infinity Infinity null",
    }
    assert not fql.matches("traits.n > 1", {"traits": {"n": math.nan}})
    with pytest.raises(PayloadValidationError, match="^N must be a number but it was a number.$"):
        validate({"n": {"type": "number", "label": "N"}}, {"n": math.nan})


LONG = 100_000


@pytest.mark.parametrize(
    ("mapping", "event"),
    [
        ({"@template": "{{" * LONG}, {}),
        ({"@template": "{{a}" * LONG}, {}),
        ({"@template": "{{{a}}" * LONG}, {}),
        ({"@path": "a." * LONG}, {"a": 1}),
        ({"@path": "[" * LONG + "]" * LONG}, {"a": 1}),
        ({"@replace": {"pattern": "a", "replacement": "$&$$", "ignorecase": True, "value": "aB" * LONG}}, {}),
        ({"@json": {"mode": "decode", "value": "[" * LONG}}, {}),
        ({"@json": {"mode": "decode", "value": "9" * LONG}}, {}),
        ({"@case": {"operator": "upper", "value": "ß🐎" * LONG}}, {}),
        ({"@liquid": "{{ a | strip_html | split: '<' | join: '>' | normalize_whitespace | number_of_words }}"}, {"a": "< " * LONG}),
        ({"@liquid": "{{ a | url_decode | slugify | truncatewords: 2 }}"}, {"a": "a+" * LONG}),
        ({"@liquid": "{{ a | date: '%Y' }}{{ a | plus: 1 }}{{ a | to_integer }}"}, {"a": "1" * LONG}),
    ],
    ids=lambda value: json.dumps(value)[:40],
)  # fmt: skip
def test_long_text_is_worked_on_in_one_pass(mapping: Any, event: Any) -> None:
    before = copy.deepcopy(event)
    assert transform({"v": mapping}, event).get("v", MISSING) is not None
    assert event == before


def test_text_that_grows_beyond_what_javascript_can_hold_is_refused() -> None:
    mapping = {"@replace": {"pattern": "a", "replacement": "$`$`$'", "value": "a" * 100_000}}
    with pytest.raises(SegmentError, match="^Invalid string length$"):
        transform(mapping, {})
    doubled = "{% assign x = 'xxxxxxxxxxxxxxxx' %}" + "{% assign x = x | append: x %}" * 30
    with pytest.raises(MappingError, match="^memory alloc limit exceeded, line:1, col:"):
        transform({"@liquid": doubled}, {})
    with pytest.raises(MappingError, match="^memory alloc limit exceeded, line:1, col:1$"):
        transform({"@liquid": "{{ (1..99999999) | size }}"}, {})
    assert transform({"@liquid": "{{ (1..1000) | size }}"}, {}) == "1000"


@pytest.mark.parametrize(
    "text",
    ["a <= " * 20_000, "(" * 50_000, '"' * 50_001, "contains(" * 20_000, "a." * 50_000, 'type = "x" or ' * 20_000],
)
def test_long_triggers_are_read_in_one_pass(text: str) -> None:
    assert fql.matches(text, {"type": "x"}) in (True, False)


def test_the_callers_objects_are_never_changed() -> None:
    for case in generate(99, 1500, kinds=["mapping", "liquid", "validate", "fql"]):
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
