"""The tags that work, and those that Segment refuses."""

from __future__ import annotations

import pytest

from tests.segment_actions.mapping.liquid.cases import printed, refused

PRINTED = [
    ('{% assign x = 1 %}{{ x }}{% assign x = t | upcase %}{{ x }}', '1HELLO WORLD'),
    ('{% capture x %}a{{ num }}{% endcapture %}[{{ x }}]', '[a7]'),
    ('{% increment c %}{% increment c %}{% decrement c %}{{ c }}', '0111'),
    ('{% decrement d %}{% decrement d %}', '-1-2'),
    ('{% if num > 5 %}a{% elsif true %}b{% else %}c{% endif %}', 'a'),
    ('{% if nil %}a{% elsif 0 %}b{% else %}c{% endif %}', 'b'),
    ('{% if nil %}a{% elsif f %}b{% else %}c{% endif %}', 'c'),
    ('{% unless f %}a{% else %}b{% endunless %}', 'a'),
    ('{% unless true %}a{% elsif true %}b{% else %}c{% endunless %}', 'b'),
    ("{% cycle 'a', 'b' %}{% cycle 'a', 'b' %}{% cycle 'a', 'b' %}", 'aba'),
    ("{% cycle 'g': 1, 2 %}{% cycle 'h': 1, 2 %}{% cycle 'g': 1, 2 %}", '112'),
    ('{% comment %}x{% endcomment %}a', 'a'),
    ('{% raw %}{{ x }}{% endraw %}', '{{ x }}'),
    ('{% # note %}a', 'a'),
    ('{% echo t | upcase %}', 'HELLO WORLD'),
    ('{% liquid\nassign x = 2\necho x %}', '2'),
    ('a{% break %}b', 'a'),
    ('a{% continue %}b', 'a'),
    ('{% block b %}x{{ block.super }}{% endblock %}y', 'xy'),
    (' a {%- if true -%} b {%- endif -%} c ', ' abc '),
    ('{% echo %}|', '|'),
]  # fmt: skip
REFUSED = [
    ('{% if x %}', ('ParseError', 'tag {% if x %} not closed, line:1, col:1')),
    ('{% endif %}', ('ParseError', 'tag "endif" not found, line:1, col:1')),
    ('{% nope %}', ('ParseError', 'tag "nope" not found, line:1, col:1')),
    ('{% for a in b %}{% endfor %}', ('ParseError', 'tag "for" is disabled, line:1, col:1')),
    ('{% case a %}{% endcase %}', ('ParseError', 'tag "case" is disabled, line:1, col:1')),
    ('{% assign x %}', ('TokenizationError', 'expected "=", line:1, col:12')),
    ('{% capture %}{% endcapture %}', ('TokenizationError', 'invalid capture name, line:1, col:11')),
    ('{% cycle %}', ('TokenizationError', 'empty candidates: "{% cycle %}", line:1, col:9')),
    ('{% if true %}{% else x %}{% endif %}', ('ParseError', 'unexpected "x", line:1, col:1')),
    ('{% if true %}{% else %}{% else %}{% endif %}', ('ParseError', 'duplicated else, line:1, col:1')),
    ('{% if true %}{% else %}{% elsif 1 %}{% endif %}', ('ParseError', 'unexpected elsif after else, line:1, col:1')),
    ('{% raw %}x', ('TokenizationError', 'raw "{% raw %}x" not closed, line:1, col:10')),
    ('{% comment %}x', ('ParseError', 'tag {% comment %} not closed, line:1, col:1')),
    ('{% # a\nb %}', ('ParseError', "every line of an inline comment must start with a '#' character, line:1, col:1")),
    ('{% %}', ('TokenizationError', 'illegal tag syntax, tag name expected, line:1, col:4')),
    ('{% if x', ('TokenizationError', 'tag "{% if x" not closed, line:1, col:1')),
    ('{% liquid\n !x %}', ('TokenizationError', 'illegal liquid tag syntax, line:2, col:2')),
    ('{% unless x %}y', ('ParseError', 'tag {% unless x %} not closed, line:1, col:1')),
]  # fmt: skip


@pytest.mark.parametrize(("template", "text"), PRINTED)
def test_what_a_template_prints(template: str, text: str) -> None:
    assert printed(template) == text


@pytest.mark.parametrize(("template", "refusal"), REFUSED)
def test_what_a_template_is_refused_for(template: str, refusal: tuple[str, str]) -> None:
    assert refused(template) == refusal
