"""The site is built without a warning, asks nobody else for anything, and every page of docs/ is on it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from html5lib import parse

pytest.importorskip("mkdocs", reason="what the site is made with is not there: pip install -e '.[docs]'")

ROOT = Path(__file__).parents[2]
NAMESPACE = "{http://www.w3.org/1999/xhtml}"
LOADED = {
    "script": "src",
    "link": "href",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "object": "data",
}
"""Elements that bring something into a page, with the attribute that says what."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site; a warning fails."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONWARNINGS": "default"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return folder


def test_every_page_of_the_documentation_is_on_it(site: Path) -> None:
    pages = {file.relative_to(ROOT / "docs").with_suffix(".html") for file in (ROOT / "docs").rglob("*.md")}
    built = {file.relative_to(site) for file in site.rglob("*.html")}
    assert built - pages == {Path("404.html")}
    assert pages - built == set()


def test_nothing_on_a_page_is_loaded_from_elsewhere(site: Path) -> None:
    foreign = [
        f"{file.relative_to(site)}: {found}"
        for file in site.rglob("*.html")
        for found in _loaded(file.read_text("utf-8"))
        if re.match(r"(?:[a-z]+:)?//", found)
    ]
    foreign += [
        f"{file.relative_to(site)}: {found}"
        for file in site.rglob("*.css")
        for found in re.findall(
            r"url\(['\"]?((?:https?:)?//[^)'\"]+)|@import\s+['\"]([^'\"]+)", file.read_text("utf-8")
        )
    ]
    assert foreign == []


def _loaded(html: str) -> list[str]:
    """What a page loads: addresses of scripts, styles, pictures and frames."""
    elements = parse(html).iter()
    found = ((element.tag.removeprefix(NAMESPACE), element) for element in elements if isinstance(element.tag, str))
    return [
        element.get(LOADED[tag], "") for tag, element in found if tag in LOADED if element.get("rel") != "canonical"
    ]


def test_the_search_needs_no_server(site: Path) -> None:
    index = (site / "search" / "search_index.js").read_text("utf-8")
    assert index.startswith("var __index = {")
    assert '"location":"walkthrough.html' in index
    assert (site / "assets" / "iframe-worker.js").exists()
