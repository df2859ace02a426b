"""Triggers as expressions: what stands in a trigger stays data, and trees that no text makes are taken, too."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from segment_actions import MISSING, EngineError, SegmentError, fql
from segment_actions.fql import codegen, explain, matches, parse
from segment_actions.fql import matcher as matcher_module
from segment_actions.fql.codegen import compile_plainly, compile_reader, compile_tree
from segment_conformance.live.generators.events import event as drawn_event
from segment_conformance.live.generators.random_values import RandomValues
from segment_conformance.live.generators.triggers import trigger_case

from tests.examples import examples

ODD = ("{read}", "{0}", '") or (1', "__import__('os')", "\\", "e", "c0", "MISSING", "lambda", "é🐎", "a'b", "\n")


@pytest.mark.parametrize("text", ODD, ids=ascii)
def test_texts_of_a_trigger_are_never_code(text: str) -> None:
    tree = {"type": "event-trait", "name": "plan", "operator": "=", "value": text}
    assert fql.matches(tree, {"traits": {"plan": text}}) is True
    assert fql.matches(tree, {"traits": {"plan": "other"}}) is False
    by_name = {"type": "event-property", "name": f"{text} x", "operator": "exists"}
    assert fql.matches(by_name, {"properties": {f"{text} x": 1}}) is ("." not in text)


def nested(depth: int, operator: str = "and") -> dict[str, Any]:
    tree: dict[str, Any] = {"type": "event-type", "operator": "=", "value": "track"}
    for _ in range(depth):
        tree = {"type": "group", "operator": operator, "children": [tree]}
    return tree


@pytest.mark.parametrize("depth", [1, 30, 31, 32, 150])
def test_groups_in_groups(depth: int) -> None:
    assert fql.matches(nested(depth), {"type": "track"}) is True
    assert fql.matches(nested(depth), {"type": "page"}) is False
    assert fql.matches(nested(depth, "nor"), {"type": "track"}) is False


def test_many_clauses_and_long_paths() -> None:
    trigger = " or ".join(f'traits.k{number} = "x"' for number in range(3000))
    assert fql.matches(trigger, {"traits": {"k2999": "x"}}) is True
    assert fql.matches(trigger, {"traits": {"k3000": "x"}}) is False
    inner: Any = "x"
    for _ in range(400):
        inner = {"a": inner}
    assert fql.matches(f'traits.{".".join("a" * 400)} = "x"', {"traits": inner}) is True


@pytest.mark.parametrize(
    ("traits", "expected"),
    [({"a": {"b": "x"}}, True), ({"a": ["x"]}, False), ({"a": "text"}, False), ({"a": None}, False), ({}, False), (None, False), ("a.b", False)],
    ids=str,
)  # fmt: skip
def test_a_walk_ends_where_there_is_no_object(traits: Any, expected: bool) -> None:
    assert fql.matches('traits.a.b = "x"', {"traits": traits}) is expected
    assert fql.matches("traits.a.b = null", {"traits": traits}) is not expected


def test_numbers_are_compared_as_doubles() -> None:
    assert fql.matches("properties.n = 9007199254740992", {"properties": {"n": 9007199254740993}}) is True
    assert fql.matches("properties.n < 1", {"properties": {"n": True}}) is False
    assert fql.matches("properties.n > 1", {"properties": {"n": 10**400}}) is True


def test_an_empty_part_fails_only_when_it_is_reached() -> None:
    clause = {"type": "event-type", "operator": "=", "value": "track"}
    tree = {"type": "group", "operator": "or", "children": [clause, None]}
    assert fql.matches(tree, {"type": "track"}) is True
    with pytest.raises(EngineError, match="^Cannot read properties of undefined \\(reading 'type'\\)$"):
        fql.matches(tree, {"type": "page"})


def test_a_group_without_parts_is_met_where_all_are_asked_for_and_not_where_one_is() -> None:
    for operator, expected in (("and", True), ("or", False), ("nor", False)):
        empty = {"type": "group", "operator": operator, "children": []}
        assert fql.matches(empty, {"type": "track"}) is expected
        inside = {"type": "group", "operator": "and", "children": [fql.parse('type = "track"'), empty]}
        assert fql.matches(inside, {"type": "track"}) is expected


VALUES: list[Any] = [2, "2", "abc", True, False, None, [1], MISSING]


@pytest.mark.parametrize(
    ("trigger", "met"),
    [
        ('properties.p < 2', '........'),
        ('properties.p <= 2', 'x.......'),
        ('properties.p > 2', '........'),
        ('properties.p >= 2', 'x.......'),
        ('properties.p = 2', 'x.......'),
        ('properties.p != 2', '........'),
        ('properties.p = "2"', '.x......'),
        ('properties.p != "2"', 'x.xxxxxx'),
        ('contains(properties.p, "b")', '..x.....'),
        ('!contains(properties.p, "b")', '.x......'),
        ('match(properties.p, "a*")', '..x.....'),
        ('!match(properties.p, "a*")', '.x......'),
        ('match(properties.p, "*c")', '..x.....'),
        ('!match(properties.p, "*c")', '.x......'),
        ('properties.p != null', 'xxxxx.x.'),
        ('properties.p = null', '.....x.x'),
        ('properties.p = true', '...x....'),
        ('properties.p = false', '....x...'),
    ],
)  # fmt: skip
def test_which_values_meet_an_operator(trigger: str, met: str) -> None:
    """As the published packages answer, one mark for each of `VALUES`."""
    events = [{"properties": {} if value is MISSING else {"p": value}} for value in VALUES]
    assert "".join("x" if fql.matches(trigger, event) else "." for event in events) == met


def test_what_is_there_is_read() -> None:
    read = compile_reader({"type": "event-trait", "name": "a[0].b", "operator": "exists"})
    assert [read(event) for event in ({"traits": {"a": [{"b": 1}]}}, {"traits": {"a": {"0": {"b": 2}}}}, {"traits": None}, {})] == [
        1, 2, None, MISSING,
    ]  # fmt: skip


EVENTS: list[dict[str, Any]] = [
    {"type": "track", "event": "a", "properties": {"a": 1, "b": {"c": "x"}, "list": [{"a": True}]}},
    {"type": "identify", "userId": "u1", "traits": {"email": "jane@acme.com"}, "name": "\ud83d\ude00"},
    {},
]
TRIGGERS = [
    'type = "track"',
    'event != "a" or properties.a > 0',
    '(type = "track" or type = "page") and properties.b.c = "x"',
    'contains(event, "a") and !match(userId, "u*")',
    "properties.list.0.a = true",
    "properties.a.b.c.d.e.f.g.h.i.j.k.l = null",
    'name = "\ud83d" or contains(name, "\ud83d")',
    "traits.email != null and context. = 1",
    "properties. = 1",
]


@pytest.mark.parametrize("trigger", TRIGGERS)
def test_a_tree_that_is_too_large_for_one_expression_means_the_same(
    trigger: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = parse(trigger)
    expression = compile_tree(tree)
    monkeypatch.setattr(codegen, "_MOST", 0)
    closures = compile_tree(tree)
    for event in EVENTS:
        told = []
        for matcher in (expression, closures):
            try:
                told.append(str(matcher(event)))
            except EngineError as error:
                told.append(str(error))
        assert told[0] == told[1]


def test_an_empty_part_fails_only_where_it_is_come_to(monkeypatch: pytest.MonkeyPatch) -> None:
    condition = {"type": "event-type", "operator": "=", "value": "track"}
    monkeypatch.setattr(codegen, "_MOST", 0)
    either = compile_tree({"type": "group", "operator": "or", "children": [condition, None]})
    assert either({"type": "track"})
    with pytest.raises(EngineError, match="reading 'type'"):
        either({"type": "page"})
    other = {"type": "group", "operator": "xor", "children": [condition]}
    assert not compile_tree(other)({"type": "track"})


def test_long_triggers_take_time_by_their_length() -> None:
    # by the square, the path alone would move ten gigabytes
    path = f"properties{'.a' * 100_000} = 1"
    assert not matches(path, {"properties": {"a": 1}})
    many = " or ".join(f'event = "e{number}"' for number in range(2_000))
    assert matches(many, {"event": "e1999"})
    assert len(explain(many, {"event": "x"})) == 2_000


def verdict(matcher: Any, event: Any) -> Any:
    try:
        return bool(matcher(event))
    except SegmentError as error:
        return type(error).__name__, str(error), error.__context__


def test_generated_triggers_have_the_same_verdicts_in_both_forms() -> None:
    seen: Counter[Any] = Counter()
    for number in range(examples(1200, 30_000)):
        case = trigger_case(RandomValues(f"triggers {number}", oddness=0.1))
        try:
            tree = fql.parse(case["fql"])
        except SegmentError:
            continue
        written, plain = compile_tree(tree), compile_plainly(tree)
        more = drawn_event(RandomValues(f"another {number}"))
        for event in (*case["events"], more, {**more, "traits": None, "properties": "text", "context": [more]}):
            assert verdict(written, event) == verdict(plain, event), (case["fql"], event)
            seen[verdict(plain, event)] += 1
    assert min(seen[True], seen[False]) > 200, seen


def test_the_plain_form_is_made_once_and_only_for_an_event_that_needs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []

    def counted(tree: Any) -> codegen.Matcher:
        made.append(tree)
        return compile_plainly(tree)

    tree = {"type": "event-property", "name": "plan", "operator": "exists"}
    monkeypatch.setattr(codegen, "compile_plainly", counted)
    matcher = compile_tree(tree)
    assert matcher({"properties": {"plan": "pro"}})
    assert made == []
    assert [matcher({"properties": None}) for _ in range(3)] == [False, False, False]
    assert made == [tree]


def test_triggers_that_are_kept_are_bounded() -> None:
    for number in range(4200):
        assert fql.matches(f'userId = "u{number}"', {"userId": f"u{number}"}) is True
    assert len(matcher_module._kept) <= 4096
