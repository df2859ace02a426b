"""The lists of the reference pages are those of the code."""

from __future__ import annotations

import re
from pathlib import Path

from attio_emulator.control import CALLS
from attio_emulator.faults import NAMED
from attio_emulator.webhooks.events import EVENT_TYPES
from attio_emulator.webhooks.outbox import RETRIES

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


def page(name: str) -> str:
    return (REFERENCE / name).read_text("utf-8")


def test_every_control_call_has_its_row() -> None:
    rows = re.findall(r"^\| `([A-Z]+) (/_emulator/\S+)` \|", page("emulator.md"), flags=re.MULTILINE)
    assert sorted(rows) == sorted(CALLS)


def test_every_code_of_a_fault_has_its_row() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([\d, ]+) \|$", page("faults.md"), flags=re.MULTILINE)
    assert dict(rows) == {code: ", ".join(map(str, statuses)) for code, statuses in NAMED.items()}


def test_every_event_of_a_webhook_is_named() -> None:
    assert sorted(re.findall(r"`([a-z-]+\.[a-z]+)`[,| ]", page("webhooks.md"))) == sorted(EVENT_TYPES)


def test_the_times_of_retries() -> None:
    assert RETRIES == (5, 30, 2 * 60, 10 * 60, 30 * 60, 5400, 4 * 3600, 12 * 3600, 86_400, 86_400)
    assert "after 5 s, 30 s, 2 min, 10 min, 30 min, 1.5 h, 4 h, 12 h and twice\nafter a day" in page("webhooks.md")
