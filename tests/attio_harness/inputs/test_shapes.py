"""The tables of shapes: each row is needed to read a fixture, and each fixture is read by a row; both tables refuse alike."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from attio_harness import InputError
from attio_harness.inputs.filters import FILTERS
from attio_harness.inputs.mapping_shapes import MAPPINGS
from attio_harness.inputs.pages import Pages
from attio_harness.inputs.part import Document, Place
from attio_harness.inputs.shapes import Sought, read, walk

SHAPES = Path(__file__).parents[3] / "fixtures" / "shapes"
TABLES = {"mappings": MAPPINGS, "filters": FILTERS}


def outcomes(folder: str, table: Sought) -> list[Any]:
    """What each JSON fixture of a folder yields: its parts, or the refusal."""

    def one(path: Path) -> Any:
        try:
            return read(str(path), table, Pages()).parts
        except InputError as error:
            return str(error)

    return [one(path) for path in sorted((SHAPES / folder).iterdir()) if path.suffix != ".tf"]


ROWS = [
    pytest.param(folder, shape.name, id=f"{folder}: {shape.name}")
    for folder, table in TABLES.items()
    for shape in table.shapes
]


@pytest.mark.parametrize(("folder", "name"), ROWS)
def test_no_row_can_be_missed(folder: str, name: str) -> None:
    table = TABLES[folder]
    without = replace(table, shapes=tuple(one for one in table.shapes if one.name != name))
    assert outcomes(folder, without) != outcomes(folder, table)


@pytest.mark.parametrize("folder", TABLES)
def test_every_fixture_is_of_a_shape(folder: str) -> None:
    told = [one for one in outcomes(folder, TABLES[folder]) if isinstance(one, str) and "found the members" in one]
    assert told == []


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ([{"if": "all", "actions": []}, 5], "at /1: expected a destination filter (an object), found a number"),
        (
            {"data": {"filters": [{"title": "no condition"}]}},
            "at /data/filters/0: expected a destination filter: an object with a condition (`if`) and `actions`, "
            "found the members title",
        ),
    ],
)
def test_what_stands_between_filters_and_is_none_is_not_passed_over(value: Any, said: str) -> None:
    with pytest.raises(InputError) as refused:
        list(walk(value, Place(document=Document(file="f.json")), FILTERS))
    assert str(refused.value) == f"f.json {said}"


def test_a_key_twice_in_a_file_is_told_of_mappings_and_filters_alike(tmp_path: Path) -> None:
    told = 'the key "enabled" appears twice in one object of this file; the last value counts'
    for table, text in ((FILTERS, '{"if": "all"'), (MAPPINGS, '{"trigger": "all"')):
        file = tmp_path / "twice.json"
        file.write_text(text + ', "enabled": true, "enabled": false}')
        assert [part.note for part in read(str(file), table, Pages()).parts] == [told]
