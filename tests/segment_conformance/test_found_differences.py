"""What runs against Segment's packages found, generated and by hand, each as the smallest case that showed it, with their answer."""

from __future__ import annotations

import pytest
from segment_conformance.replay import replay

FOUND = (
    '{"id": "halves that meet when what stood between them is replaced", "kind": "mapping", "mapping": {"@replace": {"pattern": "a", "value": {"@case": {"operator": "lower", "value": "\\ud83da\\ude00"}}}}, "event": {}, "output": "\\ud83d\\ude00"}',
    '{"id": "a time zone in any case", "kind": "mapping", "mapping": {"@liquid": "{{ a | date: \'%H:%M %Z\', \'europe/prague\' }}"}, "event": {"a": "2024-07-01T10:00:00Z"}, "output": "12:00 europe/prague"}',
    '{"id": "a time zone by three letters", "kind": "mapping", "mapping": {"@liquid": "{{ a | date: \'%H:%M\', \'BST\' }} {{ a | date: \'%H:%M\', \'PST\' }}"}, "event": {"a": "2024-07-01T10:00:00Z"}, "output": "16:00 03:00"}',
    '{"id": "a file of the machine is no time zone", "kind": "mapping", "mapping": {"@liquid": "{{ a | date: \'%H:%M\', \'localtime\' }}"}, "event": {"a": "2024-07-01T10:00:00Z"}, "error": {"name": "RenderError", "message": "Invalid time zone specified: localtime, line:1, col:1"}}',
    '{"id": "a time zone before 1970", "kind": "mapping", "mapping": {"@liquid": "{{ a | date: \'%H:%M\', \'Africa/Dakar\' }} {{ a | date: \'%H:%M\', \'EST5EDT\' }}"}, "event": {"a": "1930-06-01T10:00:00Z"}, "output": "10:00 06:00"}',
    '{"id": "a time zone that is not ASCII", "kind": "mapping", "mapping": {"@liquid": "{{ a | date: \'%H:%M\', \'\\u8a9e\' }}"}, "event": {"a": "2024-07-01T10:00:00Z"}, "error": {"name": "RenderError", "message": "Invalid time zone specified: \\u00e8\\u00aa\\u009e, line:1, col:1"}}',
    '{"id": "only the first half of a letter is capitalised", "kind": "mapping", "mapping": {"@liquid": "{{ a | capitalize }}"}, "event": {"a": "\\ud801\\udc13\\ud801\\udc13"}, "output": "\\ud801\\udc13\\ud801\\udc3b"}',
    '{"id": "a number with its prefix written twice", "kind": "mapping", "mapping": {"@liquid": "{{ a | plus: 1 }} {{ b | plus: 1 }} {{ c | plus: 1 }} {{ d | plus: 1 }}"}, "event": {"a": "0x0xb", "b": "0b0b1", "c": "0o0O7", "d": "0x0b1"}, "output": "1 1 1 178"}',
    '{"id": "a key that is a digit elsewhere", "kind": "validate", "mode": "single", "fields": {"\\u0661": {"type": "number"}}, "payload": {"\\u0661": "x"}, "output": {"valid": false, "after_empty_removal": {"\\u0661": "x"}, "message": "The value at /\\u0661 must be a number but it was a string.", "errors": [{"path": "$.\\u0661", "pointer": "/\\u0661", "message": "The value at /\\u0661 must be a number but it was a string."}]}}',
    '{"id": "a superscript in the name of a group", "kind": "validate", "mode": "single", "fields": {"a": {"type": "string", "label": "A", "format": "regex"}}, "payload": {"a": "(?<a\\u00b2>b)"}, "output": {"valid": false, "after_empty_removal": {"a": "(?<a\\u00b2>b)"}, "message": "A must be a valid regular expression string but it was not.", "errors": [{"path": "$.a", "pointer": "/a", "message": "A must be a valid regular expression string but it was not."}]}}',
    '{"id": "a letter with a $ in the name of a group", "kind": "validate", "mode": "single", "fields": {"a": {"type": "string", "label": "A", "format": "regex"}}, "payload": {"a": "(?<$\\u00e9>b)\\\\k<$\\u00e9>"}, "output": {"valid": true, "after_empty_removal": {"a": "(?<$\\u00e9>b)\\\\k<$\\u00e9>"}, "payload": {"a": "(?<$\\u00e9>b)\\\\k<$\\u00e9>"}}}',
    '{"id": "halves that meet in JSON text, one of them an escape", "kind": "mapping", "mapping": {"@json": {"mode": "decode", "value": {"@path": "$.a"}}}, "event": {"a": "[\\"\\ud83d\\\\ude00\\",\\"\\\\ud83d\\ude00\\",{\\"\\ud83d\\\\ude00\\":1},\\"\\\\\\\\\\ud83d\\",\\"\\ud83dx\\"]"}, "output": ["\\ud83d\\ude00", "\\ud83d\\ude00", {"\\ud83d\\ude00": 1}, "\\\\\\ud83d", "\\ud83dx"]}',
    '{"id": "half of a character after a backslash is no JSON", "kind": "mapping", "mapping": {"@json": {"mode": "decode", "value": {"@path": "$.a"}}}, "event": {"a": "[\\"\\\\\\ud83d\\"]"}, "output": "[\\"\\\\\\ud83d\\"]"}',
    '{"id": "halves that meet in a key, one of them in the separator", "kind": "mapping", "mapping": {"@flatten": {"separator": "\\ude00.", "value": {"@path": "$.a"}}}, "event": {"a": {"\\ud83d": {"x": 1, "y": [2]}}}, "output": {"\\ud83d\\ude00.x": 1, "\\ud83d\\ude00.y\\ude00.0": 2}}',
    '{"id": "halves that meet in a path when the quotes between them are dropped", "kind": "mapping", "mapping": {"x": {"@path": "$.a[\'\\ud83d\'\'\\ude00\']"}, "y": {"@path": "\\ud83d$.\\ude00"}, "z": {"@template": "{{\\ud83d\\"\\ude00}}"}}, "event": {"a": {"\\ud83d\\ude00": 1}, "\\ud83d\\ude00": 2}, "output": {"x": 1, "y": 2, "z": "2"}}',
    '{"id": "a pattern of half a character and a whole one", "kind": "mapping", "mapping": {"@replace": {"pattern": "\\ude00\\ud83d\\udc0e", "replacement": "-", "value": {"@path": "$.a"}}}, "event": {"a": "a\\ude00\\ud83d\\udc0eb"}, "output": "a-b"}',
    '{"id": "halves that meet in a name when they are escaped", "kind": "fql", "fql": "traits.\\\\\\ud83d\\\\\\ude00 = 1", "events": [{"traits": {"\\ud83d\\ude00": 1}}, {"traits": {}}], "output": {"ast": {"type": "group", "operator": "and", "children": [{"type": "event-trait", "name": "\\ud83d\\ude00", "operator": "number_equals", "value": 1}]}, "matches": [true, false], "regenerated": "traits.\\\\\\ud83d\\\\\\ude00 = 1"}}',
    '{"id": "an object that hides its text in a template", "kind": "mapping", "mapping": {"@template": "{{ a }}"}, "event": {"a": {"toString": "x"}}, "error": {"name": "TypeError", "message": "Cannot convert object to primitive value", "engine_message": true}}',
    '{"id": "an object that hides its text, inside an array", "kind": "mapping", "mapping": {"@template": "{{ a }}"}, "event": {"a": [1, [{"toString": null}]]}, "error": {"name": "TypeError", "message": "Cannot convert object to primitive value", "engine_message": true}}',
    '{"id": "an object that hides its text is compared with an empty one", "kind": "mapping", "mapping": {"@if": {"blank": {"@path": "$.a"}, "then": 1}}, "event": {"a": {"toString": "x"}}, "error": {"name": "TypeError", "message": "Cannot convert object to primitive value", "engine_message": true}}',
    '{"id": "an object with a valueOf has its text", "kind": "mapping", "mapping": {"a": {"@template": "{{ a }}"}, "b": {"@if": {"blank": {"@path": "$.a"}, "then": 1}}}, "event": {"a": {"valueOf": "x"}}, "output": {"a": "[object Object]", "b": 1}}',
    '{"id": "an object that hides its text in liquid", "kind": "mapping", "mapping": {"@liquid": "{{ a.b }} {{ a }}"}, "event": {"a": {"toString": "x", "b": 1}}, "error": {"name": "RenderError", "message": "Cannot convert object to primitive value, line:1, col:11"}}',
    '{"id": "an object that hides its text is no number", "kind": "mapping", "mapping": {"@liquid": "{{ a | plus: 1 }}"}, "event": {"a": [{"toString": "x"}]}, "error": {"name": "RenderError", "message": "Cannot convert object to primitive value, line:1, col:1"}}',
    '{"id": "what is exempt is the object that was checked", "kind": "validate", "mode": "single", "fields": {"dynamicAuthSettings": {"type": "object", "properties": {"n": {"type": "number"}}}}, "payload": {"dynamicAuthSettings": {"n": "5", "more": 1}}, "output": {"valid": true, "after_empty_removal": {"dynamicAuthSettings": {"n": "5", "more": 1}}, "payload": {"dynamicAuthSettings": {"n": 5}}}}',
    '{"id": "what is exempt keeps its own value", "kind": "validate", "mode": "single", "fields": {"dynamicAuthSettings": {"type": "number"}}, "payload": {"dynamicAuthSettings": "5"}, "output": {"valid": true, "after_empty_removal": {"dynamicAuthSettings": "5"}, "payload": {"dynamicAuthSettings": "5"}}}',
)


@pytest.mark.parametrize("line", FOUND, ids=lambda line: line.split('"')[3])
def test_a_difference_that_was_found_is_gone(line: str) -> None:
    (result,) = replay([line])
    assert (result.actual, result.passed) == (result.expected, True)
