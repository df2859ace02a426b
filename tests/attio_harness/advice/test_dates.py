"""What a text means as a day: of a short one Liquid says it, which is asked once for all events that have it."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest
from attio_harness import check
from attio_harness.advice.trial import made_of

from tests.attio_harness.subscriptions import identify_user

_WORKSPACE = {
    "objects": [
        {
            "api_slug": "users",
            "active": True,
            "attributes": [
                {"api_slug": "since", "type": "date"},
                {"api_slug": "seen_at", "type": "timestamp"},
            ],
        }
    ]
}


def _hints(attribute: str, node: Any, *texts: Any) -> list[str]:
    subscription = identify_user(None, user_attributes={attribute: node})
    events = [
        {"type": "identify", "userId": f"u{at}", "traits": {"email": f"p{at}@acme.com", "when": text}}
        for at, text in enumerate(texts)
    ]
    return [one.hint for one in check(events, [subscription], _WORKSPACE).rejections]


def test_each_text_is_read_once_however_many_events_have_it() -> None:
    with mock.patch("attio_harness.advice.dates.made_of", wraps=made_of) as asked:
        hints = _hints("since", {"@path": "$.traits.when"}, *["Mar 4, 1987", "Mar 5, 1987"] * 20)
    assert asked.call_count == 2
    assert len(hints) == 40
    how = '{"@if": {"blank": {"@path": "$.traits.when"}, "then": {"@liquid": "{{ traits.when | date: \\"%Y-%m-%d\\" }}"}}}'
    assert set(hints) == {
        f"Send the date as YYYY-MM-DD: '1987-03-04' here, or map it with {how}.",
        f"Send the date as YYYY-MM-DD: '1987-03-05' here, or map it with {how}.",
    }


@pytest.mark.parametrize(
    ("attribute", "node", "text", "said"),
    [
        # what the template reads is told, not what a directive made of it
        ("since", {"@replace": {"pattern": "Mar", "replacement": "Apr", "value": {"@path": "$.traits.when"}}}, "Mar 4, 1986", "'1986-03-04' here, or map it"),
        ("seen_at", {"@path": "$.traits.when"}, "Mar 4, 1986 10:00:00 UTC", "'1986-03-04T10:00:00Z' here, or map it"),
        ("since", {"@path": "$.traits.when"}, ["Mar 4, 1986", "Mar 5, 1986"], "'1986-03-04' here, or map it"),
    ],
)  # fmt: skip
def test_the_day_that_is_said_is_what_the_template_makes(attribute: str, node: Any, text: Any, said: str) -> None:
    [hint] = _hints(attribute, node, text)
    assert said in hint


def test_a_long_text_is_no_moment() -> None:
    short = "Dec 31, 2023"
    # such a text took seconds, one of 120 KB minutes
    hints = _hints("since", {"@path": "$.traits.when"}, short, f"{short} ({'12 ' * 40})")
    assert hints[0].startswith("Send the date as YYYY-MM-DD: '2023-12-31' here, or map it with ")
    assert hints[1].startswith("Send the date as YYYY-MM-DD, for example '2023-09-28'.")


CUT = '{"@if": {"blank": {"@path": "$.traits.when"}, "then": {"@liquid": "{{ traits.when | slice: 0, 10 }}"}}}'
STRIP = CUT.replace("slice: 0, 10", "strip")


@pytest.mark.parametrize(
    ("attribute", "text", "hint"),
    [
        # a day that does not exist is not to be cut out of the text
        ("since", "0000-00-00 00:00:00", "Send the date as YYYY-MM-DD, for example '2023-09-28'."),
        ("since", "2024-13-01T10:00:00Z", "Send the date as YYYY-MM-DD, for example '2023-09-28'."),
        ("since", "2024-01-00T10:00:00Z", "Send the date as YYYY-MM-DD, for example '2023-09-28'."),
        ("since", "2024-02-30T10:00:00Z", "Send a day that exists: 2024-02-30 does not; the last of that month is 2024-02-29."),
        ("since", "2024-01-31t10:00:00z", f"Send the date as YYYY-MM-DD, without the time: '2024-01-31', or cut it with {CUT}."),
        # blanks around are no time
        ("since", "2024-01-31 ", f"Send the date without the spaces: '2024-01-31', or map it with {STRIP}."),
        ("since", " 2024-01-31T10:00:00Z", f"Send the date as YYYY-MM-DD, without the time: '2024-01-31', or cut it with {CUT.replace('slice', 'strip | slice')}."),
        ("seen_at", " 2024-01-31T10:00:00Z", f"Send ISO 8601 without the spaces: '2024-01-31T10:00:00Z', or map it with {STRIP}."),
        # digits of other scripts are none to JavaScript, which takes 01 for the year
        ("since", "\uff12\uff10\uff12\uff14-01-31", "Send the date as YYYY-MM-DD, for example '2023-09-28'."),
        ("seen_at", "\uff12\uff10\uff12\uff14-01-31", "Send ISO 8601, for example '2023-09-28T04:39:17.000Z'."),
    ],
)  # fmt: skip
def test_a_day_is_proposed_as_the_text_has_it(attribute: str, text: str, hint: str) -> None:
    assert _hints(attribute, {"@path": "$.traits.when"}, text) == [hint]
