"""How it is installed is said alike on every page, and what is taken from the repository is pinned to the release."""

from __future__ import annotations

import re
import sys
from importlib.metadata import packages_distributions, requires
from pathlib import Path

from attio_harness import __version__

from .markdown import read_page

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


_NEEDED = re.compile(r"^(?:from|import) (\w+)", re.MULTILINE)
_OF_NODE = re.compile(r"(?:from|require\()\s*'((?:@[\w-]+/)?[\w-]+)(?:/[^']*)?'")


def test_a_page_says_how_to_install_what_its_code_imports() -> None:
    brought = {re.split(r"[^\w-]", one)[0].lower() for one in requires("attio-harness") or [] if "extra ==" not in one}
    distributions = packages_distributions()
    ours = {"attio_destination", "attio_emulator", "attio_harness", "segment_actions", "segment_events"}
    found = set()
    for path in PAGES:
        if path.suffix != ".md":
            continue
        page, blocks = path.read_text(), read_page(path).blocks
        here = {Path(block.file).stem for block in blocks if block.file}
        for block in blocks:
            if block.language == "python":
                modules = set(_NEEDED.findall(block.text)) - sys.stdlib_module_names - ours - here
                names = {name for module in modules for name in distributions.get(module, [module])}
                wanted = [("pip install", name) for name in names - brought]
            elif block.language == "js":
                wanted = [("npm install", name) for name in _OF_NODE.findall(block.text)]
            else:
                continue
            for how, name in wanted:
                found.add(name)
                assert re.search(rf"{how} [^`\n]*{name}\b", page), f"{path.name} does not say: {how} {name}"
    assert {"syrupy", "segment-analytics-python", "attio", "attio-ts-sdk", "@segment/actions-core"} <= found
