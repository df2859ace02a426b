"""Values that events have where triggers look: counted once a field, by type, and no more than a few hundred."""

from __future__ import annotations

from typing import Any

from attio_harness.run.trigger_fields import TriggerFields, field_of

PLAN = {"type": "event-trait", "name": "plan", "operator": "=", "value": "Pro"}
EVENT = {"type": "event", "operator": "=", "value": "X"}


def test_values_are_counted_by_their_type_the_most_frequent_first() -> None:
    fields = TriggerFields()
    fields.add(PLAN)
    for value in ("Pro", "Free", "Pro", 1, True, 1.5, None, ["Pro"], "x" * 1000):
        fields.see({"traits": {"plan": value}})
    fields.see({"traits": {}})
    found = list(fields[PLAN].most_common())
    assert found == [("Pro", 2), ("Free", 1), (1, 1), (True, 1), (1.5, 1)]
    assert [type(value) for value, _ in found] == [str, str, int, bool, float]
    assert fields[PLAN].there


def test_a_field_is_there_only_if_something_is() -> None:
    fields = TriggerFields()
    fields.add(PLAN)
    events: tuple[dict[str, Any], ...] = ({}, {"traits": {"plan": None}}, {"traits": None})
    for event in events:
        fields.see(event)
    assert not fields[PLAN].there


def test_the_number_of_values_is_bounded_and_known_ones_are_still_counted() -> None:
    fields = TriggerFields()
    fields.add(EVENT)
    for number in range(1000):
        fields.see({"event": f"e{number}"})
        fields.see({"event": "e0"})
    found = dict(fields[EVENT].most_common())
    assert (len(found), found["e0"]) == (300, 1001)


def test_every_value_counts_for_the_kind_that_is_told() -> None:
    fields = TriggerFields()
    fields.add(PLAN)
    # known texts, numbers, and texts that are too long or too many to be kept
    for value in (*["yes"] * 9, *range(8), *["x" * 1000] * 3, *(f"p{number}" for number in range(400))):
        fields.see({"traits": {"plan": value}})
    assert fields[PLAN].instead_of("bool") == ("string", 412)
    assert fields[PLAN].instead_of("number") is None
    assert fields[PLAN].instead_of("bool", ["string"]) is None


def test_fields_that_nobody_wants_any_more_are_not_counted_on() -> None:
    fields = TriggerFields()
    fields.add(PLAN)
    fields.add(EVENT)
    plan = fields[PLAN]
    fields.keep({field_of(EVENT)})
    fields.see({"event": "X", "traits": {"plan": "Pro"}})
    assert not plan.there
    assert list(fields[EVENT].most_common()) == [("X", 1)]
