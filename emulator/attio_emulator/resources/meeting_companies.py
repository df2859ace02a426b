"""The companies of a meeting's participants: Attio links them by itself, some time after the meeting was created.

Documented: that it happens, and after the response. Assumed: that it takes a second, and only happens if new people get
companies at all (`person.company_from_email`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attio_emulator.state import Core, documents

__all__ = ["AFTER", "WAITING", "apply_due", "meeting_made"]

AFTER = 1000
"""Milliseconds from a meeting's creation to the links to companies."""

WAITING = "meeting_companies"
"""The documents of meetings whose companies are still to be linked: meeting ID -> due time, in milliseconds."""


def meeting_made(core: Core, meeting_id: str, at: int) -> None:
    """Note that a meeting was created, if the switch is on."""
    if core.assumptions["person.company_from_email"] == "deferred":
        documents(core, WAITING)[meeting_id] = at + AFTER


def apply_due(core: Core, at: int, *, everything: bool) -> bool:
    """Link the companies of the meetings that are due, or of all that wait. Returns whether there were any."""
    waiting = core.documents.get(WAITING, {})
    due = [meeting_id for meeting_id, when in waiting.items() if everything or when <= at]
    for meeting_id in due:
        del waiting[meeting_id]
        row = documents(core, "meetings").get(meeting_id)
        if row is not None:
            linked = [list(one) for one in row["linked_records"]]
            row["linked_records"] = linked + [pair for pair in _companies(core, row) if pair not in linked]
    return bool(due)


def _companies(core: Core, row: Mapping[str, Any]) -> Iterator[list[str]]:
    """[object ID, record ID] of the company of each participant who is a person with one, without repetition."""
    companies = core.workspace.objects["companies"].id
    people = (core.store.lookup("people", "email_addresses", one["email_address"]) for one in row["participants"])
    persons = (core.store.get("people", record_id) for record_id in people if record_id is not None)
    found = [value.data[1] for person in persons if person is not None for value in person.active("company")]
    yield from ([companies, record_id] for record_id in dict.fromkeys(found))
