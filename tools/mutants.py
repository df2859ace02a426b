"""Mutation testing of what decides whether a value is taken, a record found and a filter met: `make mutants`.

mutmut changes one thing at a time (a comparison, a constant, an argument) and runs the tests that come by; a mutant that no test
notices is a survivor. It wants one package beside its tests, so both are copied to build/mutants first. Tables are made when their
module is imported, which a process that mutmut forks has behind it: survivors are tried once more in a process of their own.
Prints the share that was killed and each survivor; ends with 1 below 90 %.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PLACE = ROOT / "build" / "mutants"
WANTED = 0.9

CHANGED = (
    "types/*.py", "query/filters.py", "query/candidates.py", "query/paths.py", "query/refusals.py", "query/sorts.py",
    "indexes.py", "writer.py", "addresses.py", "links.py", "drafts.py",
)  # fmt: skip
"""Value types, filters and matching, below emulator/attio_emulator."""

TESTS = (
    "types", "query", "test_indexes.py", "test_assert.py", "test_given.py", "test_refusals_of_an_assertion.py",
    "test_writer.py", "test_batches.py", "test_existing.py", "test_decided.py", "resources", "test_addresses.py", "test_links.py", "test_required_references.py", "test_attribute_twice.py",
)  # fmt: skip
"""Below tests/attio_emulator: quick ones, without those that draw thousands of cases."""

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
    """The package, its tests, and the files that the tests read."""
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


def is_killed_from_the_start(name: str) -> bool:
    """Whether the tests fail in a process that has the mutant from its first import on."""
    words = ["-x", "-q", "--rootdir=.", *(f"tests/attio_emulator/{one}" for one in TESTS)]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words],
        cwd=PLACE / "mutants", env={**os.environ, "PYTHONPATH": ".", "MUTANT_UNDER_TEST": name},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    return done.returncode != 0


def main() -> int:
    lay_out()
    mutmut("run", "--max-children", "2")
    found = dict(re.findall(r"^\s+(\S+): (.+)$", mutmut("results", "--all", "true"), re.MULTILINE))
    survivors = [name for name, end in found.items() if end in ("survived", "no tests", "suspicious")]
    left = [name for name in survivors if not is_killed_from_the_start(name)]
    for name in left:
        change = [line for line in mutmut("show", name).splitlines() if re.match(r"[-+](?![-+])", line)]
        sys.stdout.write("\n".join([name, *change, ""]))
    share = 1 - len(left) / len(found) if found else 0.0
    sys.stdout.write(f"{len(found)} mutants, {len(left)} survived: {share:.1%} killed\n")
    return int(share < WANTED)


if __name__ == "__main__":
    sys.exit(main())
