"""What is raised of a workspace file's text, before anything is known of its meaning."""

from __future__ import annotations

from attio_emulator.errors import Problem, WorkspaceError

__all__ = ["RepeatedKey", "unreadable"]


class RepeatedKey(Exception):
    """A mapping has a key more than once; which and where is told by the nodes of the text."""


def unreadable(
    file: str, found: str, expected: str, *, line: int | None = None, column: int | None = None
) -> WorkspaceError:
    """The error of a file that cannot be read."""
    return WorkspaceError(file, [Problem(pointer="", found=found, expected=expected, line=line, column=column)])
