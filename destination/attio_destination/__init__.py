"""Segment's "Attio (Actions)" destination: three actions, their presets, and where each attribute in a request came from.

Source: observation of the published package (action-destinations 3.497.0) and its user documentation.
"""

from __future__ import annotations

from attio_destination.actions import destination
from attio_destination.asserts import origin
from attio_destination.presets import PRESETS

__all__ = ["PRESETS", "destination", "origin"]
