"""Which version of this tool makes a report. Knows no report."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version

__all__ = ["tool_version"]


@cache
def tool_version() -> str:
    """The version that is installed; empty where the package is not."""
    try:
        return version("attio-harness")
    except PackageNotFoundError:
        return ""
