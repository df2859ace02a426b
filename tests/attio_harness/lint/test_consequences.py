"""What lint calls an error is one: the failing example of a rule loses events that the fixed one writes."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness import InputError, Report, check
from attio_harness.inputs.mappings import locate_dict
from attio_harness.lint import RULES, Example, lint

EVENTS = (
    {
        "type": "identify",
        "userId": "u-1",
        "messageId": "m-1",
        "receivedAt": "2024-03-01T10:00:00.000Z",
        "traits": {
            "email": "jane@acme.com",
            "title": "Engineer",
            "twitter": "jane",
            "avatar": "https://acme.com/jane.png",
            "first_name": "Jane",
            "last_name": "Doe",
            "vip": True,
            "address": {"city": "Paris"},
            "tags": ["a", "b"],
            "bio": "Builds things",
        },
        "context": {"traits": {"email": "jane@acme.com"}, "active": True},
    },
    {
        "type": "group",
        "userId": "u-1",
        "groupId": "g-1",
        "messageId": "m-2",
        "traits": {"website": "acme.com", "name": "Acme", "domain": "acme.com"},
        "context": {},
    },
    {
        "type": "track",
        "userId": "u-1",
        "messageId": "m-3",
        "event": "Order Completed",
        "properties": {"order_id": "o-1", "number": 7, "currency": "EUR", "code": "x", "kind": "orders", "products": [{"sku": "A-1"}]},
        "context": {"traits": {"email": "jane@acme.com"}, "active": True},
    },
    {
        "type": "track",
        "messageId": "m-4",
        "event": "Demo Requested",
        "properties": {"email": "jane@acme.com", "key": "d-1"},
        "context": {"traits": {"email": "jane@acme.com"}},
    },
)  # fmt: skip

LOSING = {
    "rejected": ["AH001", "AH002", "AH004", "AH005", "AH006", "AH007", "AH008", "AH009", "AH010", "AH011", "AH101", "AH102",
                 "AH103", "AH104", "AH105", "AH107", "AH108", "AH109", "AH114", "AH116"],
    "invalid": ["AH201", "AH203", "AH205", "AH212", "AH402", "AH403", "AH405"],
    "unmatched": ["AH302", "AH304", "AH306", "AH313"],
}  # fmt: skip
"""Rules whose failing example loses every event it is meant for, by verdict."""

REFUSED = ["AH301", "AH305", "AH310", "AH401"]
"""Rules on what `check` refuses to run at all."""


def run(example: Example) -> Report:
    return check(EVENTS, [dict(one) for one in example.subscriptions], dict(example.workspace), existing="none")


@pytest.mark.parametrize(("verdict", "rule"), [(verdict, rule) for verdict, rules in LOSING.items() for rule in rules])
def test_the_failing_example_loses_what_the_fixed_one_writes(verdict: str, rule: str) -> None:
    failing, passing = run(RULES[rule].failing).to_dict(), run(RULES[rule].passing).to_dict()
    assert failing["verdicts"]["written"] == 0
    assert failing["verdicts"][verdict] > 0
    assert passing["verdicts"]["written"] > 0
    assert passing["rejections"] == []


_MADE: dict[str, dict[str, Any]] = {
    "identifyUser": {"email_address": "jane@acme.com", "user_id": "u-1"},
    "groupWorkspace": {"domain": "acme.com", "workspace_id": "w-1"},
    "assertRecord": {
        "object": "people",
        "matching_attribute": "email_addresses",
        "attributes": {"email_addresses": "jane@acme.com"},
    },
}
_CONSTANTS = {
    "a number": 5, "a number below zero": -1, "a fraction": 4.5, "a boolean": True, "a list of one": ["acme.com"],
    "a list of a number": [5], "a list of two": ["a", "b"], "an object": {"k": 1}, "text": "x",
}  # fmt: skip
"""Which of them a field takes as they are, which as text, and which never, Segment's validation decides."""


@pytest.mark.parametrize("value", _CONSTANTS.values(), ids=_CONSTANTS)
@pytest.mark.parametrize("form", ["as it is", "literal", "branch"])
@pytest.mark.parametrize(
    ("action", "field"), [(action, field) for action, made in _MADE.items() for field in made if field != "attributes"]
)
def test_a_constant_of_a_field_is_an_error_where_and_only_where_every_event_is_lost(
    action: str, field: str, form: str, value: Any
) -> None:
    kind = {"identifyUser": "identify", "groupWorkspace": "group", "assertRecord": "track"}[action]
    node = value if form == "as it is" else {"@literal": value}
    if form == "branch":
        node = {"@if": {"exists": {"@path": "$.messageId"}, "then": node}}
    subscription = {"partnerAction": action, "subscribe": f'type = "{kind}"', "mapping": {**_MADE[action], field: node}}
    workspace = {"objects": [{"api_slug": "users", "active": True}, {"api_slug": "workspaces", "active": True}]}
    report = check(EVENTS, [subscription], workspace, existing="none")
    found = lint(locate_dict(subscription, ""), Workspace.from_dict(workspace))
    errors = [one.rule for one in found if one.severity == "error"]
    if (
        form == "branch"
    ):  # of what is chosen by the event lint says what the attribute refuses, not what validation does
        assert report.rejections or not errors
    else:
        assert bool(errors) == bool(report.rejections)


@pytest.mark.parametrize("rule", REFUSED)
def test_check_refuses_the_failing_example_and_runs_the_fixed_one(rule: str) -> None:
    with pytest.raises(InputError):
        run(RULES[rule].failing)
    assert run(RULES[rule].passing).verdicts["written"] > 0
