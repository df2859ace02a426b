"""From the text of a trigger to its tree."""

from __future__ import annotations

from typing import Any

import pytest
from segment_actions import FqlError, fql

TREES: list[tuple[str, Any]] = [
    ('type = "track"', {'type': 'event-type', 'operator': '=', 'value': 'track'}),
    ('type = "track" and event = "x"', {'type': 'group', 'operator': 'and', 'children': [{'type': 'event-type', 'operator': '=', 'value': 'track'}, {'type': 'event', 'operator': '=', 'value': 'x'}]}),
    ('type = "a" or type = "b"', {'type': 'group', 'operator': 'or', 'children': [{'type': 'event-type', 'operator': '=', 'value': 'a'}, {'type': 'event-type', 'operator': '=', 'value': 'b'}]}),
    ('(type = "a" or event = "b") and userId = "u"', {'type': 'group', 'operator': 'and', 'children': [{'type': 'group', 'operator': 'or', 'children': [{'type': 'event-type', 'operator': '=', 'value': 'a'}, {'type': 'event', 'operator': '=', 'value': 'b'}]}, {'type': 'userId', 'operator': '=', 'value': 'u'}]}),
    ('traits.a != null', {'type': 'event-trait', 'name': 'a', 'operator': 'exists'}),
    ('traits.a = null', {'type': 'event-trait', 'name': 'a', 'operator': 'not_exists'}),
    ('traits.a = true', {'type': 'event-trait', 'name': 'a', 'operator': 'is_true'}),
    ('traits.a = false', {'type': 'event-trait', 'name': 'a', 'operator': 'is_false'}),
    ('properties.n > 5', {'type': 'event-property', 'name': 'n', 'operator': '>', 'value': 5}),
    ('properties.n = 5', {'type': 'event-property', 'name': 'n', 'operator': 'number_equals', 'value': 5}),
    ('properties.n != 5.5', {'type': 'event-property', 'name': 'n', 'operator': 'number_not_equals', 'value': 5.5}),
    ('contains(event, "x")', {'type': 'event', 'operator': 'contains', 'value': 'x'}),
    ('!contains(traits.a, "x")', {'type': 'event-trait', 'name': 'a', 'operator': 'not_contains', 'value': 'x'}),
    ('match(event, "a*")', {'type': 'event', 'operator': 'starts_with', 'value': 'a'}),
    ('match(event, "*a")', {'type': 'event', 'operator': 'ends_with', 'value': 'a'}),
    ('!match(properties.b, "a*")', {'type': 'event-property', 'name': 'b', 'operator': 'not_starts_with', 'value': 'a'}),
    ('context.a.b = "c"', {'type': 'event-context', 'name': 'a.b', 'operator': '=', 'value': 'c'}),
    ('name = "x"', {'type': 'name', 'operator': '=', 'value': 'x'}),
    ('name = true', {'type': 'name', 'operator': '=', 'value': 'true'}),
    ('type = null', {'type': 'event-type', 'operator': '=', 'value': 'null'}),
    ('event != "a b"', {'type': 'event', 'operator': '!=', 'value': 'a b'}),
    ('traits.a\\ b = 1', {'type': 'event-trait', 'name': 'a b', 'operator': 'number_equals', 'value': 1}),
    ('properties.a <= -1.5', {'type': 'event-property', 'name': 'a', 'operator': '<=', 'value': -1.5}),
    ('traits.x = "it\'s"', {'type': 'event-trait', 'name': 'x', 'operator': '=', 'value': "it's"}),
    ('type =', {'type': 'event-type', 'operator': '=', 'value': 'eos'}),
    ('traits. = "x"', {'type': 'event-trait', 'name': 'traits', 'operator': '.', 'value': '='}),
    ('traits.a >= "x"', {'type': 'event-trait', 'name': 'a', 'operator': '>=', 'value': 'x'}),
    ('!type = "a"', {'type': 'event-type', 'operator': '=', 'value': 'a'}),
    ('event = 5', {'type': 'event', 'operator': '=', 'value': '5'}),
    ('match(event, "a")', {'type': 'event', 'operator': 'ends_with', 'value': ''}),
]  # fmt: skip
REFUSED = [
    ('foo = "x"', "Cannot read properties of undefined (reading 'type')"),
    ('', "Cannot read properties of undefined (reading 'type')"),
    ('(type = "a"', "Cannot read properties of undefined (reading 'type')"),
    ('contains(event', 'contains() is missing a 2nd argument'),
    ('type = "a', "Cannot read properties of undefined (reading 'type')"),
    ('type = "track" && event = "x"', "Cannot read properties of undefined (reading 'type')"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "tree"), TREES)
def test_the_tree_of_a_trigger(text: str, tree: Any) -> None:
    """A condition that stands alone is the only child of a group."""
    whole = tree if tree["type"] == "group" else {"type": "group", "operator": "and", "children": [tree]}
    assert repr(fql.parse(text)) == repr(whole).replace("'value': 5}", "'value': 5.0}").replace(
        "'value': 1}", "'value': 1.0}"
    )


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_a_text_that_is_no_trigger(text: str, message: str) -> None:
    with pytest.raises(FqlError) as refused:
        fql.parse(text)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    "text",
    ["a <= " * 20_000, "(" * 50_000, '"' * 50_001, "contains(" * 20_000, "a." * 50_000, 'type = "x" or ' * 20_000],
)
def test_long_triggers_are_read_in_one_pass(text: str) -> None:
    assert fql.matches(text, {"type": "x"}) in (True, False)
