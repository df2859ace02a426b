"""What live runs against Segment's packages found, each as the case that was left after shrinking, with their answer."""

from __future__ import annotations

import pytest
from attio_harness.conform import replay

FOUND = (
    '{"id": "halves that meet when what stood between them is replaced", "kind": "mapping", "mapping": {"@replace": {"pattern": "a", "value": {"@case": {"operator": "lower", "value": "\\ud83da\\ude00"}}}}, "event": {}, "output": "\\ud83d\\ude00"}',
    '{"id": "a time zone in any case", "kind": "mapping", "mapping": {"@liquid": "{{ a | date: \'%H:%M %Z\', \'europe/prague\' }}"}, "event": {"a": "2024-07-01T10:00:00Z"}, "output": "12:00 europe/prague"}',
    '{"id": "a time zone by three letters", "kind": "mapping", "mapping": {"@liquid": "{{ a | date: \'%H:%M\', \'BST\' }} {{ a | date: \'%H:%M\', \'PST\' }}"}, "event": {"a": "2024-07-01T10:00:00Z"}, "output": "16:00 03:00"}',
    '{"id": "a file of the machine is no time zone", "kind": "mapping", "mapping": {"@liquid": "{{ a | date: \'%H:%M\', \'localtime\' }}"}, "event": {"a": "2024-07-01T10:00:00Z"}, "error": {"name": "RenderError", "message": "Invalid time zone specified: localtime, line:1, col:1"}}',
    '{"id": "a time zone before 1970", "kind": "mapping", "mapping": {"@liquid": "{{ a | date: \'%H:%M\', \'Africa/Dakar\' }} {{ a | date: \'%H:%M\', \'EST5EDT\' }}"}, "event": {"a": "1930-06-01T10:00:00Z"}, "output": "10:00 06:00"}',
    '{"id": "a time zone that is not ASCII", "kind": "mapping", "mapping": {"@liquid": "{{ a | date: \'%H:%M\', \'\\u8a9e\' }}"}, "event": {"a": "2024-07-01T10:00:00Z"}, "error": {"name": "RenderError", "message": "Invalid time zone specified: \\u00e8\\u00aa\\u009e, line:1, col:1"}}',
    '{"id": "only the first half of a letter is capitalised", "kind": "mapping", "mapping": {"@liquid": "{{ a | capitalize }}"}, "event": {"a": "\\ud801\\udc13\\ud801\\udc13"}, "output": "\\ud801\\udc13\\ud801\\udc3b"}',
    '{"id": "a number with its prefix written twice", "kind": "mapping", "mapping": {"@liquid": "{{ a | plus: 1 }} {{ b | plus: 1 }} {{ c | plus: 1 }} {{ d | plus: 1 }}"}, "event": {"a": "0x0xb", "b": "0b0b1", "c": "0o0O7", "d": "0x0b1"}, "output": "1 1 1 178"}',
)


@pytest.mark.parametrize("line", FOUND, ids=lambda line: line.split('"')[3])
def test_a_difference_that_was_found_is_gone(line: str) -> None:
    (result,) = replay([line])
    assert (result.actual, result.passed) == (result.expected, True)
