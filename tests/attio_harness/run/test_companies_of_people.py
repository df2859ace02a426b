"""What Attio writes by itself while events are checked (`person.company_from_email`) is part of no event's verdict."""

from __future__ import annotations

from typing import Any

import pytest
from attio_harness import check

from tests.attio_harness.asserting import asserts, event

MAPPING = [
    asserts("companies", "domains", "domains", "team"),
    asserts("people", "email_addresses", "email_addresses", "company"),
]
EVENTS = [
    event("people", "12:00:00", email_addresses="eve@gmail.com", company="d.com"),
    event("companies", "12:02:00", domains="c.com", team="ada@b.com"),
    event("people", "12:04:00", email_addresses="joe@d.com"),
    event("companies", "12:06:00", domains="b.com", team="ada@b.com"),
    event("people", "12:08:00", email_addresses="zoe@gmail.com"),
]


@pytest.mark.parametrize("mode", ["single", "batch", "auto"])
@pytest.mark.parametrize("existing", ["unknown", "none"])
def test_no_event_waits_for_a_company_that_attio_finds_for_somebody(mode: Any, existing: Any) -> None:
    told = [
        check(EVENTS, MAPPING, {}, mode=mode, existing=existing, assumptions={"person.company_from_email": setting})
        for setting in ("never", "deferred")
    ]
    never, deferred = ([(one.event, one.verdict, one.needs) for one in report.unresolved] for report in told)
    assert never == deferred
    assert len(never) == (3 if existing == "unknown" else 0)
    assert told[0].verdicts == told[1].verdicts
    assert told[0].records == told[1].records
