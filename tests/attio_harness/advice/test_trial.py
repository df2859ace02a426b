"""Hints that name a value or a template: what they name is right for the very event."""

from __future__ import annotations

import re
from typing import Any

import pytest
from attio_harness import check
from segment_actions import transform

WORKSPACE = {
    "objects": [
        {"api_slug": "users", "active": True, "attributes": [{"api_slug": "born", "type": "date"}, {"api_slug": "at", "type": "timestamp"}]},
        {"api_slug": "workspaces", "active": True},
    ]
}  # fmt: skip


def hint(type: str, slug: str, value: Any) -> str:
    """The hint where this value of the event goes into an attribute."""
    event = {"type": "track", "properties": {"x": value, "id": "u"}}
    by = {"users": "user_id", "companies": "domains"}[type]
    attributes = {slug: {"@path": "$.properties.x"}} | ({"user_id": "u"} if type == "users" else {})
    mapping = {"object": type, "matching_attribute": by, "attributes": attributes}
    row = {"partnerAction": "assertRecord", "subscribe": 'type = "track"', "mapping": mapping}
    (loss,) = check([event], [row], WORKSPACE).rejections
    return loss.hint


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ("03.04.2024", "'2024-04-03'"),
        ("3.4.2024", "'2024-04-03'"),
        ("31.12.2024", "'2024-12-31'"),
        ("12.31.2024", "'2023-09-28'"),
        ("31.02.2024", "'2023-09-28'"),
        ("03/04/2024", "'2024-03-04'"),
        ("31/12/2024", "'2024-12-31'"),
        ("13/13/2024", "'2023-09-28'"),
        ("3.4/2024", "'2023-09-28'"),
    ],
)
def test_dates_with_dots_are_day_first_and_no_day_is_made_up(found: str, said: str) -> None:
    assert said in hint("users", "born", found)


@pytest.mark.parametrize(
    ("found", "host"),
    [
        ("https://acme.com", "acme.com"),
        ("https://acme.com/", "acme.com"),
        ("https://www.acme.com/a/b", "www.acme.com"),
        ("https://acme.com:8443/a", "acme.com"),
        ("https://acme.com?ref=x", "acme.com"),
        ("https://acme.com/a?ref=x#y", "acme.com"),
        ("https://acme.com#top", "acme.com"),
        ("https://jane@acme.com/a", "acme.com"),
        ("https://jane:secret@acme.com:443/a?b#c", "acme.com"),
        ("//acme.com/a", "acme.com"),
        ("acme.com/a", "acme.com"),
        ("acme.com:80", "acme.com"),
        ("jane@acme.com", "acme.com"),
        (" https://acme.com/a ", "acme.com"),
    ],
)
def test_the_template_makes_the_host_that_is_named(found: str, host: str) -> None:
    said = hint("companies", "domains", found)
    assert f"Send the host alone: {host!r}" in said
    made = re.search(r"@liquid '(.*)'\.", said)
    assert made is not None
    assert transform({"v": {"@liquid": made[1]}}, {"properties": {"x": found}}) == {"v": host}


@pytest.mark.parametrize("found", ["2024-01-31T10:00:00Z", 1_706_695_200, "2024-01-31 10:00"])
def test_the_template_makes_the_day_that_is_named(found: Any) -> None:
    said = hint("users", "born", found)
    made = re.search(r"@liquid '(.*)'\.", said)
    assert made is not None
    assert transform({"v": {"@liquid": made[1]}}, {"properties": {"x": found}}) == {"v": "2024-01-31"}
    assert "2024-01-31" in said


@pytest.mark.parametrize(
    ("context", "path"),
    [
        ({"groupId": "g3"}, "$.context.groupId"),
        ({"group-id": "g3"}, "$.context.group-id"),
        ({"grup_id": "g3"}, "$.context.grup_id"),
    ],
)
def test_a_path_that_nearly_is_there_is_named_before_the_trigger(context: dict[str, str], path: str) -> None:
    fallback = {
        "@if": {
            "exists": {"@path": "$.groupId"},
            "then": {"@path": "$.groupId"},
            "else": {"@path": "$.context.group_id"},
        }
    }
    mapping = {"domain": {"@path": "$.traits.website"}, "workspace_id": fallback}
    row = {"partnerAction": "groupWorkspace", "subscribe": 'type = "group"', "mapping": mapping}
    (loss,) = check(
        [{"type": "group", "context": context, "traits": {"website": "gamma.io"}}], [row], WORKSPACE
    ).rejections
    assert loss.hint.startswith(f"The event has {path}: map that. Or let the trigger ask for it")


def test_nothing_near_says_nothing() -> None:
    mapping = {"domain": {"@path": "$.traits.website"}, "workspace_id": {"@path": "$.groupId"}}
    row = {"partnerAction": "groupWorkspace", "subscribe": 'type = "group"', "mapping": mapping}
    (loss,) = check(
        [{"type": "group", "context": {"library": {"name": "x"}}, "traits": {"website": "a.io"}}], [row], WORKSPACE
    ).rejections
    assert "The event has" not in loss.hint
