"""The filters that make text of text."""

from __future__ import annotations

import pytest

from tests.segment_actions.mapping.liquid.cases import printed, refused

PRINTED = [
    ("t | append: '!'", 'Hello World!'),
    ("t | prepend: '>'", '>Hello World'),
    ("'abC' | capitalize", 'Abc'),
    ('t | downcase', 'hello world'),
    ('t | upcase', 'HELLO WORLD'),
    ("' a ' | strip", 'a'),
    ("'xax' | lstrip: 'x'", 'ax'),
    ("'xax' | rstrip: 'x'", 'xa'),
    ("'a\nb' | strip_newlines", 'ab'),
    ('html | strip_html', 'b'),
    ("' a   b ' | normalize_whitespace", ' a b '),
    ("'a b  c' | number_of_words", '3'),
    ("'語 a b' | number_of_words: 'auto'", '3'),
    ("t | remove: 'l'", 'Heo Word'),
    ("t | remove_first: 'l'", 'Helo World'),
    ("t | remove_last: 'l'", 'Hello Word'),
    ("t | replace: 'l', 'L'", 'HeLLo WorLd'),
    ("t | replace_first: 'l', 'L'", 'HeLlo World'),
    ("t | replace_last: 'l', 'L'", 'Hello WorLd'),
    ("'a,b,,' | split: ',' | json", '["a","b"]'),
    ('t | truncate: 7', 'Hell...'),
    ("t | truncate: 7, ''", 'Hello W'),
    ('t | truncate: 11', 'Hello World'),
    ('t | truncatewords: 1', 'Hello...'),
    ('t | truncatewords: 0', 'Hello...'),
    ('t | truncatewords: 2', 'Hello World...'),
    ('t | truncatewords: 3', 'Hello World'),
    ('html | escape', '&lt;a href=&#39;x&#39;&gt;b&lt;/a&gt;&lt;!-- c --&gt;&lt;script&gt;d&lt;/script&gt;'),
    ("'&lt;&' | escape_once", '&lt;&amp;'),
    ("'Hé Wô_x!' | slugify", 'hé-wô-x'),
    ("'Hé Wô_x!' | slugify: 'ascii'", 'h-w-x'),
    ("'Hé Wô_x!' | slugify: 'pretty'", 'hé-wô_x!'),
    ("'Hé Wô_x!' | slugify: 'latin'", 'he-wo-x'),
    ("'Hé Wô_x!' | slugify: 'none'", 'hé wô_x!'),
    ("'Hé Wô_x!' | slugify: 'raw', true", 'Hé-Wô_x!'),
    ("'a b&é' | url_encode", 'a+b%26%C3%A9'),
    ("'a%20b+%C3%A9' | url_decode", 'a b é'),
    ('"a b\'(é" | cgi_escape', 'a+b%27%28%C3%A9'),
    ("'a b[]é' | uri_escape", 'a%20b[]%C3%A9'),
    ("'é' | base64_encode", 'w6k='),
    ("'w6k=' | base64_decode", 'é'),
    ("'a-_b' | base64_decode", 'k��'),
    ("'a' | sha256", 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb'),
    ("'a' | hmac_sha256: 'k'", '78da91511e675587f5b9df78bedebaf5560da2abb88162ee875dcdf744951d9e'),
    ("horse | truncate: 1, ''", '\ud83d'),
    ("horse | split: '' | size", '2'),
]  # fmt: skip
REFUSED = [
    ("'%zz' | url_decode", ('RenderError', 'URI malformed, line:1, col:1')),
    ("horse | truncate: 1, '' | url_encode", ('RenderError', 'URI malformed, line:1, col:1')),
    ('t | append', ('RenderError', 'append expect 2 arguments, line:1, col:1')),
    ('t | append: 1, 2', ('RenderError', 'append expect 2 arguments, line:1, col:1')),
]  # fmt: skip


@pytest.mark.parametrize(("filtered", "text"), PRINTED)
def test_what_a_filter_prints(filtered: str, text: str) -> None:
    assert printed("{{ " + filtered + " }}") == text


@pytest.mark.parametrize(("filtered", "refusal"), REFUSED)
def test_what_a_filter_is_refused_for(filtered: str, refusal: tuple[str, str]) -> None:
    assert refused("{{ " + filtered + " }}") == refusal
