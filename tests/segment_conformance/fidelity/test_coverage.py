"""Which test covers which row is read from the marks of the tests, without running one."""

from __future__ import annotations

from pathlib import Path

import pytest
from segment_conformance.fidelity.coverage import coverage

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
