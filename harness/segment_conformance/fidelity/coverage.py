"""Which test covers which behaviour of the emulator, read from the marks in the test files without running a test."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from attio_emulator.assumptions import ASSUMPTIONS
from attio_emulator.routes import ROUTES
from attio_emulator.types import TYPES

__all__ = ["TABLES", "coverage"]

_HERE = "attio_emulator"

TABLES: Mapping[str, tuple[str, ...]] = {
    "routes": (
        f"{_HERE}/test_bad_routes.py::test_the_good_request_is_good",
        f"{_HERE}/test_bad_routes.py::test_a_bad_request_is_refused_and_changes_nothing",
        f"{_HERE}/test_schemathesis.py::test_an_operation_keeps_the_document",
    ),
    "types": (
        f"{_HERE}/types/test_types.py::test_every_example_of_the_user_documentation",
        f"{_HERE}/types/test_types.py::test_public_forms",
        f"{_HERE}/types/test_bad_values.py::test_a_kind_of_value_that_does_not_fit",
        f"{_HERE}/types/test_bad_values.py::test_the_edges_of_a_type",
    ),
    "assumptions": (f"{_HERE}/test_assumptions.py::test_every_setting_does_what_it_says",),
}
"""Emulator table -> the tests that have a case for each of its rows, and fail if a row has none."""


def coverage(tests: Path, *, tables: Mapping[str, tuple[str, ...]] = TABLES) -> dict[str, list[str]]:
    """Row -> the tests that cover it, as `file::name`: those marked with `covers`, then those of `tables`.

    Raises:
        ValueError: a mark has an argument that is not a string, or a table's test does not exist.
    """
    found: dict[str, list[str]] = {}
    names = set()
    through = {test.partition("::")[0] for many in tables.values() for test in many}
    for file in sorted(_files(tests)):
        text, where = file.read_text("utf-8"), file.relative_to(tests).as_posix()
        if ".covers" not in text and where not in through:  # true of most files, and parsing is slow
            continue
        for name, node in _named(ast.parse(text)):
            test = f"{where}::{name}"
            names.add(test)
            for id in _marks(node, file):
                if test not in found.setdefault(id, []):
                    found[id].append(test)
    for test in (test for many in tables.values() for test in many):
        if test not in names:
            raise ValueError(f"there is no {test}")
    if tables:
        for id, table in _in_tables():
            found[id] = [*found.get(id, []), *tables[table]]
    return found


def _files(tests: Path) -> Iterator[Path]:
    """The test files. Skips `node_modules`, which has thousands of files and no test."""
    for folder, below, names in os.walk(tests):
        below[:] = [one for one in below if one != "node_modules"]
        yield from (Path(folder, one) for one in names if one.startswith("test_") and one.endswith(".py"))


def _in_tables() -> Iterator[tuple[str, str]]:
    """Each row of the emulator's tables, with the name of its table."""
    yield from ((f"{one.method} {one.path}", "routes") for one in ROUTES)
    yield from ((f"type {name}", "types") for name in TYPES)
    yield from ((id, "assumptions") for id in ASSUMPTIONS)


def _named(module: ast.Module) -> Iterator[tuple[str, list[ast.expr]]]:
    """The tests and tables of a module by name, with the expressions that may contain marks."""
    tables = {
        node.targets[0].id: node.value
        for node in module.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    for node in module.body:
        if isinstance(node, ast.FunctionDef):
            used = {one.id for part in node.decorator_list for one in ast.walk(part) if isinstance(one, ast.Name)}
            yield node.name, [*node.decorator_list, *(tables[name] for name in tables if name in used)]
    for name, value in tables.items():
        if name.startswith("Test"):
            yield name, [value]


def _marks(parts: list[ast.expr], file: Path) -> Iterator[str]:
    for node in (node for part in parts for node in ast.walk(part)):
        if not isinstance(node, ast.Call) or ast.unparse(node.func) != "pytest.mark.covers":
            continue
        if not node.args or not all(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in node.args):
            raise ValueError(f"{file.name}:{node.lineno}: found {ast.unparse(node)}, expected ids as texts")
        yield from (str(one.value) for one in node.args if isinstance(one, ast.Constant))
