"""All scopes, their names in refusals, and groups of scopes that several calls need. `routes` says which call needs which."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = [
    "AREAS",
    "GRANTED",
    "READ_ACTIVITIES",
    "READ_CALLS",
    "READ_ENTRIES",
    "READ_FILES",
    "READ_RECORDS",
    "READ_TASKS",
    "WRITE_ACTIVITIES",
    "WRITE_CALLS",
    "WRITE_ENTRIES",
    "WRITE_FILES",
    "WRITE_RECORDS",
    "WRITE_TASKS",
    "known_scopes",
    "words_of",
]

AREAS: Mapping[str, str] = {
    "user_management": "User Management",
    "record_permission": "Records",
    "object_configuration": "Object Configuration",
    "list_entry": "List Entries",
    "list_configuration": "List Configuration",
    "public_collection": "Public Collections",
    "private_collection": "Private Collections",
    "comment": "Comments",
    "task": "Tasks",
    "note": "Notes",
    "meeting": "Meetings",
    "call_recording": "Call Recordings",
    "webhook": "Webhooks",
    "view": "Views",
    "file": "Files",
    "scim_management": "SCIM Management",
    "activity_configuration": "Activity Configuration",
    "activity_record": "Activity Records",
    "email": "Emails",
    "sequence_unsubscribe": "Sequence Unsubscribes",
}
"""Areas of scopes and their names in refusals. Records was observed, the other names are assumed."""

GRANTED = (
    "call_recording:read-write",
    "comment:read-write",
    "file:read-write",
    "list_configuration:read-write",
    "list_entry:read-write",
    "meeting:read-write",
    "note:read-write",
    "object_configuration:read-write",
    "record_permission:read-write",
    "task:read-write",
    "user_management:read-write",
    "webhook:read-write",
)
"""The scopes of an unrestricted key, in the order of /v2/self (recorded, 16 May 2026)."""

_LEVELS: Mapping[str, tuple[str, ...]] = {"email": ("read",)}
"""Areas with a single level (OpenAPI)."""

READ_RECORDS = ("record_permission:read", "object_configuration:read")
WRITE_RECORDS = ("record_permission:read-write", "object_configuration:read")
READ_ACTIVITIES = ("activity_record:read", "activity_configuration:read", *reversed(READ_RECORDS))
WRITE_ACTIVITIES = ("activity_record:read-write", *READ_ACTIVITIES[1:])
READ_ENTRIES = ("list_entry:read", "list_configuration:read")
WRITE_ENTRIES = ("list_entry:read-write", "list_configuration:read")
READ_TASKS = ("task:read", *reversed(READ_RECORDS), "user_management:read")
WRITE_TASKS = ("task:read-write", *reversed(READ_RECORDS), "user_management:read")
READ_FILES = ("file:read", "object_configuration:read", "record_permission:read")
WRITE_FILES = ("file:read-write", "object_configuration:read", "record_permission:read")
READ_CALLS = ("meeting:read", "call_recording:read")
WRITE_CALLS = ("meeting:read", "call_recording:read-write")


def known_scopes() -> tuple[str, ...]:
    """All scopes."""
    return tuple(f"{area}:{level}" for area in AREAS for level in _LEVELS.get(area, ("read", "read-write")))


def words_of(scope: str) -> str:
    area, _, level = scope.partition(":")
    access = "Read-Write" if level == "read-write" else "Read"
    return f"{access} access to the {AREAS.get(area, area)} scope"
