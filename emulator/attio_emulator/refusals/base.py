"""The three refusals that most others are built from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attio_emulator.errors import AttioError

__all__ = ["invalid", "not_found", "value_not_found"]


def not_found(message: str, **details: Any) -> AttioError:
    return AttioError(404, "not_found", message, **details)


def value_not_found(message: str, found: Any) -> AttioError:
    return AttioError(400, "value_not_found", message, found=found)


def invalid(message: str, pointer: str = "", *, path: Sequence[Any] = ()) -> AttioError:
    """400 validation_type with its own message; if there is a `path`, a row repeats it."""
    rows = [{"code": "invalid", "path": list(path), "message": message}] if path else None
    return AttioError(400, "validation_type", message, validation_errors=rows, pointer=pointer)
