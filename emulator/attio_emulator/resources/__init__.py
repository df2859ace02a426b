"""What a workspace has besides objects and records: lists, entries, notes, tasks, comments, meetings, webhooks, tokens.

One module a resource; its state is JSON on the shelves of the core. `ROUTES` is the list of their calls. Of the modules
that are no resource, `events` and `deliveries` are the outbox of webhooks, `oauth`, `scopes` and `limits` are for the door.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from attio_emulator.resources import (
    comments,
    entries,
    lists,
    meetings,
    notes,
    recordings,
    tasks,
    webhooks,
)

if TYPE_CHECKING:
    from attio_emulator.routes import Answer, Call

__all__ = ["ROUTES"]

ROUTES: tuple[tuple[str, str, Callable[[Call], Answer]], ...] = (
    *lists.ROUTES,
    *entries.ROUTES,
    *notes.ROUTES,
    *tasks.ROUTES,
    *comments.ROUTES,
    *meetings.ROUTES,
    *recordings.ROUTES,
    *webhooks.ROUTES,
)
