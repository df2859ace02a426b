"""Programs of this project as somebody starts them, in processes of their own: their address is on the first line they write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.started.processes import Started

__all__ = ["started"]

_ANNOUNCED = "listening on "


@contextmanager
def started(*words: str, folder: Path) -> Iterator[str]:
    """The address of `attio-harness WORDS`, which runs in that folder until the block ends.

    Raises:
        RuntimeError: it ended, or said something else first.
    """
    process = Started(*words, cwd=folder)
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        line = process.stdout.readline().decode()
        if not line.startswith(_ANNOUNCED):
            process.terminate()
            raise RuntimeError(f"{' '.join(words)} said {line!r} and {process.stderr.read()!r}")
        yield line.removeprefix(_ANNOUNCED).split()[0]
    finally:
        process.terminate()
        process.wait(60)
        process.stdout.close()
        process.stderr.close()
