"""A document that is too long for a comment: cut at a row, what was opened closed, and a note of it."""

from __future__ import annotations

import pytest
from attio_harness.formats.markdown_text import shortened

ROW = "| a | b |"


def document(rows: int) -> str:
    body = "\n".join([ROW] * rows)
    return f"## Title\n\n<details open><summary>1</summary>\n\n| | |\n| --- | --- |\n{body}\n\n</details>\n"


def test_what_fits_stays_as_it_is() -> None:
    assert shortened(document(3), len(document(3))) == document(3)


@pytest.mark.parametrize("most", [1_000, 1_001, 1_005, 65_536])
def test_what_does_not_fit_ends_with_a_whole_row_and_a_note(most: int) -> None:
    told = shortened(document(10_000), most)
    assert len(told) <= most
    rows, _, note = told.rpartition("\n\n</details>\n\n")
    assert rows.endswith(f"\n{ROW}")
    assert note.startswith("The rest is left out: the comment would be too long.")
    assert told.count("<details") == told.count("</details>") == 1
