"""Single and batch delivery as SARIF: a run for each, with its losses. Leaves out their differences, which have no place in a file."""

from __future__ import annotations

from attio_harness.compare.modes import Both
from attio_harness.formats.sarif import render_sarif
from attio_harness.formats.sarif_parts import together

__all__ = ["render_both"]


def render_both(both: Both, *, show_values: bool = False) -> str:
    """Indented JSON that ends with one line break."""
    return together(
        {f"check/{one.mode}": render_sarif(one, show_values=show_values) for one in (both.single, both.batch)}
    )
