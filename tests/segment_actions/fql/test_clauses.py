"""What an event is to each clause of a trigger, met or not."""

from __future__ import annotations

import pytest
from segment_actions import FqlError, fql


def test_every_clause_is_told_with_what_the_event_has_there() -> None:
    trigger = 'type = "track" and (event = "Paid" or properties.sum > 10)'

    found = fql.clauses(trigger, {"type": "track", "event": "Seen", "properties": {"sum": 12}})

    assert [(one.clause, one.found, one.met) for one in found] == [
        ('type = "track"', '"track"', True),
        ('event = "Paid"', '"Seen"', False),
        ("properties.sum > 10", "12", True),
    ]
    assert [one.found for one in fql.clauses(trigger, "no event")] == ["nothing"] * 3


def test_what_is_no_trigger_has_no_clauses() -> None:
    with pytest.raises(FqlError):
        fql.clauses('type = "', {})
