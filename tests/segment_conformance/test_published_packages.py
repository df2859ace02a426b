"""Segment's published packages run beside this engine: every case here is answered by both, and both must agree."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attio_destination import PRESETS, destination
from segment_actions.multistatus import ERROR_TYPES, error_type
from segment_conformance.replay import replay

from tests.oracle import Oracle

EVENT = {
    "type": "identify",
    "userId": "u-1",
    "messageId": "m-1",
    "receivedAt": "2024-03-01T10:00:00.000Z",
    "timestamp": "2024-03-01T09:59:59.500Z",
    "traits": {
        "email": "jane@example.com",
        "name": "Žofie O'Hara",
        "plan": "pro",
        "age": 42,
        "score": 1.5,
        "big": 1e21,
        "tiny": 1e-7,
        "vip": True,
        "no": False,
        "zero": 0,
        "empty": "",
        "nil": None,
        "tags": ["a", "b", "c"],
        "rows": [{"sku": "A-1", "qty": 2, "on": True}, {"sku": "B-2", "qty": 3, "on": False}],
        "address": {"city": "Paris", "geo": {"lat": 48.85}},
        "html": "<b>&\"'</b>",
        "emoji": "🐎🐎",
        "spaces": "  a  b \n",
    },
    "context": {"group_id": "g-1"},
}
_WITHOUT_AUDIENCE: tuple[dict[str, Any], ...] = (
    {"context": None},
    {"context": {"personas": None}},
    {"context": {"personas": {}}},
)
"""The engine looks for an audience in every event."""

LIQUID = [
    "{{ traits.age | divided_by: 5 }} {{ traits.age | divided_by: 0 }} {{ 10 | modulo: 3 }} {{ traits.score | times: 3 }}",
    "{{ 2.5 | round }} {{ -1.5 | round }} {{ 1.005 | round: 2 }} {{ 7 | at_least: 9 }} {{ 7 | at_most: 3 }} {{ '4.2' | ceil }}",
    "{{ traits.big }} {{ traits.tiny }} {{ 1.0 }} {{ traits.nope | plus: 1 }} {{ 'x' | plus: 1 }}",
    "{{ traits.tags }} {{ traits.address }} {{ traits.tags | join }} {{ traits.tags | join: '-' }} {{ traits.tags.size }}",
    "{{ traits.tags.first }} {{ traits.tags.last }} {{ traits.tags[-1] }} {{ traits.name.size }} {{ traits.tags | slice: 1, 2 }}",
    "{{ traits.rows | sum: 'qty' }} {{ traits.rows | where: 'on' | size }} {{ traits.rows | where: 'sku', 'B-2' | json }}",
    "{{ traits.html | escape }} {{ traits.html | strip_html }} {{ '&lt;<' | escape_once }} {{ traits.html | url_encode }}",
    "{{ traits.name | upcase }} {{ traits.name | downcase | capitalize }} {{ traits.name | slugify }} {{ traits.name | truncate: 8 }}",
    "{{ traits.name | truncatewords: 1 }} {{ 'a b c' | truncatewords: 2, '~' }} {{ traits.spaces | strip }}| {{ 'xxax' | lstrip: 'x' }}",
    "{{ traits.spaces | normalize_whitespace }} {{ 'a b c' | number_of_words }} {{ 'a,b,,' | split: ',' | json }} {{ 'abc' | split: '' | json }}",
    "{{ 'aXbX' | remove: 'X' }} {{ 'aXbX' | remove_first: 'X' }} {{ 'aXbX' | remove_last: 'X' }} {{ 'aXbX' | replace_last: 'X', 'Y' }}",
    "{{ 'a' | base64_encode }} {{ 'YQ==' | base64_decode }} {{ 'a' | sha256 }} {{ 'a' | hmac_sha256: 'k' }}",
    "{{ traits.nope | default: 'd' }} {{ traits.no | default: 'd' }} {{ traits.zero | default: 'd' }} {{ traits.empty | default: 'd' }}",
    "{{ traits.tags | push: 'd' | json }} {{ traits.tags | unshift: 'z' | pop | shift | json }} {{ traits.tags | compact | size }}",
    "{{ timestamp | date: '%Y-%m-%d %H:%M:%S' }} {{ timestamp | date_to_xmlschema }} {{ 1704067200 | date: '%F %T' }} {{ 'x' | date: '%Y' }}",
    "{{ timestamp | date_to_string }} {{ timestamp | date_to_long_string }} {{ timestamp | date_to_rfc822 }} {{ timestamp | date: '%b %e, %l:%M %p' }}",
    "{% if traits.zero %}a{% else %}b{% endif %}{% unless traits.empty == '' %}c{% else %}d{% endunless %}{% if traits.tags contains 'a' %}e{% endif %}",
    "{% assign x = traits.tags | first %}{{ x }}{% capture y %}[{{ x }}]{% endcapture %}{{ y }}{% increment n %}{% increment n %}{% decrement n %}",
    "{% cycle 'a', 'b' %}{% cycle 'a', 'b' %}{% echo traits.plan | upcase %}{% comment %}{{ nope }}{% endcomment %}{% # note %}",
    "a  {%- if true -%}  b  {%- endif -%}  c {{- ' d ' -}} e",
    "{% raw %}{{ not }}{% endraw %} {{ traits['plan'] }} {{ (1..3) | join: '' }} {{ traits.nil }}{{ nil }}{{ traits.empty.x }}",
    "{{ traits.tags | map: 'x' }}",
    "{{ traits.tags | reverse }}",
    "{% render 'x' %}",
    "text {% nope %}",
    "{% if true %}",
    "{% unless x %}y",
    "{{ traits.email",
    "{% if traits.email ",
    "{{ }}",
    "line\n  {{ traits.tags | uniq }}",
    "{{ traits.plan | no_such_filter: 1 | upcase }}",
]

MAPPINGS: list[Any] = [
    {
        "a": {
            "@template": "{{traits.name}} {{ traits.nope }} {{{traits.html}}} {{traits.html}} {{traits.tags}} {{traits.address}}"
        }
    },
    {
        "a": {"@if": {"exists": {"@path": "$.traits.zero"}, "then": 1, "else": 2}},
        "b": {"@if": {"blank": {"@path": "$.traits.empty"}, "then": "y"}},
    },
    {
        "a": {"@case": {"operator": "upper", "value": {"@path": "$.traits.name"}}},
        "b": {"@case": {"operator": "title", "value": "x"}},
    },
    {"a": {"@arrayPath": ["$.traits.rows", {"s": {"@path": "$.sku"}, "n": {"@path": "$.nope"}}]}},
    {
        "a": {"@flatten": {"value": {"@path": "$.traits.address"}, "separator": "."}},
        "b": {"@json": {"mode": "encode", "value": {"@path": "$.traits"}}},
    },
    {
        "a": {
            "@merge": {
                "direction": "left",
                "objects": [{"@path": "$.traits.address"}, {"city": "Rome", "x": {"@path": "$.nope"}}],
            }
        }
    },
    {"a": {"@transform": {"apply": {"x": {"@path": "$.traits.plan"}}, "mapping": {"y": {"@path": "$.x"}}}}},
    {
        "a": {"@excludeWhenNull": {"x": {"@path": "$.traits.nil"}, "y": 1}},
        "b": {
            "@replace": {"pattern": "O", "replacement": "0", "value": {"@path": "$.traits.name"}, "ignorecase": True}
        },
    },
    {"a": {"@path": 1}, "b": {"@nope": 1}, "c": {"@case": {"value": 5}}},
    [1, {"@path": "$.traits.plan"}],
    "text",
]

TRIGGERS = [
    'type = "identify" and traits.plan = "pro"',
    'type = "identify" or event = "x" and userId != null',
    "traits.age > 41 and traits.age <= 42",
    'contains(traits.name, "Ž") and !match(traits.email, "*@example.org")',
    'traits.nope != "x"',
    "traits.vip = true and traits.no = false and traits.zero = 0",
    'type="identify" and(userId = "u-1")',
    "nx",
    "properties.n<0",
    'traits.plan = "pro',
    'type !="x"',
    '(type = "identify" or type = "group") and traits.tags.\\0 = "a"',
    '((type = "identify"))',
    '() and type = "identify"',
]

PAYLOADS: list[tuple[str, str, dict[str, Any]]] = [
    ("identifyUser", "single", {"email_address": ["a@b.co"], "user_id": 42, "received_at": "2024-13-45", "batch_size": "5"}),
    ("identifyUser", "batch", {"email_address": "", "user_id": "", "received_at": ""}),
    ("identifyUser", "single", {"email_address": "a@b", "user_id": {}, "batch_size": "x", "enable_batching": "yes"}),
    ("identifyUser", "single", {"email_address": "A.b+c@EXAMPLE.museum", "user_id": True, "received_at": [7], "nope": 1}),
    ("groupWorkspace", "single", {"domain": 5, "workspace_id": None, "user_id": [None]}),
    ("assertRecord", "batch", {"object": "x", "matching_attribute": [1.5], "attributes": []}),
    *[
        ("identifyUser", "single", {"email_address": "a@b.co", "user_id": "u", "received_at": moment})
        for moment in ("2024-02-30", "tomorrow", "1704067200", "99999999999999", "Jan 5", "31/12/2023", "01/02/2024", "10:00", 5, True,
                       "2024-01-01T10:00:00+02:00", "Mon, 01 Jan 2024 00:00:00 GMT", "2023-W05", "x 1", "2024-06-31T10:00:00Z", "1e3", "")
    ],
]  # fmt: skip


def _cases() -> list[dict[str, Any]]:
    settings = {"oauth": {"access_token": "tok"}}
    subscription = PRESETS["published"][0].to_dict()
    odd = {"partnerAction": "assertRecord", "subscribe": 'type = "identify"', "mapping": {
        "object": "my object/é?a&b#c", "matching_attribute": "x y&z=1", "attributes": {"a": {"@path": "$.traits.big"}, "b": None}}}  # fmt: skip
    cases: list[dict[str, Any]] = [
        {"kind": "mapping", "mapping": {"v": {"@liquid": text}}, "event": EVENT} for text in LIQUID
    ]
    cases += [{"kind": "mapping", "mapping": mapping, "event": EVENT} for mapping in MAPPINGS]
    cases += [{"kind": "fql", "fql": text, "events": [EVENT, {"type": "group"}, {}]} for text in TRIGGERS]
    cases += [
        {"kind": "validate", "action": slug, "mode": mode, "payload": payload} for slug, mode, payload in PAYLOADS
    ]
    for one in (subscription, odd):
        given = {**settings, "subscription": one}
        cases.append({"kind": "attio_single", "event": EVENT, "settings": given})
        cases.append(
            {
                "kind": "attio_batch",
                "events": [EVENT, {"type": "page"}, {"type": "identify", "traits": {}}],
                "settings": given,
            }
        )
        for event in ({**EVENT, **one} for one in _WITHOUT_AUDIENCE):
            cases.append({"kind": "attio_single", "event": event, "settings": given})
            cases.append({"kind": "attio_batch", "events": [EVENT, event], "settings": given})
        for status in (400, 401, 404, 429, 500, 502):
            answer = {"status": status, "body": {"message": "no"}}
            cases.append({"kind": "attio_single", "event": EVENT, "settings": given, "responses": [answer]})
            cases.append({"kind": "attio_batch", "events": [EVENT], "settings": given, "responses": [answer]})
    return [{"id": str(index), **case} for index, case in enumerate(cases)]


CASES = _cases()


@pytest.mark.parametrize("case", CASES, ids=[f"{case['id']}-{case['kind']}" for case in CASES])
def test_both_engines_agree(oracle: Oracle, case: dict[str, Any]) -> None:
    (result,) = replay([json.dumps(oracle.ask(case))])
    assert result.actual == result.expected or result.passed


def test_the_published_preset_is_what_the_published_package_declares(oracle: Oracle) -> None:
    declared = oracle.ask({"kind": "presets"})["output"]
    ours = [
        {
            "name": one.name,
            "subscribe": one.subscribe,
            "partnerAction": one.partner_action,
            "mapping": dict(one.mapping),
            "type": "automatic",
        }
        for one in PRESETS["published"]
    ]
    assert ours == declared
    assert {one.partner_action: destination.defaults(one.partner_action) for one in PRESETS["published"]} == {
        one["partnerAction"]: one["mapping"] for one in declared
    }


def test_the_names_of_statuses_are_those_of_the_published_package(oracle: Oracle) -> None:
    named = oracle.ask({"kind": "error_types"})["output"]
    assert {status: error_type(int(status)) for status in named} == named
    assert [status for status in ERROR_TYPES if named[str(status)] != ERROR_TYPES[status]] == []
