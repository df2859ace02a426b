"""From a tree back to the text of a trigger. The texts are those of the published packages."""

from __future__ import annotations

import pytest
from segment_actions import EngineError, fql

TEXTS = [
    ('type = "track"', 'type = "track"'),
    ('type = "track" and event = "x"', 'type = "track" and event = "x"'),
    ('type = "a" or type = "b"', 'type = "a" or type = "b"'),
    ('(type = "a" or event = "b") and userId = "u"', '(type = "a" or event = "b") and userId = "u"'),
    ('traits.a != null', 'traits.a != null'),
    ('traits.a = null', 'traits.a = null'),
    ('traits.a = true', 'traits.a = true'),
    ('traits.a = false', 'traits.a = false'),
    ('properties.n > 5', 'properties.n > 5'),
    ('properties.n = 5', 'properties.n = 5'),
    ('properties.n != 5.5', 'properties.n != 5.5'),
    ('contains(event, "x")', 'contains(event, "x")'),
    ('!contains(traits.a, "x")', '!contains(traits.a, "x")'),
    ('match(event, "a*")', 'match(event, "a*")'),
    ('match(event, "*a")', 'match(event, "*a")'),
    ('!match(properties.b, "a*")', '!match(properties.b, "a*")'),
    ('context.a.b = "c"', 'context.a.b = "c"'),
    ('name = "x"', 'name = "x"'),
    ('name = true', 'name = "true"'),
    ('type = null', 'type = "null"'),
    ('event != "a b"', 'event != "a b"'),
    ('traits.a\\ b = 1', 'traits.a\\ b = 1'),
    ('properties.a <= -1.5', 'properties.a <= -1.5'),
    ('traits.x = "it\'s"', 'traits.x = "it\'s"'),
    ('type =', 'type = "eos"'),
    ('traits. = "x"', 'traits.traits . "="'),
    ('traits.a >= "x"', 'traits.a >= NaN'),
    ('!type = "a"', 'type = "a"'),
    ('event = 5', 'event = "5"'),
    ('match(event, "a")', 'match(event, "*")'),
]  # fmt: skip


@pytest.mark.parametrize(("trigger", "text"), TEXTS)
def test_the_text_of_a_tree(trigger: str, text: str) -> None:
    assert fql.generate(fql.parse(trigger)) == text


def test_a_group_with_an_empty_part_has_no_text() -> None:
    with pytest.raises(EngineError, match="^Cannot read properties of undefined \\(reading 'type'\\)$"):
        fql.generate({"type": "group", "operator": "and", "children": [None]})
