"""The parameters of `/_segment/events`."""

from __future__ import annotations

from typing import Any

import pytest
from attio_harness.local_segment.trace_query import WrongQuery, read_query

from tests.attio_harness.local_segment.local import Local


def _identify(number: int, **members: Any) -> dict[str, Any]:
    traits = {"email": f"a{number}@acme.com"}
    return {"type": "identify", "userId": f"u-{number}", "messageId": f"m-{number}", "traits": traits, **members}


@pytest.fixture(scope="module")
def local() -> Local:
    local = Local()
    local.take(_identify(1))
    local.take(_identify(2, traits={}))  # no email
    local.take({"type": "track", "event": "Nothing", "userId": 7, "messageId": "m-3"})
    local.local.traces.refuse(4, None, "x", 0, code="json", why="no JSON")
    return local


def test_a_search_looks_into_every_name_and_id() -> None:
    local = Local()
    about = ("name", "anonymousId", "groupId", "previousId", "messageId", "userId", "event")
    for member in about:
        local.take({"type": "page", "userId": "u", member: f"The-{member}"})
    for seq, member in enumerate(about, 1):
        found = local.local.traces.find(read_query([("search", f"the-{member}")]))
        assert [one.seq for one in found] == [seq]


@pytest.mark.parametrize(
    ("pairs", "found"),
    [
        ({}, [1, 2, 3, 4]),
        ({"message_id": "m-2"}, [2]),
        ({"user_id": "u-1"}, [1]),
        ({"user_id": "7"}, [3]),
        ({"type": "identify", "good": "true"}, [1]),
        ({"good": "false"}, [2, 4]),
        ({"event": "Nothing"}, [3]),
        ({"verdict": "unmatched"}, [3]),
        ({"verdict": "refused"}, [4]),
        ({"source": "app"}, [1, 2, 3]),
        ({"source": "other"}, []),
        ({"search": "U-1"}, [1]),
        ({"search": "no json"}, [4]),
        ({"search": "m-", "good": "true"}, [1, 3]),
        ({"search": "unmatched"}, [3]),
        ({"search": "invalid"}, [2]),
        ({"search": "refused by Segment"}, [2]),
        ({"search": "not accepted"}, [4]),
        ({"search": "ü"}, []),
        ({"search": ""}, [1, 2, 3, 4]),
        ({"limit": "2"}, [3, 4]),
        ({"after": "1", "limit": "2"}, [2, 3]),
        ({"after": "0", "limit": "2"}, [1, 2]),
        ({"after": "4"}, []),
    ],
)  # fmt: skip
def test_what_is_found(local: Local, pairs: dict[str, str], found: list[int]) -> None:
    assert [one.seq for one in local.local.traces.find(read_query(pairs.items()))] == found


@pytest.mark.parametrize(
    ("pair", "told"),
    [
        (("mesage_id", "m"), "found the parameter 'mesage_id', which is not known; did you mean message_id?"),
        (
            ("x", "m"),
            "found the parameter 'x', which is not known; known are type, event, message_id, user_id, anonymous_id, group_id, "
            "verdict, source, good, search, seq, after, limit, wait",
        ),
        (
            ("verdict", "writen"),
            "found verdict='writen', expected one of filtered, unmatched, invalid, written, unconfirmed, unresolved, rejected, dropped, "
            "failed, refused, repeat, waiting; did you mean written?",
        ),
        (("good", "yes"), "found good='yes', expected true or false"),
        (("limit", "-1"), "found limit='-1', expected a whole number from 0 to 1000"),
        (("limit", "1.5"), "found limit='1.5', expected a whole number from 0 to 1000"),
        (("after", "\u0663"), "found after='\u0663', expected a whole number from 0 to 9007199254740992"),
        (("limit", "many"), "found limit='many', expected a whole number from 0 to 1000"),
        (("wait", "nan"), "found wait='nan', expected a number from 0 to 60"),
        (("wait", "61"), "found wait='61', expected a number from 0 to 60"),
    ],
)
def test_what_is_refused(pair: tuple[str, str], told: str) -> None:
    with pytest.raises(WrongQuery) as refused:
        read_query([pair])
    assert str(refused.value) == told


def test_counts(local: Local) -> None:
    assert local.local.traces.counts() == {"total": 4, "good": 2, "bad": 2, "waiting": 0}


def test_the_oldest_are_forgotten() -> None:
    local = Local()
    local.local.traces._most = 2
    for number in range(4):
        local.take(_identify(number))
    assert [one.seq for one in local.local.traces.find(read_query([]))] == [3, 4]
    assert local.local.traces.counts() == {"total": 4, "good": 4, "bad": 0, "waiting": 0}


def test_a_trace_of_an_event_on_its_way_stays_until_its_end() -> None:
    local = Local(mode="batch")
    traces = local.local.traces
    traces._most = 2
    for number in range(4):
        local.take(_identify(number))
    assert traces.counts() == {"total": 4, "good": 0, "bad": 0, "waiting": 4}
    local.advance(60)
    assert traces.counts() == {"total": 4, "good": 4, "bad": 0, "waiting": 0}
    assert [one.seq for one in traces.find(read_query([]))] == [3, 4]
    assert len(traces.changed_after(0, 10)) == 2


def test_what_changed_is_told_once() -> None:
    local = Local(mode="batch")
    traces = local.local.traces
    local.take(_identify(1))
    local.take(_identify(2))
    seen = traces.changes
    assert [one.seq for one in traces.changed_after(0, 10)] == [2, 1]
    assert traces.changed_after(seen, 10) == []
    local.advance(60)
    assert [one.seq for one in traces.changed_after(seen, 10)] == [2, 1]
    assert [one.seq for one in traces.changed_after(0, 1)] == [2]
