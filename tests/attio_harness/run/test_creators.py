"""Which subscriptions could have created a record that an event only updates, and what rests on a record that may be there."""

from __future__ import annotations

from typing import Any

import pytest
from attio_harness import check

from tests.attio_harness.subscriptions import GROUP, assert_record, identify_user

USERS = {
    "api_slug": "users",
    "active": True,
    "attributes": [{"api_slug": "tier", "type": "text", "is_required": True}, {"api_slug": "plan", "type": "text"}],
}
WHOLE = {"@merge": {"direction": "left", "objects": [{"@path": "$.traits"}, {"user_id": {"@path": "$.userId"}}]}}


@pytest.mark.parametrize(
    ("creator", "verdict"),
    [
        ({"user_attributes": {"tier": {"@path": "$.traits.tier"}}}, "unresolved"),
        # they may bring the tier
        ({"user_attributes": {"@path": "$.traits.user"}}, "unresolved"),
        ({"__segment_internal_directive": WHOLE}, "unresolved"),
        ({"user_attributes": {"plan": {"@path": "$.traits.plan"}}}, "rejected"),
    ],
)
def test_a_directive_in_the_place_of_the_attributes_may_create_what_another_updates(
    creator: dict[str, Any], verdict: str
) -> None:
    attributes = {"user_id": {"@path": "$.userId"}, "plan": {"@path": "$.properties.plan"}}
    update = assert_record("Update", 'type = "track"', "users", "user_id", attributes)
    event = {"type": "track", "userId": "u1", "properties": {"plan": "Pro"}}
    report = check([event], [update, identify_user(**creator)], {"objects": [USERS]}, "single")
    assert report.verdicts == {verdict: 1}


@pytest.mark.parametrize("mode", ["single", "batch"])
def test_what_is_sent_after_an_accepted_doubt_rests_on_it(mode: Any) -> None:
    """The user links to another person than the one of its event, and is written only if that one's company exists."""
    workspace = {"objects": [{"api_slug": "users", "active": True}, {"api_slug": "workspaces", "active": True}]}
    identify = identify_user(
        person_attributes={"company": {"@path": "$.traits.company"}},
        user_attributes={"person": {"@path": "$.traits.other"}},
    )
    events = [
        {"type": "identify", "userId": "u0", "traits": {"email": "b@acme.com"}},
        {
            "type": "identify",
            "userId": "u1",
            "traits": {"email": "a@acme.com", "company": "c.io", "other": "b@acme.com"},
        },
        {"type": "group", "userId": "u1", "groupId": "g1", "traits": {"domain": "acme.com"}},
    ]
    report = check(events, [identify, GROUP], workspace, mode)
    assert report.verdicts == {"written": 1, "unresolved": 2}
    assert [[(one.object, one.value) for one in row.needs] for row in report.unresolved] == [
        [("companies", "c.io")]
    ] * 2
