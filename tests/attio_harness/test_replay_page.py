"""The tables of docs/replay.md are those of the code; what it runs is `tests/docs`'."""

from __future__ import annotations

import re
from pathlib import Path

from attio_harness.exchanges.difference import KINDS
from attio_harness.replay.report import REASONS

PAGE = (Path(__file__).parents[2] / "docs" / "replay.md").read_text("utf-8")


def test_the_tables_are_those_of_the_code() -> None:
    kinds = re.findall(r"^\| `(\w+)` \| ([^|]+) \|", PAGE, flags=re.MULTILINE)
    assert kinds == list(KINDS.items())
    told = PAGE.partition("## What cannot be judged")[2].partition("\n## ")[0]
    reasons = re.findall(r"^\| ([a-z ]+) \| ([^|]+) \|", told, flags=re.MULTILINE)
    assert reasons == [("reason", "because"), *REASONS.items()]
