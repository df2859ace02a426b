"""The earlier event that would have written a record, in words: where it is, and whether it waits or was lost. Masks nothing."""

from __future__ import annotations

from attio_harness.codes import in_words
from attio_harness.formats.locations import place_of
from attio_harness.rejection import Lost, Rejection, Waits

__all__ = ["place_of_earlier", "said_of"]


def said_of(one: Waits | Lost) -> str:
    """`the event at events.ndjson:3 would have written it, but was lost: users.plan by Identify User (Attio does not know this
    name)`."""
    at = f"the event at {place_of(one.event)}"
    if isinstance(one, Waits):
        return f"{at} would write it, but {one}, at {one.until}"
    first = one.first
    by = "" if first is one else f" because of the one at {place_of(first.event)}"
    told = f"{first.where} by {first.subscription} ({in_words(first.code)})"
    return f"{at} would have written it, but was lost{by}: {told}"


def place_of_earlier(loss: Rejection) -> str:
    """The place of the event to look at before this lost one; empty if there is none."""
    one = next((need.earlier for need in loss.needs if need.earlier is not None), None)
    return "" if one is None else place_of(one.first.event if isinstance(one, Lost) else one.event)
