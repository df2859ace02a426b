"""An emulator that is killed at any moment: what it acknowledged is there when it starts again."""

from __future__ import annotations

from pathlib import Path

from tests.kills import events_killed, killed


def test_every_acknowledged_write_survives_ten_kills(tmp_path: Path) -> None:
    told = killed(tmp_path, kills=10, seed=3)
    assert told.kills == 10
    assert told.acknowledged > 100
    assert told.caught_up > 0
    assert sorted(one.name for one in tmp_path.iterdir()) == ["crm.json", "said.txt"]


def test_every_acknowledged_event_has_its_effect_once_however_often_the_process_is_killed(tmp_path: Path) -> None:
    assert events_killed(tmp_path, kills=5, seed=5) > 20
    left = sorted(one.name for one in tmp_path.iterdir())
    assert left == ["crm.json", "crm.json.events", "mapping.json", "said.txt"]
