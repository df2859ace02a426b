"""Whether a run passed: its counts against what is tolerated."""

from __future__ import annotations

from typing import Any

import pytest
from attio_harness import check
from attio_harness.errors import UsageError
from attio_harness.run.outcome import Limit, Limits, judged

from tests.attio_harness.subscriptions import identify_user

IDENTIFY = identify_user()
WORKSPACE = {"objects": [{"api_slug": "users", "active": True}]}


def outcome(
    events: int, unreadable: int = 0, *, written: int = 0, maybe: int = 0, dead: tuple[str, ...] = (), complete: bool = True,
    limits: dict[str, Any] | None = None, **verdicts: int,
) -> tuple[bool, tuple[str, ...]]:  # fmt: skip
    counts: Any = {"written": written, "unresolved": maybe, **verdicts}
    found = judged(
        events, counts, unreadable, written=written, dead=dead, complete=complete,
        limits=Limits.parse(**limits or {}),
    )  # fmt: skip
    return found.passed, found.why


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"events": 2, "written": 2}, (True, ("nothing is lost",))),
        ({"events": 2, "written": 1, "unmatched": 1}, (True, ("nothing is lost",))),
        ({"events": 2, "written": 1, "maybe": 1}, (True, ("nothing is lost", "1 unresolved"))),
        ({"events": 2, "maybe": 2}, (True, ("nothing is lost", "2 unresolved"))),
        ({"events": 0}, (False, ("there was no event, so nothing was checked",))),
        ({"events": 3, "unmatched": 2, "filtered": 1}, (False, ("none of 3 events was written by anything",))),
        ({"events": 1, "unmatched": 1}, (False, ("the event was not written by anything",))),
        ({"events": 2, "written": 1, "rejected": 1}, (False, ("1 lost",))),
        ({"events": 9, "written": 5, "invalid": 1, "rejected": 1, "dropped": 1, "failed": 1}, (False, ("4 lost",))),
        ({"events": 1, "written": 1, "unreadable": 1}, (False, ("1 entry could not be read",))),
        ({"events": 2, "written": 1, "rejected": 1, "unreadable": 2}, (False, ("1 lost, 2 entries could not be read",))),
        ({"events": 1, "written": 1, "dead": ("A", "B")}, (False, ("the trigger of 'A' can never be true", "the trigger of 'B' can never be true"))),
        # what was not read can neither pass nor fail
        ({"events": 0, "complete": False}, (True, ("nothing is lost",))),
        ({"events": 1, "unmatched": 1, "complete": False}, (True, ("nothing is lost",))),
        ({"events": 2, "written": 1, "rejected": 1, "complete": False}, (False, ("1 lost",))),
        # what is tolerated
        ({"events": 2, "written": 1, "rejected": 1, "limits": {"max_failures": 1}}, (True, ("1 lost, 1 allowed",))),
        ({"events": 1, "rejected": 1, "limits": {"max_failures": "100%"}}, (True, ("1 lost, 100% of 1 allowed",))),
        # all of it is all of it: two subscriptions lose one event, and an entry that cannot be read is no event
        ({"events": 1, "rejected": 2, "limits": {"max_failures": "100%"}}, (True, ("2 lost, 100% of 2 allowed",))),
        ({"events": 1, "rejected": 1, "unreadable": 3, "limits": {"max_failures": "100%"}}, (True, ("4 lost or unreadable, 100% of 4 allowed",))),
        ({"events": 2, "written": 2, "rejected": 2, "limits": {"max_failures": "49%"}}, (False, ("2 lost, at most 49% of 4 allowed",))),
        ({"events": 2, "written": 1, "maybe": 3, "limits": {"max_unresolved": "75%"}}, (True, ("nothing is lost", "3 unresolved"))),
        ({"events": 4, "written": 2, "rejected": 2, "limits": {"max_failures": "49%"}}, (False, ("2 lost, at most 49% of 4 allowed",))),
        ({"events": 4, "written": 4, "limits": {"min_written": 4}}, (True, ("nothing is lost",))),
        ({"events": 4, "written": 3, "unmatched": 1, "limits": {"min_written": "100%"}}, (False, ("3 of 4 events written, at least 100% asked for",))),
        ({"events": 0, "limits": {"min_written": 0}}, (True, ("nothing is lost",))),
        ({"events": 0, "limits": {"min_written": "1%"}}, (False, ("0 of 0 events written, at least 1% asked for",))),
        ({"events": 2, "maybe": 2, "limits": {"min_written": 1}}, (False, ("0 of 2 events written, at least 1 asked for",))),
        ({"events": 2, "written": 1, "maybe": 1, "limits": {"max_unresolved": 0}}, (False, ("1 unresolved, at most 0 allowed",))),
        ({"events": 2, "written": 1, "maybe": 2, "limits": {"max_unresolved": "50%"}}, (False, ("2 unresolved, at most 50% of 3 allowed",))),
        ({"events": 2, "written": 1, "maybe": 1, "limits": {"max_unresolved": "50%"}}, (True, ("nothing is lost", "1 unresolved"))),
    ],
)  # fmt: skip
def test_the_outcome_follows_from_the_counts(given: dict[str, Any], expected: tuple[bool, tuple[str, ...]]) -> None:
    assert outcome(**given) == expected


@pytest.mark.parametrize("text", ["-1", "1.5", "x", "", "%", "101%", "-1%", "nan", "nan%", "inf", "1e400", "5 %x"])
def test_a_limit_is_a_number_or_a_share(text: str) -> None:
    with pytest.raises(UsageError, match=r"^--max-failures .* is neither a whole number nor a share such as 5%$"):
        Limits.parse(max_failures=text)


@pytest.mark.parametrize(
    ("text", "of_200"), [("0", 0), (3, 3), ("3", 3), ("1e2", 100), ("0%", 0), ("2.5%", 5), ("100%", 200)]
)
def test_what_a_limit_stands_for(text: str | int, of_200: float) -> None:
    assert Limit.parse(text, "--min-written").of(200) == of_200


def test_a_trigger_that_can_never_be_true_fails_a_run_that_writes() -> None:
    event = {"type": "identify", "userId": "u1", "traits": {"email": "jane@acme.io"}}
    report = check([event], [IDENTIFY, {**IDENTIFY, "name": "Never", "subscribe": "type == identify"}], WORKSPACE)
    assert (report.verdicts, report.ok) == ({"written": 1}, False)
    assert report.outcome.why == ("the trigger of 'Never' can never be true",)
