"""Two subscriptions for the same events: told where both are delivered, and only there."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness.inputs.mappings import locate_dict
from attio_harness.lint import lint

from tests.attio_harness.subscriptions import assert_record


def assertion(name: str, title: str, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "partnerAction": "assertRecord",
        "subscribe": 'type = "track"',
        "mapping": {
            "object": "people",
            "matching_attribute": "email_addresses",
            "attributes": {
                "email_addresses": {"@path": "$.properties.email"},
                "job_title": {"@path": f"$.properties.{title}"},
            },
        },
        **more,
    }


@pytest.mark.parametrize(
    ("title", "rule", "pointer"),
    [("title", "AH411", "/1"), ("role", "AH410", "/1/mapping/attributes/job_title")],
    ids=["a copy", "another value"],
)
@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ({}, {}, True),
        ({"enabled": False}, {}, False),
        ({}, {"enabled": False}, False),
        ({"subscribe": 'type = "group"'}, {}, False),
        ({"subscribe": 'type = "track" and event = "A"'}, {}, True),
        ({"subscribe": "type ="}, {}, False),
    ],
    ids=[
        "both",
        "the first is off",
        "the second is off",
        "other events",
        "some of the events",
        "an unreadable trigger",
    ],
)
def test_only_what_is_delivered_twice_is_told(
    title: str, rule: str, pointer: str, first: dict[str, Any], second: dict[str, Any], told: bool
) -> None:
    subscriptions = (assertion("One", "title", **first), assertion("Two", title, **second))
    located = [one for number, given in enumerate(subscriptions) for one in locate_dict(given, f"/{number}")]
    found = [(one.rule, one.pointer) for one in lint(located, Workspace.standard()) if one.rule in ("AH410", "AH411")]
    assert found == ([(rule, pointer)] if told else [])


def test_subscriptions_of_other_events_may_write_the_same_attribute() -> None:
    def titled(event: str, path: str) -> dict[str, Any]:
        attributes = {"email_addresses": {"@path": "$.properties.email"}, "job_title": {"@path": path}}
        trigger = f'type = "track" and event = "{event}"'
        return assert_record(event, trigger, "people", "email_addresses", attributes)

    def rules(*subscriptions: dict[str, Any]) -> list[tuple[str, str]]:
        located = [one for n, row in enumerate(subscriptions) for one in locate_dict(row, f"/{n}")]
        return [(one.rule, one.pointer) for one in lint(located, Workspace.standard())]

    assert rules(titled("A", "$.properties.a"), titled("B", "$.properties.b")) == []
    assert rules(titled("A", "$.properties.a"), titled("A", "$.properties.b")) == [
        ("AH410", "/1/mapping/attributes/job_title")
    ]
    assert rules(titled("A", "$.properties.a"), {**titled("A", "$.properties.b"), "enabled": False}) == [
        ("AH409", "/1")
    ]


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ({"@path": "$.properties.inviter_email"}, {"@path": "$.properties.invitee_email"}, False),
        ({"@path": "$.properties.email"}, {"@path": "$.context.traits.email"}, True),
        (
            {"@path": "$.properties.email"},
            {"@if": {"exists": {"@path": "$.properties.mail"}, "then": {"@path": "$.properties.mail"}, "else": {"@path": "$.properties.email"}}},
            True,
        ),
        ({"@template": "{{properties.inviter}}@acme.com"}, {"@path": "$.properties.invitee_email"}, False),
        ("jane@acme.com", {"@path": "$.properties.email"}, True),
    ],
)  # fmt: skip
def test_one_event_may_write_two_people(first: Any, second: Any, told: bool) -> None:
    subscriptions = [assertion("first", "title"), assertion("second", "role")]
    for subscription, node in zip(subscriptions, (first, second), strict=True):
        subscription["mapping"]["attributes"]["email_addresses"] = node
    found = lint(
        [one for n, given in enumerate(subscriptions) for one in locate_dict(given, f"/{n}")], Workspace.standard()
    )
    assert [one.rule for one in found if one.rule != "AH013"] == (["AH410"] if told else [])


def test_a_constant_is_the_same_value_however_it_is_written() -> None:
    plain, literal = assertion("first", "title"), assertion("second", "title")
    plain["mapping"]["attributes"]["job_title"] = "Founder"
    for node, rules in (
        ({"@literal": "Founder"}, []),
        ({"@template": "Founder"}, []),
        ({"@literal": "CEO"}, ["AH410"]),
    ):
        literal["mapping"]["attributes"]["job_title"] = node
        found = lint([*locate_dict(plain, "/0"), *locate_dict(literal, "/1")], Workspace.standard())
        assert [one.rule for one in found] == rules
