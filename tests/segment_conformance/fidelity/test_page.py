"""The table of behaviours: every row is covered by tests, nothing is without a row, and the page is the table.

Which test covers what is said by the tests themselves (`@pytest.mark.covers`); `tests/attio_emulator/conftest.py` fails a test
that claims a route or a refusal and did not get it answered.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from attio_emulator import ASSUMPTIONS, Workspace
from attio_emulator.fidelity import Behaviour, behaviours
from attio_emulator.routes import OUTSIDE, ROUTES
from attio_emulator.types import TYPES
from attio_harness.cli.fidelity import PLATFORM
from segment_conformance.fidelity import counts, page, render_page
from segment_conformance.fidelity.coverage import TABLES, coverage
from segment_conformance.live import KNOWN_DIFFERENCES
from segment_conformance.live.generators import GENERATORS
from segment_conformance.replay import CaseResult

ROOT = Path(__file__).parents[3]
ROWS = [*behaviours(), *PLATFORM]


@pytest.fixture(scope="module")
def covered() -> dict[str, list[str]]:
    """Not where tests are collected: it reads all of them."""
    return coverage(ROOT / "tests")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_every_row_is_complete_and_covered_by_a_test(row: Behaviour, covered: dict[str, list[str]]) -> None:
    assert covered.get(row.id), "no test has @pytest.mark.covers with this id"
    assert row.tag in ("documented", "observed", "assumed")
    assert row.source
    assert row.statement


def test_no_test_covers_a_row_that_is_not_there(covered: dict[str, list[str]]) -> None:
    assert {id: covered[id] for id in set(covered) - {row.id for row in ROWS}} == {}


def test_nothing_is_without_a_row_or_has_two() -> None:
    ids = [row.id for row in ROWS]
    assert len(ids) == len(set(ids))
    routes = {f"{one.method} {one.path}" for one in (*ROUTES, *OUTSIDE)}
    assert {id for id in ids if " /" in id} == routes
    assert {id for id in ids if id.startswith("type ")} == {f"type {name}" for name in TYPES}
    assert set(ASSUMPTIONS) <= {row.id for row in ROWS if row.tag == "assumed"}


def test_every_relationship_of_the_standard_objects_has_a_row() -> None:
    sides = {(one.slug, slug): kind.inverse for one in Workspace.standard().objects.values()
             for slug, kind in one.attributes.items() if kind.inverse}  # fmt: skip
    ids = (row.id.split(".") for row in ROWS if row.id.startswith("relationship."))
    named = {(parts[1], parts[2]) for parts in ids if len(parts) == 3}
    assert named | {sides[side] for side in named} == set(sides)


def test_a_route_is_covered_by_a_test_of_its_own_beside_those_of_every_route(covered: dict[str, list[str]]) -> None:
    everywhere = set(TABLES["routes"])
    assert [row.id for row in ROWS if " /" in row.id and not set(covered[row.id]) - everywhere] == []


def test_the_page_is_the_table(covered: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "coverage", lambda _: covered)
    monkeypatch.setattr(counts, "replay", _passed)
    assert (ROOT / "docs" / "fidelity.md").read_text() == render_page(ROOT, PLATFORM), (
        "run python -m attio_harness.cli.fidelity"
    )


def _passed(lines: list[str], *, name: str) -> Iterator[CaseResult]:
    """As all recordings come out, which `test_recordings.py` finds out."""
    return (CaseResult(id="", kind=name, passed=True, expected={}, actual={}) for _ in lines)


def test_the_live_runs_are_of_the_pinned_packages_and_found_no_difference() -> None:
    runs = json.loads((ROOT / "fixtures" / "recordings" / "live.json").read_text())
    pinned = json.loads((ROOT / "tests" / "oracle" / "package.json").read_text())["dependencies"]
    assert sum(run["cases"] for run in runs) >= 100_000
    for run in runs:
        assert (run["differences"], sum(run["areas"].values()), set(run["areas"])) == (0, run["cases"], {*GENERATORS})
        assert set(run["known_differences"]) <= {one.id for one in KNOWN_DIFFERENCES}
        assert run["packages"].items() <= pinned.items()
