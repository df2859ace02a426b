"""Directives that make objects: what recordings do not settle."""

from __future__ import annotations

import json

from segment_actions import transform


def test_flattened_members_stand_in_the_order_of_javascript() -> None:
    event = {"b": 1, "10": {"y": 2, "2": 3, "1": 4}, "a": [{"z": 5, "0": 6}], "2": 7}
    made = transform({"v": {"@flatten": {"separator": ".", "value": {"@path": ""}}}}, event)
    assert json.dumps(made["v"]) == json.dumps(
        {"2": 7, "10.1": 4, "10.2": 3, "10.y": 2, "b": 1, "a.0.0": 6, "a.0.z": 5}
    )
