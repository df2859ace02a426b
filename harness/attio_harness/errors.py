"""What the command line says when the input itself is at fault, and nothing about events that were read and then lost.

HarnessError
├── InputError      a file cannot be read or is not what it should be (exit code 2)
└── UsageError      the words of the command do not fit together (exit code 2)
"""

from __future__ import annotations

__all__ = ["HarnessError", "InputError", "UsageError"]


class HarnessError(Exception):
    """Root of this package's errors; the text is one line, written for the person who is to fix it."""


class UsageError(HarnessError):
    """The words of a command do not fit together."""


class InputError(HarnessError):
    """A file that cannot be used: which one, where in it, what was found, what was expected."""

    def __init__(self, problem: str, *, file: str, line: int | None = None, pointer: str | None = None) -> None:
        self.problem = problem
        self.file = file
        self.line = line
        self.pointer = pointer
        where = (file or "''") + (f":{line}" if line else "") + (f" at {pointer}" if pointer else "")
        super().__init__(f"{where}: {problem}")
