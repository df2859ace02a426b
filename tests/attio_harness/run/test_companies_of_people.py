"""What Attio writes by itself while events are checked (`person.company_from_email`) is part of no event's verdict."""

from __future__ import annotations

from typing import Any

import pytest
from attio_harness import check


def asserts(type: str, object: str, by: str, *slugs: str) -> dict[str, Any]:
    """A subscription that asserts a record with each attribute from the trait of its name."""
    return {
        "name": object,
        "partnerAction": "assertRecord",
        "subscribe": f'type = "{type}"',
        "mapping": {
            "object": object,
            "matching_attribute": by,
            "attributes": {slug: {"@path": f"$.traits.{slug}"} for slug in (by, *slugs)},
            "received_at": {"@path": "$.receivedAt"},
        },
    }


MAPPING = [
    asserts("group", "companies", "domains", "team"),
    asserts("identify", "people", "email_addresses", "company"),
]


def event(minute: int, **traits: str) -> dict[str, Any]:
    return {
        "type": "group" if "domains" in traits else "identify",
        "messageId": f"m{minute}",
        "receivedAt": f"2024-05-01T12:0{minute}:00Z",
        "traits": traits,
    }


EVENTS = [
    event(0, email_addresses="eve@gmail.com", company="d.com"),
    event(2, domains="c.com", team="ada@b.com"),
    event(4, email_addresses="joe@d.com"),
    event(6, domains="b.com", team="ada@b.com"),
    event(8, email_addresses="zoe@gmail.com"),
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
