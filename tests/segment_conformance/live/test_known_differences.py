"""Differences that stay are recognised, and others beside them are not."""

from __future__ import annotations

from segment_conformance.live.known_differences import known_difference


def test_the_fragment_of_a_url_is_known_and_another_message_is_not() -> None:
    case = {"kind": "failure"}
    theirs, ours = (
        {"error": {"message": f"request to {url} failed"}} for url in ("http://a.test/#x", "http://a.test/")
    )
    reason = known_difference(case, theirs, ours)
    assert reason is not None
    assert reason.id == "fragment-of-failure"
    assert known_difference(case, theirs, {"error": {"message": "request to http://b.test/ failed"}}) is None


def test_a_last_digit_is_a_difference() -> None:
    case = {"kind": "mapping", "mapping": {"@liquid": "{{2301234567890|round:2.5}}"}, "event": {}}
    assert known_difference(case, {"output": "2301234567890"}, {"output": "2301234567889.9995"}) is None
