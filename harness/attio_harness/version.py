"""The version of this package, in its one place, and the line that `--version` prints. Imports next to nothing: `--version` needs no
typer, and `importlib.metadata` would cost 0.05 s.
"""

import sys

__all__ = ["__version__", "version_line"]

__version__ = "1.0.0rc1"


def version_line() -> str:
    """`attio-harness 1.0.0 (Python 3.11.7, linux)` with a line break."""
    return f"attio-harness {__version__} (Python {sys.version.split()[0]}, {sys.platform})\n"
