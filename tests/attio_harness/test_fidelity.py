"""The table of behaviours: every row has a test, every route, type and assumption has a row, and the page is the table."""

from __future__ import annotations

from pathlib import Path

import pytest
from attio_emulator import ASSUMPTIONS
from attio_emulator.attributes import TYPES
from attio_emulator.behaviours import Behaviour, behaviours
from attio_emulator.routes import ELSEWHERE, ROUTES
from attio_harness import cli
from attio_harness.fidelity import render_fidelity, render_page

ROOT = Path(__file__).parents[2]
ROWS = list(behaviours())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_every_row_has_a_test_that_is_there(row: Behaviour) -> None:
    assert row.tests
    for named in row.tests:
        file, _, name = named.partition("::")
        assert f"def {name or 'test_'}" in (ROOT / file).read_text()
    assert row.tag in ("documented", "observed", "assumed")
    assert row.source
    assert row.statement


def test_nothing_is_without_a_row_or_has_two() -> None:
    ids = [row.id for row in ROWS]
    assert len(ids) == len(set(ids))
    wanted = {f"{method} {pattern}" for method, pattern, *_ in (*ROUTES, *ELSEWHERE)}
    wanted |= {f"type {name}" for name in TYPES} | set(ASSUMPTIONS)
    assert wanted <= set(ids)
    assert {row.id for row in ROWS if row.tag == "assumed"} == set(ASSUMPTIONS)


def test_the_tests_of_a_route_use_its_path() -> None:
    for method, pattern, _ in ROUTES:
        (row,) = [one for one in ROWS if one.id == f"{method} {pattern}"]
        words = [piece for piece in pattern.split("/")[2:] if not piece.startswith("{")]
        text = "".join((ROOT / one).read_text() for one in row.tests)
        assert any(word in text for word in words), row.id


def test_the_page_is_the_table() -> None:
    assert (ROOT / "docs" / "fidelity.md").read_text() == render_page(ROOT), "run python -m attio_harness.fidelity"


def test_the_command_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(["fidelity"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out == render_fidelity()
