"""Which texts are read as a moment: short ones alone, however much a text looks like one."""

from __future__ import annotations

from typing import Any

import pytest
from attio_harness import check

WORKSPACE: dict[str, Any] = {
    "objects": [{"api_slug": "users", "active": True, "attributes": [{"api_slug": "since", "type": "date"}]}]
}
MAPPING = {
    "email_address": {"@path": "$.traits.email"},
    "user_id": {"@path": "$.userId"},
    "user_attributes": {"since": {"@path": "$.traits.since"}},
}


@pytest.mark.parametrize(
    ("behind", "said"),
    [
        ("", "Send the date as YYYY-MM-DD: '2023-12-31' here, or map it with "),
        # such a text took seconds, one of 120 KB minutes
        (f" ({'12 ' * 40})", "Send the date as YYYY-MM-DD, for example '2023-09-28'."),
    ],
)
def test_a_long_text_is_no_moment(behind: str, said: str) -> None:
    event = {"type": "identify", "userId": "u1", "traits": {"email": "j@acme.io", "since": f"Dec 31, 2023{behind}"}}
    subscription = {"partnerAction": "identifyUser", "subscribe": 'type = "identify"', "mapping": MAPPING}
    (loss,) = check([event], [subscription], WORKSPACE).rejections
    assert loss.hint.startswith(said)
