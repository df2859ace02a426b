"""`fidelity`: the table of what the emulator does as Attio does it, and how that is known."""

from __future__ import annotations

from segment_conformance.fidelity import render_fidelity

from attio_harness.cli.options import Out
from attio_harness.cli.output import FINE, write

__all__ = ["fidelity"]


def fidelity(output: Out = None) -> int:
    """Exit code 0 always."""
    write(render_fidelity(), output)
    return FINE
