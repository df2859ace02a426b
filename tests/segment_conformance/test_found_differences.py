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
)


@pytest.mark.parametrize("line", FOUND, ids=lambda line: line.split('"')[3])
def test_a_difference_that_was_found_is_gone(line: str) -> None:
    (result,) = replay([line])
    assert (result.actual, result.passed) == (result.expected, True)
