"""Names of files as words of a shell command that a message proposes. Proposes none itself."""

from __future__ import annotations

import shlex

__all__ = ["as_word", "no_option"]


def no_option(name: str) -> str:
    """A file, a folder or a place in one by a name that no program takes for an option: `./-a.json`; `-` stays standard input."""
    return f"./{name}" if name.startswith("-") and name != "-" else name


def as_word(name: str) -> str:
    """The same, quoted for a shell."""
    return shlex.quote(no_option(name))
