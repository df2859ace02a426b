"""Mutation testing of the code that accepts values, finds records and applies filters: `make mutants`.

mutmut changes one thing at a time (a comparison, a constant, an argument) and finds the tests that reach it; `mutant_runs` runs them. A
mutant that no test notices is a survivor. mutmut needs one package beside its tests, so both are copied to build/mutants first. Tables
are made when their module is imported, once for all mutants; survivors in the code that makes them are tried again with new imports.
Prints each survivor and the share of killed mutants; the exit code is 1 below 90 %.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import mutant_runs

ROOT = Path(__file__).parents[1]
PLACE = ROOT / "build" / "mutants"
WANTED = 0.9
_LEFT = ("survived", "untested")

CHANGED = (
    "types/*.py", "query/filters.py", "query/candidates.py", "query/paths.py", "query/refusals.py", "query/sorts.py",
    "indexes.py", "writer.py", "constraints.py", "overwrites.py", "addresses.py", "links.py", "drafts.py",
)  # fmt: skip
"""The mutated files in emulator/attio_emulator: value types, filters and matching."""

TESTS = (
    "types", "query", "test_indexes.py", "test_assert.py", "test_given.py", "test_refusals_of_an_assertion.py",
    "test_writer.py", "test_batches.py", "test_existing.py", "test_decided.py", "resources", "test_addresses.py", "test_links.py", "test_required_references.py", "test_attribute_twice.py",
)  # fmt: skip
"""The tests, in tests/attio_emulator: quick ones, none that draws thousands of cases."""

FIRST = "attio_emulator.indexes.xǁAscendingǁadd__mutmut_1"
"""The only mutant that mutmut itself tries. Before, it makes all mutants and finds the tests of each."""

_SETTINGS = """
[tool.pytest.ini_options]
pythonpath = ["."]
addopts = ["--import-mode=importlib", "-p", "no:xdist", "-p", "no:cacheprovider"]
markers = ["covers(*ids): rows of the table of behaviours that this test covers."]
[tool.mutmut]
source_paths = ["attio_emulator"]
only_mutate = {changed}
also_copy = ["attio_emulator", "docs", "fixtures"]
pytest_add_cli_args_test_selection = {tests}
"""


def lay_out() -> None:
    """Copy the package, its tests and the files that the tests read."""
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True)
    left_out = shutil.ignore_patterns("node_modules", "__pycache__")
    shutil.copytree(ROOT / "emulator" / "attio_emulator", PLACE / "attio_emulator", ignore=left_out)
    for name in ("tests", "fixtures", "docs"):
        shutil.copytree(ROOT / name, PLACE / name, ignore=left_out)
    changed = [f"attio_emulator/{one}" for one in CHANGED]
    tests = [f"tests/attio_emulator/{one}" for one in TESTS]
    (PLACE / "pyproject.toml").write_text(_SETTINGS.format(changed=changed, tests=tests), "utf-8")


def mutmut(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "mutmut", *words],
        cwd=PLACE, env={**os.environ, "PYTHONPATH": "."}, stdout=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    return done.stdout


def run_tests(*words: str, tests: Sequence[str] = TESTS, says: int | None = None, **environment: str) -> int:
    """Run tests beside the mutants; returns pytest's exit code. `says` is where its stderr goes, as in `subprocess.run`."""
    # a mutant may crash; its exit code is enough to know
    words = ("-x", "-q", "-p", "no:faulthandler", "--rootdir=.", *words)
    return subprocess.run(
        [sys.executable, "-m", "pytest", *words, *(f"tests/attio_emulator/{one}" for one in tests)],
        cwd=PLACE / "mutants", env={**os.environ, "PYTHONPATH": f".{os.pathsep}{ROOT / 'tools'}", **environment},
        stdout=subprocess.DEVNULL, stderr=says, check=False,
    ).returncode  # fmt: skip


def try_from_the_start(name: str) -> int:
    """Import everything with the mutant active and run the tests for its folder, or all; returns pytest's exit code."""
    folder = name.split(".")[1]
    # some break the imports: they count as killed, and pytest's message does not matter
    return run_tests(tests=[folder] if folder in TESTS else TESTS, says=subprocess.DEVNULL, MUTANT_UNDER_TEST=name)


def main() -> int:
    lay_out()
    said = mutmut("run", "--max-children", "2", FIRST)
    file = PLACE / "mutants" / mutant_runs.TOLD
    if run_tests("-p", "mutant_runs") != 0 or not file.exists():
        sys.stderr.write(f"The tests of the mutants did not run; what mutmut said before:\n{said}\n")
        return 2
    told = json.loads(file.read_text("utf-8"))
    ends: dict[str, str] = told["ends"]
    again = [name for name, end in ends.items() if end in _LEFT and mutant_runs.function_of(name) in told["imported"]]
    with ThreadPoolExecutor(mutant_runs.AT_ONCE) as at_once:
        ends |= {
            name: "killed" for name, code in zip(again, at_once.map(try_from_the_start, again), strict=True) if code
        }
    left = [name for name, end in ends.items() if end in _LEFT]
    for name in left:
        change = [line for line in mutmut("show", name).splitlines() if re.match(r"[-+](?![-+])", line)]
        sys.stdout.write("\n".join([name, *change, ""]))
    share = 1 - len(left) / len(ends) if ends else 0.0
    sys.stdout.write(f"{len(ends)} mutants, {len(left)} survived: {share:.1%} killed\n")
    return int(share < WANTED)


if __name__ == "__main__":
    sys.exit(main())
