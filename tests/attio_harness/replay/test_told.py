"""Values that were told, and how they are told apart."""

from __future__ import annotations

from attio_harness.replay.told import Told


def test_scalars_anywhere_and_times_by_their_second() -> None:
    told = Told()
    told.add({"a": ["Jane ", 5, True, None, {"b": "2026-01-01T10:00:00Z"}], "c": ("x",)})
    assert [told(one) for one in ("jane", 5.0, "x", "2026-01-01T10:00:00.000000000Z")] == [True] * 4
    other: list[object] = ["a", 6, "5", True, None, {}, [], "2026-01-01T10:00:01Z"]
    assert [told(one) for one in other] == [False] * 8
