"""What an action says of each payload of a batch."""

from __future__ import annotations

from segment_actions import (
    MultiStatusResponse,
)


def test_a_multistatus_tells_what_is_in_it() -> None:
    given = {"status": 422, "errormessage": "No"}
    made = MultiStatusResponse()
    made.push_success({"status": 200})
    made.set_error(2, given)
    entry = made.at(2)
    assert entry is not None
    other = MultiStatusResponse()
    other.push(entry)
    made.unset(0)
    assert [made.is_success(at) for at in range(4)] == [False] * 4
    assert [made.is_error(at) for at in range(4)] == [False, False, True, False]
    assert (len(made), made.at(0), made.at(7)) == (3, None, None)
    assert other.at(0) == entry
    assert given == {"status": 422, "errormessage": "No"}
