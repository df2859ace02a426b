"""How it is installed is said alike on every page, and what is taken from the repository is pinned to the release."""

from __future__ import annotations

import re
from pathlib import Path

from attio_harness import __version__

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "docs").rglob("*.yml")]
TEMPLATES = [*(ROOT / "harness/attio_harness/starter/templates").glob("*.yml")]


def test_what_is_taken_from_the_repository_is_the_release() -> None:
    found = [
        (path.name, said)
        for path in (*PAGES, *TEMPLATES)
        for said in re.findall(r"(?:OWNER/attio-harness@|^ *rev: v?)(\S+)", path.read_text(), re.MULTILINE)
    ]
    assert len(found) >= 5
    assert {said.removeprefix("v") for _, said in found} == {__version__}


def test_a_page_that_runs_pytest_brings_it() -> None:
    for name in ("start.md", "pytest.md", "install.md", "python.md"):
        assert "pip install attio-harness pytest" in (ROOT / "docs" / name).read_text()


def test_extras_are_those_of_the_package_and_not_of_a_checkout() -> None:
    checkout = [
        (path.name, line)
        for path in PAGES
        for line in path.read_text().splitlines()
        if re.search(r"install '?\.", line)
    ]
    # as the other way, beside the one of the package
    assert {name for name, _ in checkout} <= {"README.md", "install.md"}
    assert all("checkout" in line for _, line in checkout)
