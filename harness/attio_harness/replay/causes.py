"""The assumptions behind a difference: those that took part in the answer and whose other setting makes it disappear."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from attio_emulator import ASSUMPTIONS

from attio_harness.exchanges.difference import Difference
from attio_harness.replay.report import Judged

__all__ = ["with_causes"]

Under = Callable[[str, str, int], Sequence[Judged]]
"""(assumption, another setting, how many) -> the first exchanges of the session, sent again under that setting."""


def with_causes(rows: Sequence[Judged], settings: Mapping[str, str], under: Under) -> Iterator[Judged]:
    """The exchanges of a session, each with only those assumptions that one of its differences rests on."""
    most: dict[str, int] = {}
    for number, one in enumerate(rows, 1):
        most |= dict.fromkeys(one.assumptions, number)

    @cache
    def tried(id: str, choice: str) -> Sequence[Judged]:
        return under(id, choice, most[id])

    for number, one in enumerate(rows):
        rests = {
            id: [tried(id, choice)[number] for choice in ASSUMPTIONS[id].choices if choice != settings[id]]
            for id in one.assumptions
        }
        if not rests:
            yield one
            continue
        differences = tuple(
            replace(
                difference,
                assumptions=tuple(id for id, each in rests.items() if any(_lacks(other, difference) for other in each)),
            )
            for difference in one.differences
        )
        named = {id for difference in differences for id in difference.assumptions}
        yield replace(one, differences=differences, assumptions=tuple(id for id in one.assumptions if id in named))


def _lacks(other: Judged, difference: Difference) -> bool:
    """Whether an exchange is judged under another setting and certainly lacks this difference there."""
    there = {(each.kind, each.pointer) for each in other.differences}
    # another status implies another body
    is_alike = ("status", "") not in there or difference.kind == "status"
    return other.verdict != "unjudged" and is_alike and (difference.kind, difference.pointer) not in there
