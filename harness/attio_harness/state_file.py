"""The file that a state is saved to. What is in a state, and how one is read, stands elsewhere."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path

from attio_harness.errors import InputError

__all__ = ["save_state"]


def save_state(pieces: Iterable[bytes], file: str) -> None:
    """Write a state beside its place, then rename it, which is one step: a reader sees the old one or the new one.

    It holds what people are called by, so only its owner may read it.

    Raises:
        InputError: it cannot be written; what stood there before is still there.
    """
    # a link stays one, and a device or a pipe is written to, never replaced
    path = Path(file).resolve()
    if path.exists() and not path.is_file():
        _into(pieces, path, file)
        return
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(beside, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as out:
            out.writelines(pieces)
        beside.replace(path)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror or error}", file=file) from None
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def _into(pieces: Iterable[bytes], path: Path, file: str) -> None:
    try:
        with open(path, "wb") as out:
            out.writelines(pieces)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror or error}", file=file) from None
