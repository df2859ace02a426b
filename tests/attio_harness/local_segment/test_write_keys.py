"""A write key is told in no event, batch or text."""

from __future__ import annotations

from typing import Any

import pytest
from attio_harness.local_segment.write_keys import told_key, without_key


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ({"writeKey": "wk", "type": "track"}, {"writeKey": "redacted", "type": "track"}),
        ({"write_key": "wk", "WriteKey": "wk"}, {"write_key": "redacted", "WriteKey": "redacted"}),
        ({"batch": [{"writekey": "wk"}], "write-key": 7}, {"batch": [{"writekey": "redacted"}], "write-key": "redacted"}),
        ({"batch": [{"writeKey": "wk", "a": 1}, 5, {"a": 1}]}, {"batch": [{"writeKey": "redacted", "a": 1}, 5, {"a": 1}]}),
        ('{"writeKey": "w\\"k", "a"', '{"writeKey": redacted, "a"'),
        ('{"writeKey": "w', '{"writeKey": redacted'),
        ("{'writekey': 'w', ", "{'writekey': redacted, "),
        ("writeKey=wk&a=1", "writeKey=redacted&a=1"),
        ('{"write_key": "wk', '{"write_key": redacted'),
        ('"{\\"writeKey\\":\\"wk\\"}"', '"{\\"writeKey\\":redacted}"'),
        ("write a key: wk", "write a key: wk"),
        (5, 5),
        (None, None),
    ],
)  # fmt: skip
def test_what_is_told_has_no_key(what: Any, told: Any) -> None:
    assert without_key(what) == told


def test_what_has_none_is_not_copied() -> None:
    event = {"type": "track", "properties": {"writeKey": "of the event"}}
    assert without_key(event) is event


def test_a_key_is_known_again_by_who_has_it() -> None:
    assert (told_key("wk"), told_key("wk_shop"), told_key("canary-wrk-1")) == ("'wk'", "'wk_…'", "'can…'")
