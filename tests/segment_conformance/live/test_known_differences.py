"""Differences that stay are recognised, and others beside them are not."""

from __future__ import annotations

from segment_conformance.live.known_differences import known_difference


def test_a_last_digit_is_known_also_where_one_side_has_no_fraction() -> None:
    case = {"kind": "mapping", "mapping": {"@liquid": "{{2301234567890|round:2.5}}"}, "event": {}}
    theirs, ours = {"output": "2301234567890"}, {"output": "2301234567889.9995"}
    reason = known_difference(case, theirs, ours)
    assert reason is not None
    assert reason.id == "round-last-digit"
    assert known_difference(case, theirs, {"output": "2301234567880"}) is None
