"""Whether an event meets a trigger."""

from __future__ import annotations

from segment_actions import (
    fql,
)

from tests.segment_actions.endless import cyclic, deep


def test_triggers_look_into_deep_events() -> None:
    event = {"traits": deep(10_000), "properties": cyclic()}
    assert fql.matches('properties.self.self.list.\\0.a = 1 and traits.a.a.b = null and type != "x"', event)
