"""How close both sides are to the real ones, as a table: `attio-harness fidelity`, and `docs/fidelity.md`.

The rows of the Attio side are `attio_emulator.behaviours`; those of the Segment side are counted from the recordings.
"""

from __future__ import annotations

import ast
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from attio_emulator.behaviours import behaviours
from attio_emulator.behaviours.refusals import NEVER

__all__ = ["TABLES", "render_fidelity", "render_page", "render_recordings", "shown"]

_HERE = "attio_emulator"

TABLES: Mapping[str, tuple[str, ...]] = {
    "routes": (
        f"{_HERE}/test_bad_routes.py::test_the_good_request_is_good",
        f"{_HERE}/test_bad_routes.py::test_a_bad_request_is_refused_and_changes_nothing",
        f"{_HERE}/test_schemathesis.py::test_an_operation_keeps_the_document",
    ),
    "types": (
        f"{_HERE}/test_attribute_types.py::test_every_example_of_the_user_documentation",
        f"{_HERE}/test_attribute_types.py::test_public_forms",
        f"{_HERE}/test_bad_values.py::test_a_kind_of_value_that_does_not_fit",
        f"{_HERE}/test_bad_values.py::test_the_edges_of_a_type",
    ),
    "assumptions": (f"{_HERE}/test_assumptions.py::test_every_setting_does_what_it_says",),
}
"""Tests that run through a table of the emulator, and fail where a row of it has no case."""


def render_fidelity() -> str:
    """The behaviours of the emulator as text: tag, id, statement, source."""
    rows = list(behaviours())
    width = max(len(one.id) for one in rows)
    counts = Counter(one.tag for one in rows)
    lines = [f"{one.tag:<10}  {one.id:<{width}}  {one.statement}  [{one.source}]" for one in rows]
    return "\n".join(lines) + f"\n\n{', '.join(f'{count} {tag}' for tag, count in sorted(counts.items()))}\n"


def render_recordings(folder: Path, packages: Mapping[str, str]) -> str:
    """What is recorded of Segment's packages, by kind of case; every case is replayed by the tests."""
    counts: Counter[str] = Counter()
    for file in sorted(folder.glob("*.jsonl")):
        counts[file.stem] += sum(1 for line in file.read_text("ascii").splitlines() if line)
    lines = ["| area | recorded cases | differences |", "|---|---:|---:|"]
    lines += [f"| {name} | {count:,} | 0 |" for name, count in counts.items()]
    versions = ", ".join(f"`{name}` {version}" for name, version in packages.items() if name.startswith("@segment/"))
    return "\n".join(lines) + f"\n\nRecorded from {versions}.\n"


def render_page(root: Path) -> str:
    """`docs/fidelity.md`, from the tables and recordings of a checkout."""
    packages = json.loads((root / "tests" / "oracle" / "package.json").read_text())["dependencies"]
    tests = shown(root / "tests")
    rows = [
        f"| {one.tag} | `{one.id}` | {one.statement} | {one.source} | {_tests(tests.get(one.id, []))} |"
        for one in behaviours()
    ]
    from attio_harness.differential import KEPT

    kept = [f"- `{one.id}`: {one.reason}" for one in KEPT]
    return "\n".join(
        [
            "# Fidelity",
            "",
            "Made by `python -m attio_harness.fidelity`; a test compares this page with the tables. Do not edit it by hand.",
            "",
            "## Segment's side",
            "",
            "The published packages answer every case, and this engine must give the same, error messages included. The tests",
            "replay all recordings, run 5,000 generated cases live, and deliver 2,000 generated events a mode through the",
            "published destination and ours. `make conform` runs 100,000 generated cases.",
            "",
            render_recordings(root / "fixtures" / "recordings", packages),
            "Kept on purpose:",
            "",
            *kept,
            "",
            "## Attio's side",
            "",
            "Every answer in the tests is checked against Attio's OpenAPI where `ATTIO_OPENAPI` names the file. A test says itself",
            "which rows it shows, with the marker `shows`; one that claims a route or a refusal fails unless it got that answer.",
            "",
            "Refusals of Attio that this emulator never answers:",
            "",
            *(f"- `{codes}`: {reason}" for codes, reason in NEVER.items()),
            "",
            "| tag | behaviour | what | source | tests |",
            "|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


def _tests(tests: list[str]) -> str:
    """Each test by its name, with a link to its file."""
    return ", ".join(f"[{one.partition('::')[2]}](../tests/{one.partition('::')[0]})" for one in tests)


# -- which test shows what -------------------------------------------------------------------------------------------


def shown(tests: Path, *, tables: Mapping[str, tuple[str, ...]] = TABLES) -> dict[str, list[str]]:
    """Row -> the tests that show it, as `file::name`: those marked with `shows`, then those that run through a table.

    Raises:
        ValueError: a mark holds something else than texts, or a table's test is not there.
    """
    found: dict[str, list[str]] = {}
    names = set()
    for file in sorted(tests.rglob("test_*.py")):
        for name, node in _named(ast.parse(file.read_text("utf-8"))):
            test = f"{file.relative_to(tests).as_posix()}::{name}"
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


def _in_tables() -> Iterator[tuple[str, str]]:
    """Each row that has a case in a table of tests by being in the emulator's own table."""
    from attio_emulator.assumptions import ASSUMPTIONS
    from attio_emulator.attributes import TYPES
    from attio_emulator.routes import ROUTES

    yield from ((f"{method} {pattern}", "routes") for method, pattern, _ in ROUTES)
    yield from ((f"type {name}", "types") for name in TYPES)
    yield from ((id, "assumptions") for id in ASSUMPTIONS)


def _named(module: ast.Module) -> Iterator[tuple[str, list[ast.expr]]]:
    """What a module has by name, with the expressions in which marks may stand."""
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
        if not isinstance(node, ast.Call) or ast.unparse(node.func) != "pytest.mark.shows":
            continue
        if not node.args or not all(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in node.args):
            raise ValueError(f"{file.name}:{node.lineno}: found {ast.unparse(node)}, expected ids as texts")
        yield from (str(one.value) for one in node.args if isinstance(one, ast.Constant))


if __name__ == "__main__":
    (Path("docs") / "fidelity.md").write_text(render_page(Path()))
