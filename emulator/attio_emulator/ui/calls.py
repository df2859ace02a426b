"""The calls of the page under `/_emulator/ui`, as a table; each reads and answers JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attio_emulator.ui.documents import lists, notes, tasks, webhooks
from attio_emulator.ui.records import moments, record, records
from attio_emulator.ui.schema import about, object_, objects
from attio_emulator.ui.traffic import news, queue, rejection_rows, request, requests

__all__ = ["UI_CALLS"]

UI_CALLS: Mapping[tuple[str, str], Callable[..., Any]] = {
    ("GET", "/_emulator/ui/about"): about,
    ("GET", "/_emulator/ui/news"): news,
    ("GET", "/_emulator/ui/objects"): objects,
    ("GET", "/_emulator/ui/objects/{object}"): object_,
    ("GET", "/_emulator/ui/objects/{object}/moments"): moments,
    ("GET", "/_emulator/ui/objects/{object}/records"): records,
    ("GET", "/_emulator/ui/objects/{object}/records/{record}"): record,
    ("GET", "/_emulator/ui/lists"): lists,
    ("GET", "/_emulator/ui/notes"): notes,
    ("GET", "/_emulator/ui/tasks"): tasks,
    ("GET", "/_emulator/ui/requests"): requests,
    ("GET", "/_emulator/ui/requests/{request}"): request,
    ("GET", "/_emulator/ui/rejections"): rejection_rows,
    ("GET", "/_emulator/ui/queue"): queue,
    ("GET", "/_emulator/ui/webhooks"): webhooks,
}
"""Method and path -> function of the emulator, the request, and the path segments in braces."""
