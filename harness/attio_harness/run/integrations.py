"""The names of the destination in an event's `integrations`, and similar names that do not count.

`filters` decides whether an event is kept from the destination.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attio_harness.text.alike import alike, words_of
from attio_harness.text.remembered import remembered

__all__ = ["INTEGRATION_NAMES", "misnamed"]

INTEGRATION_NAMES = ("Attio (Actions)", "Actions Attio")
"""The names of the destination in an event's `integrations`."""


def misnamed(event: Mapping[str, Any]) -> str | None:
    """A name that was probably meant as the destination's, if the event does not have the right one; names are case-sensitive."""
    named = event.get("integrations")
    if not named or not isinstance(named, Mapping) or any(name in named for name in INTEGRATION_NAMES):
        return None
    return next((name for name in named if _is_meant(name)), None)


@remembered(answers=1_000, longest=200, length=str.__len__)  # asked of every event, and there are few names
def _is_meant(name: str) -> bool:
    return "attio" in words_of(name) or any(alike(name, one) for one in ("Attio", *INTEGRATION_NAMES))
