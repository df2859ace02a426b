"""The errors of a conformance run: recordings it cannot read, packages it cannot ask.

A difference between the two engines is not an error. This package raises these errors; its caller shows them:

ConformanceError
├── RecordingError      a line is not a recorded case
└── PackagesError       Segment's packages are not installed, or their process ended
"""

from __future__ import annotations

__all__ = ["ConformanceError", "PackagesError", "RecordingError"]


class ConformanceError(Exception):
    """Base class: the file, folder or command at fault, what is wrong with it, and the line if known."""

    def __init__(self, problem: str, *, source: str, line: int | None = None) -> None:
        self.problem = problem
        self.source = source
        self.line = line
        super().__init__(f"{source}{f':{line}' if line else ''}: {problem}")


class RecordingError(ConformanceError):
    """A line of a file of recordings is not a recorded case."""


class PackagesError(ConformanceError):
    """Segment's packages cannot answer."""
