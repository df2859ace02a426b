"""The golden examples: every kind of loss that `check` explains, each with the change its hint asks for.

`GOLDEN` is the table, by theme. The examples stand in `golden_types` (values), `golden_records` (objects, matching,
references), `golden_segment` (Segment's own refusals) and `golden_platform` (Attio's answers, batches); their form is in
`golden_form`. Run as a module, this writes `docs/losses.md` again.
"""

from __future__ import annotations

from pathlib import Path

from tests.attio_harness import golden_platform, golden_records, golden_segment, golden_types
from tests.attio_harness.golden_form import Golden, render

__all__ = ["EXAMPLES", "GOLDEN", "PAGE", "page"]

GOLDEN: dict[str, tuple[Golden, ...]] = {
    "Text": golden_types.TEXT,
    "Numbers, money, ratings, checkboxes": golden_types.NUMBERS,
    "Dates and timestamps": golden_types.MOMENTS,
    "Options and statuses": golden_types.CHOICES,
    "Addresses, names, members, locations": golden_types.CONTACT,
    "Empty text": golden_types.EMPTY,
    "Several values where one is held": golden_types.LISTS,
    "What only Attio writes": golden_types.READ_ONLY,
    "Objects and attributes": golden_records.OBJECTS,
    "The matching attribute": golden_records.MATCHING,
    "Required values": golden_records.REQUIRED,
    "References": golden_records.REFERENCES,
    "Fields that stay empty": golden_segment.MISSING,
    "Fields of the wrong form": golden_segment.FIELDS,
    "Directives that fail": golden_segment.DIRECTIVES,
    "Liquid": golden_segment.LIQUID,
    "Answers of Attio itself": golden_platform.PLATFORM,
    "Batches": golden_platform.BATCH,
}

EXAMPLES: tuple[Golden, ...] = tuple(one for rows in GOLDEN.values() for one in rows)

PAGE = Path(__file__).parents[2] / "docs" / "losses.md"


def page() -> str:
    """What `docs/losses.md` has to say."""
    return render(GOLDEN)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
