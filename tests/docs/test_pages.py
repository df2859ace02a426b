"""Every command and every Python block of the documentation does what its page says; every other block can be read."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import pytest

from .markdown import Page, read_page
from .reader import DONE_BY, ROOT, Reader

DOCS = ROOT / "docs"
PAGES = {str(path.relative_to(DOCS)): read_page(path) for path in sorted(DOCS.rglob("*.md"))}

ELSEWHERE = {
    "lint.md": "attio_harness/lint/test_documentation.py",
    "losses.md": "attio_harness/test_loss_cases.py",
    "verify.md": "attio_harness/verify/test_page.py",
}
"""Pages whose blocks another test runs: two that are made of examples, one whose workspace is to stand in for Attio."""

NOT_RUN = {
    "clients.md": 2,
    "install.md": 2,
    "playground.md": 1,
    "pull_requests.md": 4,
    "reference/emulator.md": 3,
    "scale.md": 1,
    "start.md": 3,
    "typescript.md": 3,
    "walkthrough.md": 3,
}
"""How many blocks of a page are shown and not run; each says why before it."""

RUN = {name: page for name, page in PAGES.items() if name not in ELSEWHERE and page.blocks}


@pytest.mark.parametrize("page", RUN.values(), ids=RUN)
def test_every_block_does_what_the_page_says(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    needed = [*page.setting.get("links", {}).values(), *page.setting.get("needs", [])]
    missing = [one for one in needed if not (ROOT / one).exists()]
    # any other file is of the repository, and a page that names one that is not there is wrong
    assert all("node_modules" in one for one in missing), missing
    if missing:
        pytest.skip(f"{missing[0]} is not there: it comes with node")
    with ExitStack() as stack:
        Reader(page, capsys, stack).follow()


def test_what_is_shown_and_not_run_says_why() -> None:
    silent = [
        f"{name}:{block.line}"
        for name, page in RUN.items()
        for block in page.blocks
        if block.language not in DONE_BY and not (block.file or block.changes or block.not_run)
    ]
    assert silent == []
    counted = Counter(name for name, page in RUN.items() for block in page.blocks if block.not_run)
    assert counted == NOT_RUN


def test_pages_that_are_run_elsewhere_are_named_there() -> None:
    for page, test in ELSEWHERE.items():
        assert page in PAGES
        assert (ROOT / "tests" / test).exists()


def test_every_link_of_the_documentation_leads_somewhere() -> None:
    for path in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.rglob("*.md")]:
        for target, anchor in re.findall(r"\]\(([^)#:\s]*)(?:#([^)]*))?\)", path.read_text("utf-8")):
            file = path.parent / target if target else path
            assert file.exists(), f"{path.name} links to {target}"
            assert not anchor or anchor in _anchors(file), f"{path.name} links to {target}#{anchor}"


def test_every_page_is_linked_from_another() -> None:
    linked = {
        (path.parent / target).resolve()
        for path in DOCS.rglob("*.md")
        for target in re.findall(r"\]\(([^)#:\s]+\.md)", path.read_text("utf-8"))
        if (path.parent / target).resolve() != path
    }
    assert [str(path.relative_to(DOCS)) for path in sorted(DOCS.rglob("*.md")) if path not in linked] == ["index.md"]


def _anchors(page: Path) -> set[str]:
    """The headings of a page, as GitHub and the site name them."""
    heads = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head).strip().lower().replace(" ", "-") for head in heads}
