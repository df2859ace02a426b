"""Errors of Segment's engine that only one event meets: they lose that event, with an explanation, and end no run."""

from __future__ import annotations

from typing import Any

import pytest
from attio_harness import check

from tests.attio_harness.subscriptions import assert_record

WORKSPACE = {"objects": [{"api_slug": "users", "active": True}]}


@pytest.mark.parametrize("batched", [False, True])
@pytest.mark.parametrize("root", [None, 5, {"a": {}, "b": {}}])
def test_a_whole_directive_that_is_none_loses_its_events_and_ends_no_run(root: Any, batched: bool) -> None:
    """Inside @transform Segment's engine meets it only when it runs."""
    apply = {"email_addresses": {"@path": "$.traits.email"}, "__segment_internal_directive": root}
    given = {"@if": {"exists": {"@path": "$.traits.x"}, "then": {"@transform": {"apply": apply, "mapping": {"a": 1}}}}}
    mapping = {"email_addresses": {"@path": "$.traits.email"}, "job_title": given}
    subscription = assert_record("People", 'type = "identify"', "people", "email_addresses", mapping)
    subscription["mapping"]["enable_batching"] = batched
    events = [
        {"type": "identify", "userId": "u", "traits": {"email": f"u{n}@acme.com", **x}}
        for n, x in enumerate([{}, {"x": 1}])
    ]
    report = check(events, [subscription], WORKSPACE)
    (loss,) = report.rejections
    assert loss.mapping_pointer.endswith("/@transform/apply/__segment_internal_directive")
    assert loss.hint.startswith("Take __segment_internal_directive out of that part of the mapping")
    assert report.verdicts == {"written": 1, "invalid": 1}


@pytest.mark.parametrize("mode", ["single", "batch"])
@pytest.mark.parametrize("levels", [251, 300, 400, 490])
def test_a_deep_text_that_is_decoded_loses_its_event_and_ends_no_run(levels: int, mode: Any) -> None:
    title = {"@json": {"mode": "decode", "value": {"@path": "$.traits.title"}}}
    mapping = {"email_addresses": {"@path": "$.traits.email"}, "job_title": title}
    subscription = assert_record("People", 'type = "identify"', "people", "email_addresses", mapping)
    titles = ('{"a":' * levels + "1" + "}" * levels, "CEO")
    events = [
        {"type": "identify", "userId": "u", "traits": {"email": f"u{n}@acme.com", "title": one}}
        for n, one in enumerate(titles)
    ]
    report = check(events, [subscription], WORKSPACE, mode)
    assert report.verdicts == {"written": 1, "invalid": 1}
    (loss,) = report.rejections
    assert loss.mapping_pointer.endswith("/job_title/@json")
    assert "$.traits.title" in loss.hint
