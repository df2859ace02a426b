"""The page for people who write a destination: its blocks run one after the other, as they stand."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[2] / "docs" / "segment_actions.md"
LONGEST = 160


def test_every_block_of_the_page_runs() -> None:
    text = PAGE.read_text("utf-8")
    blocks = list(re.finditer(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))
    scope: dict[str, Any] = {}
    for block in blocks:
        before = text.count("\n", 0, block.start(1))
        exec(compile("\n" * before + block[1], PAGE.name, "exec"), scope)
    assert len(blocks) == text.count("```") // 2 == 7
    assert len(text.splitlines()) <= LONGEST
