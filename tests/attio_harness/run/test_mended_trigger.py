"""What somebody meant by a trigger that is written as other languages have it."""

from __future__ import annotations

import pytest
from attio_harness.run.mended_trigger import mended


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("type == identify", 'type = "identify"'),
        ('type=="track" && event == "X"', 'type = "track" and event = "X"'),
        ("type = 'track' AND event = 'Order Paid'", 'type = "track" and event = "Order Paid"'),
        ("event.type === 'identify' and event.traits.plan != null", 'type = "identify" and traits.plan != null'),
        (
            'event.typed = "x" and traits.event.type = "y" and userId.length > 3',
            'event.typed = "x" and traits.event.type = "y" and userId.length > 3',
        ),
        ("event = Invoice Paid or type = page", 'event = "Invoice Paid" or type = "page"'),
        ("type = “track”", 'type = "track"'),
        ('event = "this == that AND more"', 'event = "this == that AND more"'),
        ('match(event, "Order*Paid")', 'match(event, "Order*") and match(event, "*Paid")'),
        ("match( name , '*a*' ) or event = 'x'", 'contains(name, "a") or event = "x"'),
        ('!match(event, "a*b") and match(event, "a*")', '!match(event, "a*b") and match(event, "a*")'),
        ('type <> "page" and properties.n=<5', 'type != "page" and properties.n <= 5'),
        ("properties.n => 5 and event = 'a <> b'", 'properties.n >= 5 and event = "a <> b"'),
        ('event = 5 Orders and type == "track"', 'event = "5 Orders" and type = "track"'),
        ("properties.day = 2026-05-01", 'properties.day = "2026-05-01"'),
        (
            "traits.seats = 5 and traits.score = -1.5 or traits.n >= 5 seats",
            "traits.seats = 5 and traits.score = -1.5 or traits.n >= 5 seats",
        ),
        ("traits.plan != null and traits.vip = true", "traits.plan != null and traits.vip = true"),
    ],
)
def test_a_trigger_as_it_was_probably_meant(written: str, meant: str) -> None:
    assert mended(written) == meant
