"""The table of `fixtures/shapes/README.md`: every file has a row, and every row is read by a test."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

from tests.attio_harness.inputs import test_events, test_filters, test_mappings

SHAPES = Path(__file__).parents[3] / "fixtures" / "shapes"
TESTED: dict[str, frozenset[str]] = {
    "mappings": frozenset(test_mappings.READ.keys() | test_mappings.REFUSED.keys()),
    "events": frozenset(test_events.READ.keys() | test_events.OTHERS),
}


def rows() -> list[tuple[str, str]]:
    """(folder, name) of every name in the first column; a name without a folder is in that of the one before."""
    found = []
    for line in (SHAPES / "README.md").read_text("utf-8").splitlines():
        folder = ""
        for name in re.findall(r"`([^`]+)`", line.split("|")[1]) if line.startswith("| `") else ():
            before, _, last = name.rstrip("/").rpartition("/")
            folder = before or folder
            found.append((folder, last))
    return found


def test_every_row_has_a_test() -> None:
    filters = inspect.getsource(test_filters)
    without = [
        f"{folder}/{name}"
        for folder, name in rows()
        if not (f'"{name}"' in filters if folder == "filters" else name in TESTED[folder])
    ]
    assert without == []


def test_every_fixture_has_a_row_and_every_row_a_fixture() -> None:
    there = {(folder.name, path.name) for folder in SHAPES.iterdir() if folder.is_dir() for path in folder.iterdir()}
    assert sorted(rows()) == sorted(there)
