"""The site is built without a warning, asks nobody else for anything, and every page of docs/ is on it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

pytest.importorskip("mkdocs", reason="what the site is made with is not there: pip install -e '.[docs]'")

ROOT = Path(__file__).parents[2]
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


def test_the_site_is_whole_and_needs_nobody(tmp_path: Path) -> None:
    """One test, so that the site is built once, whichever process runs it."""
    site = built(tmp_path / "site")
    every_page_of_the_documentation_is_on_it(site)
    nothing_on_a_page_is_loaded_from_elsewhere(site)
    the_search_needs_no_server(site)


def built(folder: Path) -> Path:
    """The site in `folder`; a warning fails."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONWARNINGS": "default"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return folder


def every_page_of_the_documentation_is_on_it(site: Path) -> None:
    pages = {file.relative_to(ROOT / "docs").with_suffix(".html") for file in (ROOT / "docs").rglob("*.md")}
    built = {file.relative_to(site) for file in site.rglob("*.html")}
    assert built - pages == {Path("404.html")}
    assert pages - built == set()


def nothing_on_a_page_is_loaded_from_elsewhere(site: Path) -> None:
    foreign = [
        f"{file.relative_to(site)}: {found}"
        for file in site.rglob("*.html")
        for found in _Loaded(file.read_text("utf-8")).found
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


class _Loaded(HTMLParser):
    """What a page loads: addresses of scripts, styles, pictures and frames."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in LOADED and given.get("rel") != "canonical":
            self.found.append(given.get(LOADED[tag]) or "")


def the_search_needs_no_server(site: Path) -> None:
    index = (site / "search" / "search_index.js").read_text("utf-8")
    assert index.startswith("var __index = {")
    assert '"location":"walkthrough.html' in index
    assert (site / "assets" / "iframe-worker.js").exists()
