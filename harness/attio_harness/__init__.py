"""What will my Segment events do to my Attio workspace? `check` and `vary` answer in Python what the command line answers
in a shell.

Importing this package is cheap; what runs a check is loaded when `check` is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from attio_harness.compare.assumptions import vary
    from attio_harness.errors import HarnessError, InputError, UsageError
    from attio_harness.rejection import Rejection
    from attio_harness.report import Report
    from attio_harness.run.api import check
    from attio_harness.version import __version__

__all__ = ["HarnessError", "InputError", "Rejection", "Report", "UsageError", "__version__", "check", "vary"]

_HOMES = {
    "__version__": "version",
    "check": "run.api",
    "vary": "compare.assumptions",
    "HarnessError": "errors",
    "InputError": "errors",
    "UsageError": "errors",
    "Rejection": "rejection",
    "Report": "report",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
