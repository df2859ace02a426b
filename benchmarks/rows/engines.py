"""Rows of the engine: the cases that run on both engines, by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import engine
from cases import CASES
from results.figures import Measured, NotMeasured, Pair, Result
from results.rows import ROWS

__all__ = ["KEYS", "measured"]

KEYS = tuple(row.key for row in ROWS if row.key in {case.key for case in CASES})
_NOTE = "Each figure is a median of five times at least 100 ms, in which the cases take turns"


def measured() -> dict[str, Result]:
    """The rows of the report; not measured if Segment's packages are missing or answer differently."""
    if why := engine.missing():
        return {key: NotMeasured(why=why) for key in KEYS}
    try:
        found: Mapping[str, Sequence[Pair]] = engine.compared(KEYS)
    except engine.Differing as error:
        return {key: NotMeasured(why=str(error)) for key in KEYS}
    return {key: Measured(pairs=tuple(found[key]), note=_NOTE) for key in KEYS}
