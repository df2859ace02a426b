"""Ended values are read when somebody looks at them, and added to and taken back before."""

from __future__ import annotations

import pytest
from attio_emulator.past import Past

PACKED = b"packed"


class Reading:
    """Makes the same values of what was packed, and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, packed: bytes) -> dict[str, list[int]]:
        assert packed == PACKED
        self.times += 1
        return {"x": [1, 2], "y": [3]}


def test_a_write_reads_nothing() -> None:
    reading = Reading()
    past = Past(earlier=(PACKED, reading))
    past.add("x", [4])
    past.add("z", [5, 6])
    past.take_back("z", 1)
    past.add("x", [7])
    past.take_back("x", 1)
    assert (past.parts(), reading.times) == ((PACKED, {"x": [4], "z": [5]}), 0)
    assert dict(past) == {"x": [1, 2, 4], "y": [3], "z": [5]}
    assert (past["x"], past.get("nope"), len(past), "z" in past) == ([1, 2, 4], None, 3, True)
    assert (past.parts(), reading.times) == ((b"", dict(past)), 1)


@pytest.mark.parametrize("is_read", [False, True])
def test_what_is_taken_back_leaves_what_was_there(is_read: bool) -> None:
    past = Past(earlier=(PACKED, Reading()))
    past.add("x", [4])
    past.add("z", [5])
    if is_read:
        assert len(past) == 3
    past.take_back("z", 1)
    past.take_back("x", 1)
    assert dict(past) == {"x": [1, 2], "y": [3]}


def test_a_history_is_written_anew() -> None:
    past = Past(earlier=(PACKED, Reading()))
    past["x"] = [8]
    del past["y"]
    assert past == Past({"x": [8]})
    assert repr(past) == "Past({'x': [8]})"
