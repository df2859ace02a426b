"""The pictures of the documentation: each is taken by a script, light and dark, and stands on a page."""

from __future__ import annotations

import re

from pictures import PICTURES

from .reader import ROOT

_PAGES = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
_SHOWN = re.compile(r"""(?:\]\(|srcset="|src=")([^)"\s]+\.webp)""")


def test_what_is_taken_is_there_and_shown() -> None:
    taken = {f"{name}{colours}.webp" for name in PICTURES for colours in ("", "-dark")}
    shown = {(page.parent / file).resolve() for page in _PAGES for file in _SHOWN.findall(page.read_text("utf-8"))}
    there = set((ROOT / "docs/assets").glob("*.webp"))
    assert {one.name for one in there} == taken
    assert shown == there


def test_pictures_are_small() -> None:
    assert {one.name: one.stat().st_size for one in (ROOT / "docs/assets").glob("*.webp") if one.stat().st_size > 120_000} == {}  # fmt: skip
