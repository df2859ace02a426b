"""Values, operators and filters in outputs."""

from __future__ import annotations

import pytest

from tests.segment_actions.mapping.liquid.cases import printed, refused

PRINTED = [
    ('{{ t }}', 'Hello World'),
    ('{{ o.a }}{{ o[\'a\'] }}{{ o["a"] }}', '111'),
    ('{{ l[0] }}{{ l[-1] }}{{ l.first }}{{ l.last }}', 'bb'),
    ('{{ l.size }}{{ o.size }}{{ t.size }}{{ horse.size }}', '3L112'),
    ('{{ nope.a.b }}|{{ size }}', '|0'),
    ('{{ (1..3) | json }}', '[1,2,3]'),
    ('{{ (3..1) | json }}', '[]'),
    ("{{ 1 == 1.0 }}{{ '1' == 1 }}{{ nil == nope }}{{ l == l }}", 'truefalsetruetrue'),
    ("{{ 1 < 2 }}{{ '10' < '9' }}{{ 2 >= 2 }}{{ nil < 1 }}{{ 'a' < 1 }}", 'truetruetruefalsefalse'),
    ("{{ t contains 'World' }}{{ l contains 'a' }}{{ num contains 7 }}", 'truetruefalse'),
    ('{{ true and false }}{{ true or false and false }}{{ not true }}', 'falsetruefalse'),
    ("{{ e == empty }}{{ e == blank }}{{ ' ' == blank }}{{ f == blank }}{{ l == empty }}", 'truetruetruetruefalse'),
    ('{{ 1 }}{{ -1.50 }}{{ \'a\\\'b\' }}{{ "q" }}{{ true }}{{ nil }}', "1-1.5a'bqtrue"),
    ("{{ 'a\\u00e9\\n\\x41' }}", 'aé\nx41'),
    ("{{ t | upcase | append: '!' }}", 'HELLO WORLD!'),
    ('{{ t | nope: 1, 2 | upcase }}', 'HELLO WORLD'),
    ('{{ a b }}', ''),
    ('{{ 1 2 }}', '1'),
    ('{{ t | }}', 'Hello World'),
    ('{{ t upcase }}', 'Hello World'),
    ("{{ o[t] }}{{ o[ 'a' ] }}", '1'),
    ('{{ num | plus: num }}', '14'),
]  # fmt: skip
REFUSED = [
    ('{{ (1..200000000) }}', ('RenderError', 'memory alloc limit exceeded, line:1, col:1')),
    ('{{ (1.2) }}', ('TokenizationError', 'invalid range syntax, line:1, col:9')),
    ('{{ }}', ('TokenizationError', 'invalid value expression: "", line:1, col:4')),
    ('{{ t | upcase x }}', ('TokenizationError', 'expected ":" after filter name, line:1, col:15')),
    ('{{ o.[ }}', ('TokenizationError', '[ not closed, line:1, col:7')),
    ("{{ 'x", ('TokenizationError', 'output "{{ \'x" not closed, line:1, col:1')),
]  # fmt: skip


@pytest.mark.parametrize(("template", "text"), PRINTED)
def test_what_a_template_prints(template: str, text: str) -> None:
    assert printed(template) == text


@pytest.mark.parametrize(("template", "refusal"), REFUSED)
def test_what_a_template_is_refused_for(template: str, refusal: tuple[str, str]) -> None:
    assert refused(template) == refusal
