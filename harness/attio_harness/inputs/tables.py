"""Finds a column of events as JSON in a table, as databases export them, and the command that extracts it.

Nothing is read from a table. `streams` says why its other rows are no events.
"""

from __future__ import annotations

import csv
import io
import json
import shlex
from itertools import islice, product
from typing import Any

from attio_harness.inputs.ways import shell
from attio_harness.inputs.wrappings import has_event
from attio_harness.text.json import JsonTextError, loads

__all__ = ["column_of_events"]

_MARKS = (",", ";", "\t", "|")
_QUOTES: tuple[dict[str, Any], ...] = ({}, {"escapechar": "\\", "doublequote": False})
"""A quote in a cell is written twice, or behind a backslash, as by Spark, MySQL and Redshift: arguments of `csv.reader`."""
_ROWS = 5
"""How many rows are examined."""


def column_of_events(begin: bytes, file: str) -> str | None:
    """The message for a table, from its first lines; None if no column has events."""
    text = begin.decode("utf-8-sig", "replace")
    for quotes, mark in product(_QUOTES, _MARKS):
        try:
            rows = list(islice(csv.reader(io.StringIO(text), delimiter=mark, **quotes), _ROWS))
        except csv.Error:  # a cell that is longer than one may be, or a line end of another kind
            continue
        for number, row in enumerate(rows):
            # an event alone on its line has commas, and is a single column for any other separator
            if len(row) == 1 and (mark != "," or len(rows[0]) != 1):
                continue
            for at, cell in enumerate(row):
                if _is_event(cell):
                    # a line before the names has no text there: Excel's `sep=;`, the title of a query
                    names = next((one for one in rows[:number] if len(one) == len(row) and one[at].strip()), [])
                    return _told(mark, quotes, names, at, file)
    return None


def _is_event(cell: str) -> bool:
    if not cell.lstrip().startswith(("{", "[")):
        return False
    try:
        return has_event(loads(cell))
    except JsonTextError:
        return False


def _told(mark: str, quotes: dict[str, Any], names: list[str], at: int, file: str) -> str:
    """`names` is the row with the names of the columns, empty if there is none."""
    name = f"column {names[at].strip()!r:.50}" if at < len(names) else f"column {at + 1}"
    given = {} if mark == "," else {"delimiter": mark}
    written = "".join(
        f", {key}={json.dumps(one) if isinstance(one, str) else one}" for key, one in (given | quotes).items()
    )
    rows = f"csv.reader(fileinput.input(){written})"
    # names, an empty cell, NULL and \N are no events
    cells = f'cell for row in {rows} for cell in row[{at}:{at + 1}] if cell.lstrip()[:1] in ("{{", "[")'
    script = f'import csv, fileinput; print(*({cells}), sep="\\n")'
    return (
        f"is a table with events as JSON in {name}; take them out: {shell(f'python3 -c {shlex.quote(script)}', file)}"
    )
