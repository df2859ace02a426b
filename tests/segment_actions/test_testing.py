"""A run of one action for a test."""

from __future__ import annotations

import segment_actions as segment

from tests.segment_actions.partner import HOST, THREE, answering


def test_a_run_keeps_requests_beside_responses() -> None:
    run = segment.test_action(THREE, "a", mapping={"n": 1}, client=answering([])[1])
    assert [(one.method, one.url, one.json) for one in run.requests] == [
        ("POST", f"{HOST}/a/1", {"n": 1}),
        ("POST", f"{HOST}/a/2", {"n": 1}),
    ]
    assert [one.status for one in run.responses] == [200, 200]
