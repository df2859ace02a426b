"""How close this engine and emulator are to the real Segment and Attio: `attio-harness fidelity` and `docs/fidelity.md`.

The rows about Attio come from `attio_emulator.fidelity`, those about Segment's platform from the harness; each lists the tests
that say they cover it. The numbers about Segment's packages are counted. No part of the page is written by hand.
"""

from __future__ import annotations

from segment_conformance.fidelity.page import main, render_fidelity, render_page

__all__ = ["main", "render_fidelity", "render_page"]
