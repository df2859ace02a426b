"""The path that events have, for one that a mapping or a trigger looks for and that they do not have."""

from __future__ import annotations

from typing import Any

import pytest
from attio_harness.run.event_paths import EventPaths, closest_in, path_text


def closest(wanted: str, *events: dict[str, Any]) -> str | None:
    paths = EventPaths()
    for event in events:
        paths.see(event)
    found = paths.closest(tuple(wanted.split(".")))
    return path_text(found) if found is not None else None


@pytest.mark.parametrize(
    ("wanted", "event", "found"),
    [
        ("traits.planName", {"traits": {"plan_name": "Pro", "plan.name": "Pro"}}, "$.traits.plan_name"),
        ("traits.plan_name", {"traits": {"Plan Name": "Pro"}}, "$.traits.Plan Name"),
        ("traits.plan.name", {"traits": {"plan.name": "Pro"}}, "$.traits['plan.name']"),
        ("traits.plan_name", {"traits": {"plan": {"name": "Pro"}}}, "$.traits.plan.name"),
        ("traits.pln_name", {"traits": {"plan_name": "Pro"}}, "$.traits.plan_name"),
        ("traits.compnay", {"traits": {"company": "Acme"}}, "$.traits.company"),
        ("traits.companyname", {"traits": {"companyName": "Acme"}}, "$.traits.companyName"),
        ("traits.plan", {"properties": {"plan": "Pro"}}, "$.properties.plan"),
        ("traits.plan", {"context": {"traits": {"plan": "Pro"}}}, "$.context.traits.plan"),
        ("traits.plan", {"plan": "Pro"}, "$.plan"),
        ("plan", {"traits": {"plan": "Pro"}}, "$.traits.plan"),
        ("traits.city", {"traits": {"address": {"city": "Paris"}}}, "$.traits.address.city"),
        ("traits.address.city", {"traits": {"city": "Paris"}}, "$.traits.city"),
        ("traits.user_id", {"userId": "u1", "traits": {}}, "$.userId"),
        ("context.group_id", {"context": {"groupId": "g1"}}, "$.context.groupId"),
        ("traits.email_address", {"traits": {"email": "a@acme.io"}}, "$.traits.email"),
        ("properties.products.0.SKU", {"properties": {"products": [{"sku": "A"}]}}, "$.properties.products[0].sku"),
        ("properties.product.sku", {"properties": {"products": [{"sku": "A"}]}}, "$.properties.products[0].sku"),
        ("properties.sku", {"properties": {"products": [{"sku": "A"}]}}, "$.properties.products[0].sku"),
        ("traits.id", {"userId": "u1", "traits": {"teams": [{"id": 1}]}}, "$.userId"),
        ("traits.plan", {"traits": {"history": [{"plan": "Pro"}], "planCode": "P"}}, "$.traits.planCode"),
        ("properties.products.0.sku", {"properties": {"product": {"sku": "A"}}}, "$.properties.product.sku"),
        # the same words in another order
        ("traits.name.first", {"traits": {"first_name": "Ann"}}, "$.traits.first_name"),
        ("traits.nameLast", {"traits": {"lastName": "Lee"}}, "$.traits.lastName"),
        ("traits.address.billing.city", {"traits": {"city_billing_address": "Bonn"}}, "$.traits.city_billing_address"),
        ("traits.name.first", {"traits": {"first_names": {"x": 1}, "last_name": "Lee"}}, None),
        # as other tools hand an event on
        ("event.properties.email", {"properties": {"email": "a@acme.io"}}, "$.properties.email"),
        ("message.traits.planName", {"traits": {"plan_name": "Pro"}}, "$.traits.plan_name"),
        ("traits.id", {"type": "identify", "userId": "u1", "traits": {"email": "a@acme.io"}}, "$.userId"),
        ("traits.id", {"type": "group", "userId": "u1", "groupId": "g1", "traits": {}}, "$.groupId"),
        # one letter for another; and a holder itself
        ("traits.seets", {"traits": {"seats": 3}}, "$.traits.seats"),
        ("traits.itemz", {"traits": {"items": [{"sku": "A"}]}}, "$.traits.items"),
        ("trait", {"traits": {"plan": "Pro"}}, "$.traits"),
        ("context.trait", {"context": {"traits": {"plan": "Pro"}}}, "$.context.traits"),
        # a level too deep, which the value has not
        ("traits.plan.name", {"traits": {"plan": "Pro"}}, "$.traits.plan"),
        ("traits.a.b.c", {"traits": {"a": {"b": 1}}}, "$.traits.a.b"),
        ("traits.tags.name", {"traits": {"tags": ["a"]}}, "$.traits.tags"),
        ("traits.plan.name", {"traits": {"plan": {"id": 1}}}, None),
        ("traits.items.name", {"traits": {"items": [{"id": 1}]}}, None),
        ("traits.tags.0", {"traits": {"tags": []}}, None),
        ("userId.id", {"userId": "u1"}, None),
        # what libraries and Segment set is nobody's trait
        ("traits.title", {"context": {"page": {"title": "Home"}}}, None),
        ("traits.name", {"context": {"library": {"name": "analytics.js"}}}, None),
        ("traits.type", {"type": "identify"}, None),
        # but for what is called as theirs is
        ("page.url", {"context": {"page": {"url": "https://acme.io"}}}, "$.context.page.url"),
        ("properties.page.url", {"context": {"page": {"url": "https://acme.io"}}}, "$.context.page.url"),
        ("campaign.source", {"context": {"campaign": {"source": "mail"}}}, "$.context.campaign.source"),
        ("traits.locale", {"context": {"locale": "de-DE"}}, "$.context.locale"),
        ("traits.time_zone", {"context": {"timezone": "UTC"}}, "$.context.timezone"),
        ("traits.locale", {"context": {"locale": "de-DE"}, "traits": {"Locale": "fr"}}, "$.traits.Locale"),
        ("Context.Locale", {"context": {"locale": "de-DE"}}, "$.context.locale"),
        ("context_page_url", {"context": {"page": {"url": "https://acme.io"}}}, "$.context.page.url"),
        ("traits.device.name", {"context": {"device": {"id": "x"}}}, None),
        ("context.page.Title", {"context": {"page": {"title": "Home"}}}, "$.context.page.title"),
        # another person's, unless asked for; an office has addresses of its own, but the plan of a billing is one's own
        ("traits.email", {"traits": {"manager": {"email": "m@acme.io"}}}, None),
        ("traits.email", {"traits": {"billing_email": "b@acme.io"}}, None),
        ("traits.email", {"traits": {"support": {"email": "s@acme.io"}}}, None),
        ("traits.manager.email", {"traits": {"manager": {"work": {"email": "m@acme.io"}}}}, "$.traits.manager.work.email"),
        ("traits.plan", {"traits": {"billing": {"plan": "Pro"}}}, "$.traits.billing.plan"),
        ("traits.tier", {"traits": {"support_tier": "Gold"}}, "$.traits.support_tier"),
        ("traits.referrer", {"traits": {"referer": "a@acme.io"}}, "$.traits.referer"),
        # nothing is there where the value is empty
        ("traits.planName", {"traits": {"plan_name": "", "plan-name": None}}, None),
        ("traits.notes", {"traits": {"email": "a@acme.io", "plan_name": "Pro"}}, None),
        ("traits.plan", {"traits": {"plan": "Pro"}}, None),
    ],
)  # fmt: skip
def test_the_closest_path(wanted: str, event: dict[str, Any], found: str | None) -> None:
    assert closest(wanted, event) == found
    # of one event alone, as of one with too many paths to be kept in mind
    for given in (event, event | {"others": {f"{number}x": 1 for number in range(150)}}):
        (alone,) = closest_in(given, (tuple(wanted.split(".")),))
        assert (None if alone is None else path_text(alone)) == found


@pytest.mark.parametrize(("value", "found"), [("mobile", ["context", "device"]), ({"id": "x"}, None)])
def test_what_a_library_fills_is_told_where_its_value_is_taken(value: Any, found: list[str] | None) -> None:
    event = {"context": {"device": value}}
    (alone,) = closest_in(event, (("traits", "device"),), takes=lambda one: isinstance(one, str))
    assert (None if alone is None else list(alone)) == found


def test_other_case_goes_before_another_place_and_frequent_before_rare() -> None:
    elsewhere = {"properties": {"plan": "Pro"}}
    assert closest("traits.Plan", elsewhere, elsewhere, {"traits": {"plan": "Pro"}}) == "$.traits.plan"
    assert closest("traits.plan", {"context": {"traits": {"plan": "Pro"}}}, elsewhere, elsewhere) == "$.properties.plan"


def test_memory_is_bounded_and_later_events_are_still_sampled() -> None:
    paths = EventPaths()
    for number in range(300):
        paths.see({"traits": {f"trait{number}x{inner}": 1 for inner in range(100)}})
    assert len(paths._counts) <= 4000
    late = EventPaths()
    for number in range(1000):
        late.see({"traits": {"plan_name": "Pro"}} if number >= 500 else {"traits": {}})
    assert late.closest(("traits", "planName")) == ("traits", "plan_name")
