"""What an emulator is made of, as somebody who writes a test hands it in: a workspace, a clock, ids."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from attio_emulator import Emulator, Request, VirtualClock, Workspace

PUT = Request(
    "PUT", "/v2/objects/people/records/simple?matching_attribute=email_addresses",
    json={"data": {"values": {"email_addresses": "a@b.com"}}}, token="t",
)  # fmt: skip


@pytest.mark.parametrize(
    "clock",
    [
        lambda: 1_704_067_200_000,
        lambda: 1_704_067_200_000.4,
        lambda: datetime(2024, 1, 1, tzinfo=UTC),
        VirtualClock(1_704_067_200_000, step=0),
    ],
    ids=["milliseconds", "a fraction", "a datetime", "a virtual one"],
)
def test_a_clock_says_the_time_as_its_maker_likes(clock: Callable[[], Any]) -> None:
    answer = Emulator(Workspace.standard(), clock=clock).handle(PUT)
    assert answer.json()["data"]["created_at"] == "2024-01-01T00:00:00.000000000Z"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"workspace": "workspace.yaml"}, "the workspace is 'workspace.yaml'; expected a Workspace, such as Workspace.load(path)"),
        ({"workspace": {"objects": []}}, "the workspace is {'objects': []}; expected a Workspace, such as Workspace.load(path)"),
        ({"ids": iter("ab")}, "ids is <str_"),
        ({"assumptions": ["batch.order"]}, "assumptions is ['batch.order']; expected a dict of IDs and their settings"),
        ({"tokens": ["secret"]}, "a token is of type str; expected a Token, such as Token(token=\"secret\")"),
        ({"limits": {"ledger_rows": 5}}, "limits is {'ledger_rows': 5}; expected Limits"),
        ({"batch_lag": "5"}, "the batch lag is '5'; expected a number of seconds"),
        ({"journal_limit": "5"}, "the journal limit is '5'; expected a number of requests"),
        ({"clock": lambda: "now"}, "the clock says 'now'; expected milliseconds since 1970, or a datetime"),
        ({"clock": lambda: None}, "the clock says None; expected milliseconds since 1970, or a datetime"),
        ({"clock": lambda: True}, "the clock says True; expected milliseconds since 1970, or a datetime"),
    ],
)  # fmt: skip
def test_what_is_none_of_these_is_told(given: dict[str, Any], said: str) -> None:
    with pytest.raises(TypeError) as raised:
        Emulator(**given)
    assert str(raised.value).startswith(said)


@pytest.mark.parametrize("said", [10**18, float("nan"), float("inf"), -(10**15)])
def test_a_moment_that_no_calendar_has_is_told(said: float) -> None:
    with pytest.raises(
        ValueError, match="^the clock says .*; expected milliseconds since 1970, from the year 1 to 9999$"
    ):
        Emulator(clock=lambda: said)


def test_the_time_of_this_computer_sets_the_clock_although_it_has_fractions() -> None:
    emulator = Emulator(Workspace.standard(), clock=VirtualClock(1_704_067_199_999.5, step=0))
    emulator.clock.set(1_704_067_200_000.25)  # type: ignore[attr-defined]  # as time.time() * 1000 says it
    assert emulator.handle(PUT).json()["data"]["created_at"] == "2024-01-01T00:00:00.000000000Z"


FAR = "; expected milliseconds since 1970, from the year 1 to 9999"


@pytest.mark.parametrize("ms", [10**18, float("nan"), float("inf"), -(10**15)])
def test_a_clock_is_not_moved_to_where_no_calendar_is(ms: float) -> None:
    clock = VirtualClock()
    with pytest.raises(ValueError, match=f"^the clock is set to {re.escape(repr(ms))}{FAR}$"):
        clock.set(ms)
    with pytest.raises(ValueError, match=f"^the clock starts at {re.escape(repr(ms))}{FAR}$"):
        VirtualClock(ms)
    with pytest.raises(ValueError, match=rf"^the clock is moved to .*{FAR}$|^time does not go back"):
        clock.advance(ms)
    assert clock.now == VirtualClock().now


@pytest.mark.parametrize("ms", ["1", None, True, datetime(2026, 1, 1, tzinfo=UTC)])
def test_a_clock_is_set_with_a_number(ms: Any) -> None:
    with pytest.raises(TypeError, match=r"^the clock is set to .*; expected milliseconds since 1970$"):
        VirtualClock().set(ms)


def test_a_journal_has_room_for_no_fewer_than_no_requests() -> None:
    with pytest.raises(ValueError, match="^found the journal limit -1, expected a number of requests from 0$"):
        Emulator(journal_limit=-1)


def test_a_request_is_counted_when_it_is_done() -> None:
    seen: list[int] = []
    emulator = Emulator(observer=lambda outcome: seen.append(emulator.changes))
    emulator.handle(PUT)
    # whoever looked while it was written finds that there is more
    assert emulator.changes > seen[-1]
