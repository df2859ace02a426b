"""Whether an event meets a condition."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from segment_actions.filter_fql import DEFAULTS, Tree, WrongKind, compile_condition, compile_tree
from segment_actions.filter_fql.tree import Group, Not

from tests.segment_actions.endless import deep
from tests.segment_actions.filter_fql.conditions import events, trees

PAGE = {
    "event": "Button Clicked",
    "type": "track",
    "context": {"library": {"name": "analytics.js", "version": "1.0"}},
    "properties": {"features": ["discounts", "dark-mode"]},
}
"""The event of Segment's page."""

JANE = {
    "type": "identify",
    "userId": "u1",
    "anonymousId": "a1",
    "traits": {
        "email": "jane@acme.io", "plan": "Pro", "age": 41, "score": 1.5, "vip": True, "gone": None, "empty": "",
        "tags": ["a", "B"], "none": [], "ids": [1, 2.0, None, True], "product 1": {"price": "19.99"}, "a.b": 1,
        "flag": "true", "list": [{"x": 1}], "kana": "ア", "object": {"a": 1}, "same": {"a": 1}, "count": "7",
        "version": "4.2.1 (b7)", "relation": "~>", "dotted": "1..2", "longer": "1.2.3.4",
    },
    "context": {"internal": False},
}  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("event = 'Button Clicked'", True),
        ("event = 'Screen Tapped'", False),
        ("context.path.path = '/login'", False),
        ("type = 'identify' or type = 'track'", True),
        ("event = 'Button Clicked' and type = 'track'", True),
        ("match( context.library.version, '1.*' )", True),
        ("match( context.library.version, '2.*' )", False),
        ("type = 'track' and ( event = 'Click' or match( event, 'Button *' ) )", True),
        ("!contains( context.library.name, 'js' )", False),
        ("'dark-mode' in properties.features", True),
        ("'blink' in properties.features", False),
        ("!( type in ['track', 'identify'] )", False),
        ("( type = 'track' or type = 'identify' ) and ( properties.enabled or match( traits.email, '*@company.com' ) )", False),
        ("contains( null, 'x' )", False),
        ("length( null ) = 0", True),
        ("lowercase( null ) = null", True),
        ("typeof( null ) = 'null'", True),
        ("match( null, 'x' )", False),
        ("length('a') = 1 and length('ア') = 3", True),
        ("snakecase('test string') = 'test_string'", True),
        ("kebabcase('test string') = 'test-string'", True),
        ("titlecase('test string') = 'Test String'", True),
        ("length( userId ) > 0", False),
    ],
)  # fmt: skip
def test_what_the_documentation_says(condition: str, expected: bool) -> None:
    assert compile_condition(condition)(PAGE) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("all", True),
        ("true", True),
        ("false", False),
        ("null", False),
        # texts
        ("type = 'Identify'", False),
        ('type="identify"', True),
        ("type!='identify'", False),
        ("anonymousId = 'a1'", True),
        ("groupId = null", True),
        ("traits.empty = ''", True),
        ("traits.empty = null", False),
        ("'Pro' = traits.plan", True),
        ("traits.plan = userId", False),
        ("traits.plan != userId", True),
        # what is not there, and null
        ("traits.gone = null", True),
        ("traits.nothing = null", True),
        ("traits.nothing.below = null", True),
        ("traits.plan.below = null", True),
        ("traits.nothing != null", False),
        ("traits.nothing != 'x'", True),
        ("traits.nothing = traits.gone", True),
        ("!(traits.plan != null)", False),
        ("!traits.nothing", True),
        ("traits.nothing > 1", False),
        ("traits.nothing <= 1", False),
        ("!(traits.nothing > 1)", True),
        ("traits.nothing in ['a']", False),
        ("traits.nothing in ['a', null]", True),
        ("'a' in traits.nothing", False),
        # kinds
        ("traits.age = 41", True),
        ("traits.age = 41.0", True),
        ("traits.age = '41'", False),
        ("traits.age != '41'", True),
        ("traits.vip = true", True),
        ("traits.vip = 1", False),
        ("1 = true", False),
        ("traits.vip = 'true'", False),
        ("traits.flag = true", False),
        ("traits.vip", True),
        ("traits.flag", False),
        ("context.internal", False),
        ("context.internal = false", True),
        ("!context.internal", True),
        ("traits.age", False),
        ("!traits.age", True),
        ("traits.age > 40 and traits.age >= 41 and traits.age < 41.5 and traits.age <= 41", True),
        ("traits.score > -1", True),
        ("2 > traits.score", True),
        ("traits.age > traits.score", True),
        ("traits.count > 5", False),
        ("traits.count < 9", False),
        ("traits.plan > 5", False),
        # lists and objects
        ("'a' in traits.tags", True),
        ("'b' in traits.tags", False),
        ("traits.plan in ['Free', 'Pro']", True),
        ("traits.plan in [ ]", False),
        ("traits.plan in ['Free', traits.plan]", True),
        ("2 in traits.ids", True),
        ("1.0 in traits.ids", True),
        ("true in traits.ids", True),
        ("false in traits.ids", False),
        ("null in traits.ids", True),
        ("traits.tags in [['a', 'B']]", False),
        ("'a' in traits.plan", False),
        ("traits.tags = ['a', 'B']", True),
        ("traits.tags = ['B', 'a']", False),
        ("traits.tags != ['a']", True),
        ("traits.none = []", True),
        ("traits.ids = [true, 2, null, 1]", False),
        ("traits.object = traits.same", True),
        ("traits.object = traits.tags", False),
        ("traits.tags.0 = 'a'", True),
        ("traits.tags.2 = null", True),
        ("traits.tags.length = null", True),
        ("traits.list.0.x = 1", True),
        ("traits.plan.0 = null", True),
        ("traits.product\\ 1.price = '19.99'", True),
        ("traits.a\\.b = 1", True),
        ("traits.a.b = 1", False),
        # functions
        ("contains(traits.email, 'jane')", True),
        ("contains(traits.email, 'JANE')", False),
        ("contains(traits.email, '')", True),
        ("contains(lowercase(traits.plan), 'pro')", True),
        ("contains(traits.tags, 'a')", False),
        ("contains(traits.age, '4')", False),
        ("contains(traits.email, traits.nothing)", False),
        ("!contains(traits.nothing, 'x')", True),
        ("match(traits.email, '*@acme.io')", True),
        ("match(traits.email, 'acme')", False),
        ("match(traits.plan, \"P[a-z]?\")", True),
        ("match('Pro', traits.plan)", True),
        ("match(traits.tags, '*')", False),
        ("!match(traits.email, '*@acme.io')", False),
        ("length(traits.plan) = 3", True),
        ("length(traits.tags) = 2", True),
        ("length(traits.none) = 0", True),
        ("length(traits.empty) = 0", True),
        ("length(traits.kana) = 3", True),
        ("length(traits.age) = null", True),
        ("length(traits.object) > 0", False),
        ("typeof(traits.age) = 'number'", True),
        ("typeof(traits.plan) = 'string'", True),
        ("typeof(traits.tags) = 'list'", True),
        ("typeof(traits.vip) = 'bool'", True),
        ("typeof(traits.nothing) = 'null'", True),
        ("typeof(traits) = 'object'", True),
        ("typeof(length(traits.plan)) = 'number'", True),
        ("lowercase(traits.plan) = 'pro'", True),
        ("uppercase(traits.plan) = 'PRO'", True),
        ("uppercase(traits.nothing) = null", True),
        ("lowercase(traits.age) = null", True),
        ("titlecase('o\\'neil mcCoy') = \"O'neil McCoy\"", True),
        ("number(traits.count) > 5", True),
        ("number(traits.plan) = null", True),
        ("number('1e5') = null", True),
        ("number('-1.5') = -1.5", True),
        ("string(traits.age) = '41'", True),
        ("string(traits.vip) = 'true'", True),
        ("string(traits.nothing) = ''", True),
        ("string(traits.tags) = '[\"a\",\"B\"]'", True),
        ("semver('1.10.0', '>', '1.9.9')", True),
        ("semver('2', '>=', '2.0.0') and semver('2', '<=', '2.0') and semver('2', '=', '2.0.0')", True),
        ("semver('1.2.3-beta', '=', '1.2.3') and !semver('1.2.3-beta', '!=', '1.2.3')", True),
        ("semver('1.2', '<', '1.10') and semver('1.2', '!=', '1.10')", True),
        ("semver(traits.version, '>=', '4.2')", True),
        ("semver(traits.version, traits.relation, '4.2')", False),
        ("semver(traits.nothing, '!=', '1') or semver('1', traits.nothing, '1') or semver('1', '!=', traits.none)", False),
        ("semver(traits.age, '!=', '1')", False),
        ("semver(traits.plan, '!=', '1') or semver(traits.dotted, '!=', '1') or semver(traits.longer, '!=', '1')", False),
        ("bool(traits.flag)", True),
        ("bool(traits.age) and bool(traits.tags)", True),
        ("bool('false') or bool('') or bool(0) or bool(null) or bool(traits.none)", False),
        ("match(string(traits.age), '4?')", True),
        # and, or, !
        ("traits.vip and traits.plan = 'Free' or type = 'identify'", True),
        ("type = 'identify' or traits.vip and traits.plan = 'Free'", True),
        ("(type = 'identify' or traits.vip) and traits.plan = 'Free'", False),
        ("traits.plan = 'Pro' or traits.nothing", True),
        ("!(type = 'track' or (traits.plan = 'Free' and !(userId = null)))", True),
        ("!!(type = 'identify')", True),
        ("!type = 'track'", True),
        ("(!context.internal) = true", True),
        ("(traits.age > 40) = traits.vip", True),
    ],
)  # fmt: skip
def test_whether_an_event_meets_a_condition(condition: str, expected: bool) -> None:
    assert compile_condition(condition)(JANE) is expected


class Asked:
    """Settings that keep the IDs they were asked for."""

    def __init__(self, **settings: str) -> None:
        self.settings = {**DEFAULTS, **{f"filter.{id}": choice for id, choice in settings.items()}}
        self.ids: list[str] = []

    def __call__(self, id: str) -> str:
        self.ids.append(id)
        return self.settings[id]


@pytest.mark.parametrize(
    ("condition", "and_first", "in_order", "asked"),
    [
        ("type = 'identify' or traits.vip and traits.plan = 'Free'", True, False, True),
        ("type = 'track' or traits.vip and traits.plan = 'Pro'", True, True, False),
        ("(type = 'identify' or traits.vip) and traits.plan = 'Free'", False, False, False),
        ("type = 'identify' and traits.vip or traits.plan = 'Free'", True, True, False),
    ],
)
def test_and_before_or_decides_where_it_makes_a_difference(
    condition: str, and_first: bool, in_order: bool, asked: bool
) -> None:
    first, order = Asked(), Asked(and_or="in-order")
    assert (compile_condition(condition, first)(JANE), compile_condition(condition, order)(JANE)) == (
        and_first,
        in_order,
    )
    assert first.ids == order.ids == ["filter.and_or"] * asked


@pytest.mark.parametrize(
    ("condition", "what"),
    [
        ("traits.count > 5", "traits.count > 5 compares string with number"),
        ("contains(traits.tags, 'a')", 'contains(traits.tags, "a") is given list'),
        ("match(traits.age, '4*')", 'match(traits.age, "4*") is given number'),
        ("length(traits.object) > 1", "length(traits.object) is given object"),
        ("lowercase(traits.vip) = 'true'", "lowercase(traits.vip) is given bool"),
        ("'a' in traits.plan", '"a" in traits.plan looks for string in string'),
        ("traits.tags in [1]", "traits.tags in [1] looks for list in list"),
        ("type = 'identify' and traits.plan", "traits.plan is string, neither true nor false"),
        ("!traits.age", "traits.age is number, neither true nor false"),
    ],
)
def test_a_value_of_a_kind_that_is_not_taken_can_drop_the_event(condition: str, what: str) -> None:
    asked = Asked()
    compile_condition(condition, asked)(JANE)
    assert asked.ids == ["filter.wrong_kind"]
    with pytest.raises(WrongKind) as dropped:
        compile_condition(condition, Asked(wrong_kind="drop"))(JANE)
    assert str(dropped.value) == what


def test_a_value_of_a_wrong_kind_drops_its_own_event_and_not_those_after_it() -> None:
    test = compile_condition("traits.count > 5", Asked(wrong_kind="drop"))
    for count, ends in ((6, True), ("6", WrongKind), (7, True), (4, False)):
        event = {"traits": {"count": count}}
        if ends is WrongKind:
            with pytest.raises(WrongKind):
                test(event)
        else:
            assert test(event) is ends


@pytest.mark.parametrize(("drops", "asked"), [(True, 0), (False, 1)])
def test_beside_what_drops_the_event_a_wrong_kind_decides_nothing(drops: bool, asked: int) -> None:
    settings = Asked()
    assert compile_condition("traits.count > 5 or type = 'identify'", settings, drops=drops)(JANE) is True
    assert compile_condition("traits.count > 5", settings, drops=True)(JANE) is False
    assert settings.ids == ["filter.wrong_kind"] * (asked + 1)


@pytest.mark.parametrize("condition", ["traits.age > 1", "traits.nothing > 1", "1 < traits.nothing", "contains(traits.nothing, 'a')", "length(traits.tags) = 2", "!traits.vip"])  # fmt: skip
def test_null_and_the_kinds_that_are_taken_ask_for_no_assumption(condition: str) -> None:
    asked = Asked(wrong_kind="drop")
    compile_condition(condition, asked)(JANE)
    assert asked.ids == []


@given(trees, events)
def test_not_turns_every_result_round(tree: Tree, event: dict[str, Any]) -> None:
    assert compile_tree(Not(tree))(event) is not compile_tree(tree)(event)


@given(trees, trees, events)
def test_de_morgan(one: Tree, other: Tree, event: dict[str, Any]) -> None:
    both, any_ = Group("and", (one, other)), Group("or", (one, other))
    assert compile_tree(Not(both))(event) is compile_tree(Group("or", (Not(one), Not(other))))(event)
    assert compile_tree(Not(any_))(event) is compile_tree(Group("and", (Not(one), Not(other))))(event)


def test_long_and_deep_conditions_and_values() -> None:
    many = compile_condition(" or ".join(f"userId = 'u{number}'" for number in range(5000)))
    assert many({"userId": "u4999"}) is True
    inside = compile_condition("!(" * 50 + "type = 'track'" + ")" * 50)
    assert inside({"type": "track"}) is True
    assert compile_condition("a = b")({"a": deep(300), "b": deep(300)}) is True


@pytest.mark.parametrize("condition", ["a = b", "b = a", "[a] = [b]"])
def test_objects_of_other_members_are_not_the_same(condition: str) -> None:
    test = compile_condition(condition)
    assert test({"a": {"x": 1}, "b": {"x": 1, "y": None}}) is False
    assert test({"a": {"x": 1, "y": None}, "b": {"y": None, "x": 1}}) is True
