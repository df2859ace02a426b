"""Errors about a workspace file's text, before its meaning is known."""

from __future__ import annotations

from attio_emulator.errors import Problem, WorkspaceError

__all__ = ["RepeatedKey", "unreadable"]


class RepeatedKey(Exception):
    """A mapping has a key more than once; `places` finds which one and where."""


def unreadable(
    file: str, found: str, expected: str, *, line: int | None = None, column: int | None = None
) -> WorkspaceError:
    """The error of a file that cannot be read."""
    return WorkspaceError(file, [Problem(pointer="", found=found, expected=expected, line=line, column=column)])
