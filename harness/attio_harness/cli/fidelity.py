"""`fidelity`: prints the table of what behaves like Attio and Segment's platform, and how that is known.

`python -m attio_harness.cli.fidelity` in a checkout regenerates the page of the documentation.
"""

from __future__ import annotations

from attio_emulator.fidelity import Behaviour
from segment_conformance.fidelity import main, render_fidelity

from attio_harness.assumptions import ASSUMPTIONS
from attio_harness.cli.options import Out
from attio_harness.cli.output import FINE, write

__all__ = ["PLATFORM", "fidelity"]

PLATFORM = tuple(
    Behaviour(id=one.id, tag="assumed", statement=one.in_full, source=one.source) for one in ASSUMPTIONS.values()
)
"""The rows about Segment's platform."""


def fidelity(output: Out = None) -> int:
    """Always exit code 0."""
    write(render_fidelity(PLATFORM), output)
    return FINE


if __name__ == "__main__":
    main(PLATFORM)
