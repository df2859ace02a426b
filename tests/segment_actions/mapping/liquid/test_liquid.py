"""Templates of @liquid: what they print, what they refuse and with which words, and what they never do to an event.

Expectations are the answers of Segment's published packages (LiquidJS 10.27.2).
"""

from __future__ import annotations

import copy
from typing import Any

import pytest
from segment_actions import MappingError, compile_mapping, transform
from segment_actions.mapping import compile_trace

EVENT: dict[str, Any] = {
    "type": "identify",
    "userId": "u-1",
    "timestamp": "2024-03-01T09:05:03.007Z",
    "traits": {
        "name": "Žofie 🐎 O'Hara",
        "tags": ["a", "b", "c"],
        "rows": [{"sku": "A-1", "qty": 2, "on": True, "meta": {"x": 1}}, {"sku": "B-2", "qty": 3, "on": False}],
        "zero": 0,
        "empty": "",
        "nil": None,
        "no": False,
        "address": {"city": "Paris", "size": "L"},
        "count": 7.5,
    },
}

PRINTED: list[tuple[str, str]] = [
    ('{{ traits.name }}|{{ traits.name.size }}|{{ traits.name | slice: 6, 1 | append: "x" }}', "Žofie 🐎 O'Hara|15|\ud83dx"),
    ('{{ traits.tags }} {{ traits.tags.first }} {{ traits.tags[-1] }} {{ traits.tags.size }} {{ traits.address.size }} {{ traits.rows.size }}', 'abc a c 3 L 2'),
    ("{{ size }}{{ nope.size }}{{ nope }}{{ nil.size }}{{ 'abc'.size }}{{ (1..3).size }}{{ (1..3) }}", '033123'),
    ('{{ traits[\'name\'] }}{{ traits["address"]["city"] }}{{ traits[type] }}{{ [\'userId\'] }}', "Žofie 🐎 O'HaraParisu-1"),
    ('{% if traits.zero %}a{% endif %}{% if traits.empty %}b{% endif %}{% if traits.nil %}c{% else %}d{% endif %}{% unless traits.no %}e{% endunless %}', 'abde'),
    ('{% if traits.empty == empty %}1{% endif %}{% if traits.empty == blank %}2{% endif %}{% if traits.nil == nil %}3{% endif %}{% if nope == traits.nil %}4{% endif %}{% if nope == nil %}5{% endif %}', '1235'),
    ("{% if 1 == 1.0 %}1{% endif %}{% if '1' == 1 %}2{% endif %}{% if '10' < '9' %}3{% endif %}{% if '10' < 9 %}4{% endif %}{% if traits.tags contains 'b' %}5{% endif %}{% if 'abc' contains 'b' %}6{% endif %}", '1356'),
    ('{% if true or false and false %}a{% else %}b{% endif %}{% if not false and false %}c{% else %}d{% endif %}{{ 1 == 1 and 2 }}', 'adtrue'),
    ("{{ 10 | divided_by: 3 }} {{ 1 | divided_by: 0 }} {{ 10 | divided_by: 3, true }} {{ -7 | modulo: 3 }} {{ 2.5 | round }} {{ -1.5 | round }} {{ 1.005 | round: 2 }} {{ 'x' | plus: 1 }} {{ 1 | plus }}", '3.3333333333333335 Infinity 3 2 3 -2 1.01 1 NaN'),
    ("{{ traits.rows | where: 'on' | size }}{{ traits.rows | where: 'meta.x', 1 | json }}{{ traits.rows | sum: 'qty' }}{{ traits.tags | sum }}", '1[{"sku":"A-1","qty":2,"on":true,"meta":{"x":1}}]50'),
    ("{{ traits.tags | push: 'd' | join: '-' }} {{ traits.tags | unshift: nil | json }} {{ traits.tags | pop | shift | json }} {{ nil | compact | json }}", 'a-b-c-d [{},"a","b","c"] ["b"] []'),
    ('{{ traits.address | json }} {{ traits.address | json: 2 }} {{ nil | json }} {{ nope | json }} {{ empty | json }} {{ traits.nil | json }}', '{"city":"Paris","size":"L"} {\n  "city": "Paris",\n  "size": "L"\n} {}  {} null'),
    ("{{ timestamp | date: '%Y-%m-%d %H:%M:%S.%L %j %U %W %u %w %y %C %e %k %l %p %P %q %s %z %Z %:z %% %Q' }}", '2024-03-01 09:05:03.007 061 08 08 5 5 24 20  1  9  9 AM am st 1709283903 +0000 UTC +00:00 % %Q'),
    ("{{ timestamp | date: '%-d %_d %05d %^a %#B %10Y %3N %c %x %X' }}", '1  1 00001 FRI MARCH 0000002024 007 3/1/2024, 9:05:03 AM 3/1/2024 9:05:03 AM'),
    ("{{ timestamp | date }} / {{ timestamp | date: '%H:%M %z %Z', 'America/New_York' }} / {{ timestamp | date: '%H:%M %z', -330 }}", 'Friday, March 1, 2024 at 9:05 am +0000 / 04:05 -0500 America/New_York / 14:35 +0530'),
    ("{{ timestamp | date_to_string }} {{ timestamp | date_to_string: 'ordinal', 'US' }} {{ timestamp | date_to_long_string: 'ordinal' }} {{ timestamp | date_to_xmlschema }} {{ 'x' | date: '%Y' }}", '01 Mar 2024 Mar 1st, 2024 1st March 2024 2024-03-01T09:05:03+00:00 x'),
    ("{{ 1704067200 | date: '%F' }} {{ '1704067200' | date: '%Y' }} {{ 'Jan 5 2024 3:04 pm' | date: '%H' }} {{ -62198755200 | date: '%Y %c' }}", '%F 2024 15 -1 1/1/2, 12:00:00 AM'),
    ("{{ traits.name | upcase }} {{ 'ÉTÉ x' | capitalize }} {{ traits.name | slugify }} {{ traits.name | slugify: 'ascii' }} {{ 'à É ß' | slugify: 'latin', true }}", "ŽOFIE 🐎 O'HARA Été x žofie-o-hara ofie-o-hara a-É-ss"),
    ("{{ 'aXbX' | replace: 'X', '$&' }} {{ 'abc' | replace: '', '-' }} {{ 'aXbX' | replace_first: 'X' }} {{ 'aXbX' | remove_last: 'X' }} {{ 'a,b,,' | split: ',' | json }} {{ '🐎' | split: '' | size }}", 'a$&b$& a-b-c abX aXb ["a","b"] 2'),
    ("{{ 'one two three' | truncate: 8 }} {{ 'one two three' | truncate: 8, '' }} {{ 'one two three' | truncatewords: 2 }} {{ 5 | truncate }} {{ ' a  b ' | normalize_whitespace }}|{{ ' a b ' | strip }}|{{ 'xxax' | lstrip: 'x' }}", 'one t... one two  one two... 5  a b |a b|ax'),
    ('{{ \'<b>&"</b>\' | escape }} {{ \'&lt;<\' | escape_once }} {{ \'<script>x</script>a<b>c</b><!-- d -->e<f\' | strip_html }}', '&lt;b&gt;&amp;&#34;&lt;/b&gt; &lt;&lt; ace<f'),
    ('{{ \'a b&ü\' | url_encode }} {{ \'a+b%C3%BC\' | url_decode }} {{ "a\'b" | cgi_escape }} {{ \'a[b] ü\' | uri_escape }}', 'a+b%26%C3%BC a bü a%27b a[b]%20%C3%BC'),
    ("{{ 'é' | base64_encode }} {{ 'YWJj=YWJj' | base64_decode }} {{ 'a' | sha256 | slice: 0, 8 }} {{ 'a' | hmac_sha256: 'k' | slice: 0, 8 }}", 'w6k= abc ca978112 78da9151'),
    ("{{ traits.no | default: 'd' }} {{ traits.no | default: 'd', allow_false: true }} {{ traits.zero | default: 'd' }} {{ traits.empty | default: 'd' }} {{ nil | default: 'd' }}", 'd false 0 d d'),
    ("{{ 'x' | no_such_filter: 1 | upcase }} {{ 'one 二三' | number_of_words: 'cjk' }} {{ 3 | at_least: 5 | at_most: 4 }}", 'X 3 4'),
    ('{% assign x = traits.tags | first %}{{ x }}{% capture y %}[{{ x }}]{% endcapture %}{{ y }}{% assign traits = 5 %}{{ traits }}', 'a[a]5'),
    ('{% increment n %}{% increment n %}{% decrement n %}{{ n }}{% decrement m %}', '0111-1'),
    ("{% cycle 'a', 'b' %}{% cycle 'a', 'b' %}{% cycle 'c', 'd' %}{% cycle 'g': 1, 2 %}{% cycle nil, 2 %}", 'abc12'),
    ('{% comment %}{{ x }}{% if %}{% endcomment %}{% raw %}{{ x }} {% if %}{% endraw %}{% # note %}{% block b %}{{ block.super }}in{% endblock %}', '{{ x }} {% if %}in'),
    ('a{% if true %}b{% break %}c{% endif %}d', 'ab'),
    ("{% liquid\n assign x = 1\n echo x | plus: 1\n if x\n echo 'y'\n endif %}", '2y'),
    ("a  {%- if true -%}  b  {%- endif -%}  c {{- ' d ' -}} e", 'abc d e'),
    ("{{ a b }}{{ 1 2 }}{{ traits.tags | join: ', ' | upcase | }}", '1A, B, C'),
]  # fmt: skip

REFUSED: list[tuple[str, str, str]] = [
    ('{{ \'a\\n\\u00e9\\101\\q\' }}{{ "un\'quoted" }}{{ \'open', 'TokenizationError', 'output "{{ \'open" not closed, line:1, col:41'),
    ('{% for x in y %}{% endfor %}', 'ParseError', 'tag "for" is disabled, line:1, col:1'),
    ("a\n  {% render 'x' %}", 'ParseError', 'tag "render" is disabled, line:2, col:3'),
    ("{{ traits.tags | map: 'x' }}", 'RenderError', 'filter "map" is disabled, line:1, col:1'),
    ("x {{ 'a' | upcase }}\n {% assign y = traits.tags | sort %}", 'RenderError', 'filter "sort" is disabled, line:2, col:2'),
    ('{% nope %}', 'ParseError', 'tag "nope" not found, line:1, col:1'),
    ('{% if true %}', 'ParseError', 'tag {% if true %} not closed, line:1, col:1'),
    ('{% if true %}{% else x %}{% endif %}', 'ParseError', 'unexpected "x", line:1, col:1'),
    ('{% if true %}{% else %}{% elsif x %}{% endif %}', 'ParseError', 'unexpected elsif after else, line:1, col:1'),
    ('{% %}', 'TokenizationError', 'illegal tag syntax, tag name expected, line:1, col:4'),
    ('{{ }}', 'TokenizationError', 'invalid value expression: "", line:1, col:4'),
    ("{{ 'x' | }}{{ x", 'TokenizationError', 'output "{{ x" not closed, line:1, col:12'),
    ('{% if x', 'TokenizationError', 'tag "{% if x" not closed, line:1, col:1'),
    ('{{ x | append }}', 'RenderError', 'append expect 2 arguments, line:1, col:1'),
    ("{{ 'x' | upcase: }}{{ x y | upcase z }}", 'TokenizationError', 'expected ":" after filter name, line:1, col:36'),
    ('{{ a[1 }}', 'TokenizationError', '[ not closed, line:1, col:7'),
    ('{{ (1.2) }}', 'TokenizationError', 'invalid range syntax, line:1, col:9'),
    ('{% assign = 1 %}', 'TokenizationError', 'expected variable name, line:1, col:11'),
    ('{% assign x 1 %}', 'TokenizationError', 'expected "=", line:1, col:13'),
    ('{% capture %}{% endcapture %}', 'TokenizationError', 'invalid capture name, line:1, col:11'),
    ('{% cycle %}', 'TokenizationError', 'empty candidates: "{% cycle %}", line:1, col:9'),
    ('{% raw %}x', 'TokenizationError', 'raw "{% raw %}x" not closed, line:1, col:10'),
    ('{% comment %}x', 'ParseError', 'tag {% comment %} not closed, line:1, col:1'),
    ('{% # a\nb %}', 'ParseError', "every line of an inline comment must start with a '#' character, line:1, col:1"),
    ("{{ '%zz' | url_decode }}", 'RenderError', 'URI malformed, line:1, col:1'),
    ("{{ '2024' | date: '%Y', 'Nowhere' }}", 'RenderError', 'Invalid time zone specified: Nowhere, line:1, col:1'),
    ('{% endif %}', 'ParseError', 'tag "endif" not found, line:1, col:1'),
    ('{{ false | default: 1, 2 }}', 'RenderError', 'Iterator value 2 is not an entry object, line:1, col:1'),
    ("🐎{{ 'é' | map }}", 'RenderError', 'filter "map" is disabled, line:1, col:3'),
    ('{% liquid\n !x %}', 'TokenizationError', 'illegal liquid tag syntax, line:2, col:2'),
]  # fmt: skip


@pytest.mark.parametrize(("template", "printed"), PRINTED)
def test_templates_print_what_they_print_at_segment(template: str, printed: str) -> None:
    before = copy.deepcopy(EVENT)
    assert transform({"v": {"@liquid": template}}, EVENT) == {"v": printed}
    assert before == EVENT


@pytest.mark.parametrize(("template", "name", "message"), REFUSED)
def test_templates_are_refused_in_the_words_of_segments_engine(template: str, name: str, message: str) -> None:
    run = compile_mapping({"v": {"@liquid": template}})  # Segment, too, finds it only when an event comes
    with pytest.raises(MappingError) as refused:
        run(EVENT)
    (problem,) = refused.value.problems
    assert (refused.value.name, problem.message, problem.pointer) == (name, message, "/v/@liquid")


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("x" * 1001, "liquid template values are limited to 1000 characters"),
        ("🐎" * 501, "liquid template values are limited to 1000 characters"),
        ("{{ a" + "[" * 900 + " }}", "the liquid template is nested too deeply"),
        ("{{ " + "(" * 900 + " }}", "the liquid template is nested too deeply"),
    ],
    ids=["long", "long in code units", "brackets", "parentheses"],
)
def test_templates_have_limits(template: str, message: str) -> None:
    with pytest.raises(MappingError) as refused:
        transform({"v": {"@liquid": template}}, {})
    assert str(refused.value) == message
    assert transform({"v": {"@liquid": "x" * 1000}}, {}) == {"v": "x" * 1000}
    assert transform({"v": {"@liquid": ""}}, {}) == {"v": ""}


def test_counters_count_in_the_event_as_later_fields_see_it_but_not_in_the_callers() -> None:
    event = {"seats": 4, "rows": [{"n": 1}, {}]}
    mapping = {
        "first": {"@liquid": "{% increment seats %}{% decrement new %}"},
        "then": {"@path": "$.seats"},
        "new": {"@liquid": "{{ new }}"},
        "rows": {"@arrayPath": ["$.rows", {"n": {"@liquid": "{% increment n %}{% increment n %}{{ n }}"}}]},
        "event": {"@arrayPath": ["$.rows"]},
    }
    run = compile_mapping(mapping)
    expected = {
        "first": "4-1",
        "then": 5,
        "new": "-1",
        "rows": [{"n": "123"}, {"n": "012"}],
        "event": [{"n": 3}, {"n": 2}],
    }
    assert [run(event), run(event)] == [expected, expected]
    assert event == {"seats": 4, "rows": [{"n": 1}, {}]}


def test_what_a_template_reads_is_traced() -> None:
    template = "{{ traits.name }}{% assign x = userId %}{{ x }}{% if traits.tags[0] == traits['zero'] %}{{ nope.a }}{% endif %}"
    reads = compile_trace({"v": {"@liquid": template}})(EVENT)
    assert [(read.pointer, read.path) for read in reads] == [
        ("/v/@liquid", "$.traits.name"),
        ("/v/@liquid", "$.userId"),
        ("/v/@liquid", "$.traits.tags[0]"),
        ("/v/@liquid", "$.traits.zero"),
        ("/v/@liquid", "$.nope.a"),
    ]
    assert [read.value for read in reads][:4] == ["Žofie 🐎 O'Hara", "u-1", "a", 0]


@pytest.mark.parametrize("item", ["abc", 5, None, True, ["x", "y"]])
def test_templates_over_items_of_any_type(item: Any) -> None:
    template = "{{ length }}|{{ size }}|{{ [0] }}|{{ [1] }}|{% increment n %}"
    printed = {"abc": "3|0|a|b|0", "['x', 'y']": "2|0|x|y|0"}.get(str(item), "|0|||0")
    assert transform({"v": {"@arrayPath": ["$.items", {"t": {"@liquid": template}}]}}, {"items": [item]}) == {
        "v": [{"t": printed}]
    }
