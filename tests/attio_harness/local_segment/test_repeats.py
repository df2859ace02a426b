"""Events that come again within a day."""

from __future__ import annotations

import pytest
from attio_harness.local_segment import repeats
from attio_harness.local_segment.intake import Received
from attio_harness.local_segment.repeats import WINDOW, Seen

NOW = 1_772_452_800_410


def test_repeats_within_a_day() -> None:
    seen = Seen()

    def events(*ids: str, at: int = NOW, source: str = "web") -> list[Received]:
        return [Received(event={"messageId": id}, source=source, received_at=at) for id in ids]

    new, repeats = seen.divided(events("a", "b", "a"))
    assert ([one.event["messageId"] for one in new], [one.code for one in repeats]) == (["a", "b"], ["repeat"])
    assert len(seen.divided(events("a", source="app"))[0]) == 1
    assert len(seen.divided(events("a", at=NOW + WINDOW))[0]) == 0
    assert len(seen.divided(events("a", at=NOW + WINDOW + 1))[0]) == 1


def test_so_many_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeats, "MOST", 2)
    seen = Seen()
    assert [seen.add("web", id, NOW) for id in ("a", "b", "c", "b", "a")] == [True, True, True, False, True]
    seen.reset()
    assert seen.add("web", "b", NOW)
