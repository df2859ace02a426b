"""What can be wrong with what a conformance run is given: recordings that cannot be read, packages that cannot be asked.

A difference between the two engines is never an error. Raised here, shown by whoever runs the cases:

ConformanceError
├── RecordingError      a line is no recorded case
└── PackagesError       Segment's packages are not there, or their process ended
"""

from __future__ import annotations

__all__ = ["ConformanceError", "PackagesError", "RecordingError"]


class ConformanceError(Exception):
    """Root of this package's errors: the file, folder or command at fault, what is wrong with it, and the line where known."""

    def __init__(self, problem: str, *, source: str, line: int | None = None) -> None:
        self.problem = problem
        self.source = source
        self.line = line
        super().__init__(f"{source}{f':{line}' if line else ''}: {problem}")


class RecordingError(ConformanceError):
    """A line of a file of recordings is no recorded case."""


class PackagesError(ConformanceError):
    """Segment's packages cannot answer."""
