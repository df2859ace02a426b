"""How close both sides are to the real ones: `attio-harness fidelity`, and `docs/fidelity.md`.

The rows of the Attio side are `attio_emulator.fidelity`, those of Segment's platform are handed in by the harness, each with the
tests that say they cover it; the numbers of the Segment side are counted. Nothing of the page is written by hand.
"""

from __future__ import annotations

from segment_conformance.fidelity.page import main, render_fidelity, render_page

__all__ = ["main", "render_fidelity", "render_page"]
