"""The table of behaviours: every row is covered by tests, nothing is without a row, and the page is the table.

Which test covers what is said by the tests themselves (`@pytest.mark.covers`); `tests/attio_emulator/conftest.py` fails a test
that claims a route or a refusal and did not get it answered.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from attio_emulator import ASSUMPTIONS, Workspace
from attio_emulator.fidelity import Behaviour, behaviours
from attio_emulator.routes import ELSEWHERE, ROUTES
from attio_emulator.types import TYPES
from attio_harness import cli
from segment_conformance.fidelity import render_fidelity, render_page
from segment_conformance.fidelity.coverage import TABLES, coverage
from segment_conformance.live import KEPT
from segment_conformance.live.cases import GENERATORS

ROOT = Path(__file__).parents[2]
ROWS = list(behaviours())
COVERED = coverage(ROOT / "tests")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_every_row_is_complete_and_covered_by_a_test(row: Behaviour) -> None:
    assert COVERED.get(row.id), "no test has @pytest.mark.covers with this id"
    assert row.tag in ("documented", "observed", "assumed")
    assert row.source
    assert row.statement


def test_no_test_covers_a_row_that_is_not_there() -> None:
    assert {id: COVERED[id] for id in set(COVERED) - {row.id for row in ROWS}} == {}


def test_nothing_is_without_a_row_or_has_two() -> None:
    ids = [row.id for row in ROWS]
    assert len(ids) == len(set(ids))
    routes = {f"{method} {pattern}" for method, pattern, *_ in (*ROUTES, *ELSEWHERE)}
    assert {id for id in ids if " /" in id} == routes
    assert {id for id in ids if id.startswith("type ")} == {f"type {name}" for name in TYPES}
    assert set(ASSUMPTIONS) <= {row.id for row in ROWS if row.tag == "assumed"}


def test_every_relationship_of_the_standard_objects_has_a_row() -> None:
    sides = {(one.slug, slug): kind.inverse for one in Workspace.standard().objects.values()
             for slug, kind in one.attributes.items() if kind.inverse}  # fmt: skip
    ids = (row.id.split(".") for row in ROWS if row.id.startswith("relationship."))
    named = {(parts[1], parts[2]) for parts in ids if len(parts) == 3}
    assert named | {sides[side] for side in named} == set(sides)


def test_a_route_is_covered_by_a_test_of_its_own_beside_those_of_every_route() -> None:
    everywhere = set(TABLES["routes"])
    assert [row.id for row in ROWS if " /" in row.id and not set(COVERED[row.id]) - everywhere] == []


def test_the_page_is_the_table() -> None:
    assert (ROOT / "docs" / "fidelity.md").read_text() == render_page(ROOT), (
        "run python -m segment_conformance.fidelity"
    )


def test_the_live_runs_are_of_the_pinned_packages_and_found_no_difference() -> None:
    runs = json.loads((ROOT / "fixtures" / "recordings" / "live.json").read_text())
    pinned = json.loads((ROOT / "tests" / "oracle" / "package.json").read_text())["dependencies"]
    assert sum(run["cases"] for run in runs) >= 100_000
    for run in runs:
        assert (run["differences"], sum(run["areas"].values()), set(run["areas"])) == (0, run["cases"], {*GENERATORS})
        assert set(run["kept"]) <= {one.id for one in KEPT}
        assert run["packages"].items() <= pinned.items()


def test_the_command_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(["fidelity"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out == render_fidelity()


MARKED = """
import pytest

@pytest.mark.covers("one", "two")
def test_first(): ...

@pytest.mark.parametrize("x", [1, pytest.param(2, marks=pytest.mark.covers("three"))])
def test_second(x): ...

TestThird = pytest.mark.covers("four")(object)

def helper(): ...
"""


def test_marks_are_read_without_running_a_test(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(MARKED)
    found = coverage(tmp_path, tables={})
    first, second = "test_it.py::test_first", "test_it.py::test_second"
    assert found == {"one": [first], "two": [first], "three": [second], "four": ["test_it.py::TestThird"]}


@pytest.mark.parametrize("mark", ["@pytest.mark.covers(NAME)", "@pytest.mark.covers(f'{x}')", "@pytest.mark.covers()"])
def test_a_mark_that_cannot_be_read_is_told(tmp_path: Path, mark: str) -> None:
    (tmp_path / "test_it.py").write_text(f"{mark}\ndef test_first(): ...\n")
    with pytest.raises(ValueError, match=r"^test_it.py:1: found .*, expected ids as texts$"):
        coverage(tmp_path, tables={})


def test_a_table_whose_test_is_gone_is_told(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text("def test_first(): ...\n")
    with pytest.raises(ValueError, match=r"^there is no test_it.py::test_other$"):
        coverage(tmp_path, tables={"types": ("test_it.py::test_other",)})
