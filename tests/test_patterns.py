"""Regular expressions that match the same on every Python that is promised."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("destination", "emulator", "fixtures", "harness")
POSSESSIVE_GROUP = re.compile(r"(?:(?<![\\(])\)|(?<![\\}])\})[*+?]\+|(?<![\\(])\)\{+[\d,]+\}+\+")
"""`(...)*+`, or a possessive repetition of a part that an f-string inserts; `\\)*+` and `()*+` are characters."""


def test_the_search_finds_possessive_groups_alone() -> None:
    groups = (r"(?:\.\w)*+", r"(ab)++", r"(?:\$\.)?+", r"(a){2,3}+", r"(a){{2}}+", r"{_ATOM}*+")
    others = (r"[a-z]*+", r"\w++", r"\)*+", r"\}?+", r"{{2}}", r"&'()*+,;=", r"(?>(?:a)*)", r"(?:a)+\+", r"x{2}+")
    assert [one for one in (*groups, *others) if POSSESSIVE_GROUP.search(one)] == [*groups]


def test_no_group_is_repeated_possessively() -> None:
    """Before Python 3.11.5 such a group may match something else, which refused every email address there: CPython's issue 106052.

    `(?>(...)*)` means the same and is right on each.
    """
    found = [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()}"
        for package in PACKAGES
        for file in sorted((ROOT / package).rglob("*.py"))
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if not line.lstrip().startswith("#") and POSSESSIVE_GROUP.search(line)
    ]
    assert found == []
