"""Which scopes each call needs, as Attio documents them per operation, and whether a token has them.

Tokens are rows of the shelf `tokens`; a token that is not there is not judged here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from attio_emulator import refusals
from attio_emulator.errors import AttioError

if TYPE_CHECKING:
    from attio_emulator.state import Core

__all__ = ["AREAS", "SCOPES", "allowed", "known_scopes", "needed"]

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
    "file": "Files",
    "scim_management": "SCIM Management",
}
"""The areas of scopes and what refusals call them: Records was observed, the other names are assumed."""

_RECORDS = ("record_permission:read", "object_configuration:read")
_WRITE_RECORDS = ("record_permission:read-write", "object_configuration:read")
_ENTRIES = ("list_entry:read", "list_configuration:read")
_WRITE_ENTRIES = ("list_entry:read-write", "list_configuration:read")
_TASKS = ("task:read", *reversed(_RECORDS), "user_management:read")
_WRITE_TASKS = ("task:read-write", *reversed(_RECORDS), "user_management:read")
_CALLS = ("meeting:read", "call_recording:read")
_WRITE_CALLS = ("meeting:read", "call_recording:read-write")

SCOPES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("GET", "/v2/objects"): ("object_configuration:read",),
    ("POST", "/v2/objects"): ("object_configuration:read-write",),
    ("GET", "/v2/objects/{}"): ("object_configuration:read",),
    ("PATCH", "/v2/objects/{}"): ("object_configuration:read-write",),
    ("GET", "/v2/objects/{}/attributes"): ("object_configuration:read",),
    ("POST", "/v2/objects/{}/attributes"): ("object_configuration:read-write",),
    ("GET", "/v2/objects/{}/attributes/{}"): ("object_configuration:read",),
    ("PATCH", "/v2/objects/{}/attributes/{}"): ("object_configuration:read-write",),
    ("GET", "/v2/objects/{}/attributes/{}/options"): ("object_configuration:read",),
    ("POST", "/v2/objects/{}/attributes/{}/options"): ("object_configuration:read-write",),
    ("PATCH", "/v2/objects/{}/attributes/{}/options/{}"): ("object_configuration:read-write",),
    ("GET", "/v2/objects/{}/attributes/{}/statuses"): ("object_configuration:read",),
    ("POST", "/v2/objects/{}/attributes/{}/statuses"): ("object_configuration:read-write",),
    ("PATCH", "/v2/objects/{}/attributes/{}/statuses/{}"): ("object_configuration:read-write",),
    ("GET", "/v2/lists/{}/attributes"): ("object_configuration:read",),
    ("POST", "/v2/lists/{}/attributes"): ("list_configuration:read-write",),
    ("GET", "/v2/lists/{}/attributes/{}"): ("object_configuration:read",),
    ("PATCH", "/v2/lists/{}/attributes/{}"): ("object_configuration:read-write",),
    ("GET", "/v2/lists/{}/attributes/{}/options"): ("object_configuration:read",),
    ("POST", "/v2/lists/{}/attributes/{}/options"): ("object_configuration:read-write",),
    ("PATCH", "/v2/lists/{}/attributes/{}/options/{}"): ("object_configuration:read-write",),
    ("GET", "/v2/lists/{}/attributes/{}/statuses"): ("object_configuration:read",),
    ("POST", "/v2/lists/{}/attributes/{}/statuses"): ("object_configuration:read-write",),
    ("PATCH", "/v2/lists/{}/attributes/{}/statuses/{}"): ("object_configuration:read-write",),
    ("POST", "/v2/objects/{}/records/query"): _RECORDS,
    ("POST", "/v2/objects/{}/records"): _WRITE_RECORDS,
    ("PUT", "/v2/objects/{}/records"): _WRITE_RECORDS,
    ("PUT", "/v2/objects/{}/records/simple"): _WRITE_RECORDS,
    ("PUT", "/v2/batch/records"): _WRITE_RECORDS,
    ("GET", "/v2/objects/{}/records/{}"): _RECORDS,
    ("PATCH", "/v2/objects/{}/records/{}"): _WRITE_RECORDS,
    ("PUT", "/v2/objects/{}/records/{}"): _WRITE_RECORDS,
    ("DELETE", "/v2/objects/{}/records/{}"): tuple(reversed(_WRITE_RECORDS)),
    ("GET", "/v2/objects/{}/records/{}/attributes/{}/values"): _RECORDS,
    ("GET", "/v2/objects/{}/records/{}/entries"): (*_RECORDS, "list_entry:read"),
    ("POST", "/v2/objects/records/search"): _RECORDS,
    ("GET", "/v2/lists"): ("list_configuration:read",),
    ("POST", "/v2/lists"): ("list_configuration:read-write",),
    ("GET", "/v2/lists/{}"): ("list_configuration:read",),
    ("PATCH", "/v2/lists/{}"): ("list_configuration:read-write",),
    ("POST", "/v2/lists/{}/entries/query"): _ENTRIES,
    ("POST", "/v2/lists/{}/entries"): _WRITE_ENTRIES,
    ("PUT", "/v2/lists/{}/entries"): _WRITE_ENTRIES,
    ("GET", "/v2/lists/{}/entries/{}"): _ENTRIES,
    ("PATCH", "/v2/lists/{}/entries/{}"): _WRITE_ENTRIES,
    ("PUT", "/v2/lists/{}/entries/{}"): _WRITE_ENTRIES,
    ("DELETE", "/v2/lists/{}/entries/{}"): _WRITE_ENTRIES,
    ("GET", "/v2/lists/{}/entries/{}/attributes/{}/values"): _ENTRIES,
    ("GET", "/v2/workspace_members"): ("user_management:read",),
    ("GET", "/v2/workspace_members/{}"): ("user_management:read",),
    ("GET", "/v2/notes"): ("note:read", *reversed(_RECORDS)),
    ("POST", "/v2/notes"): ("note:read-write", *reversed(_RECORDS)),
    ("GET", "/v2/notes/{}"): ("note:read", *reversed(_RECORDS)),
    ("DELETE", "/v2/notes/{}"): ("note:read-write",),
    ("GET", "/v2/tasks"): _TASKS,
    ("POST", "/v2/tasks"): _WRITE_TASKS,
    ("GET", "/v2/tasks/{}"): _TASKS,
    ("PATCH", "/v2/tasks/{}"): _WRITE_TASKS,
    ("DELETE", "/v2/tasks/{}"): ("task:read-write",),
    ("GET", "/v2/threads"): ("comment:read",),
    ("GET", "/v2/threads/{}"): ("comment:read",),
    ("POST", "/v2/comments"): ("comment:read-write",),
    ("GET", "/v2/comments/{}"): ("comment:read",),
    ("DELETE", "/v2/comments/{}"): ("comment:read-write",),
    ("GET", "/v2/meetings"): ("meeting:read", "record_permission:read"),
    ("POST", "/v2/meetings"): ("meeting:read-write", "record_permission:read"),
    ("GET", "/v2/meetings/{}"): ("meeting:read", "record_permission:read"),
    ("GET", "/v2/meetings/{}/call_recordings"): _CALLS,
    ("POST", "/v2/meetings/{}/call_recordings"): _WRITE_CALLS,
    ("GET", "/v2/meetings/{}/call_recordings/{}"): _CALLS,
    ("DELETE", "/v2/meetings/{}/call_recordings/{}"): _WRITE_CALLS,
    ("GET", "/v2/meetings/{}/call_recordings/{}/transcript"): _CALLS,
    ("GET", "/scim/v2/Schemas"): ("scim_management:read-write",),
    ("GET", "/v2/webhooks"): ("webhook:read",),
    ("POST", "/v2/webhooks"): ("webhook:read-write",),
    ("GET", "/v2/webhooks/{}"): ("webhook:read",),
    ("PATCH", "/v2/webhooks/{}"): ("webhook:read-write",),
    ("DELETE", "/v2/webhooks/{}"): ("webhook:read-write",),
    ("GET", "/v2/self"): (),
    ("GET", "/v1/token"): (),
}
"""The scopes of each call (OpenAPI; those of `records/simple` and `batch/records` follow the documented assert)."""

_INDEX: dict[tuple[str, int], list[tuple[list[str], tuple[str, ...]]]] = {}
for (_method, _pattern), _scopes in SCOPES.items():
    _INDEX.setdefault((_method, _pattern.count("/")), []).append((_pattern.split("/"), _scopes))
for _rows in _INDEX.values():
    _rows.sort(key=lambda row: [piece == "{}" for piece in row[0]])


def known_scopes() -> tuple[str, ...]:
    """Every scope there is."""
    return tuple(f"{area}:{level}" for area in AREAS for level in ("read", "read-write"))


def needed(method: str, path: str) -> tuple[str, ...]:
    """The scopes a call needs; none for a call that Attio does not have."""
    given = path.split("/")
    for pieces, scopes in _INDEX.get((method, path.count("/")), ()):
        if all(piece in ("{}", part) for piece, part in zip(pieces, given, strict=True)):
            return scopes
    return ()


def allowed(core: Core, token: str, scope: str | Iterable[str], *, at: int) -> AttioError | None:
    """Whether a token may do what needs a scope (or several) at a moment in milliseconds; None where it may.

    Writing includes reading (inferred). A token that is not on the shelf may do everything: whether it is one at all is
    the door's question.
    """
    row: Mapping[str, Any] | None = core.shelves.get("tokens", {}).get(token)
    if row is None:
        return None
    if row["revoked"]:
        return refusals.token_revoked()
    if row["expires_at"] is not None and at >= row["expires_at"]:
        return refusals.token_expired()
    wanted = [scope] if isinstance(scope, str) else list(scope)
    missing = [one for one in wanted if one not in row["scopes"] and f"{one}-write" not in row["scopes"]]
    return refusals.token_without_scope(", ".join(_words(one) for one in missing)) if missing else None


def _words(scope: str) -> str:
    area, _, level = scope.partition(":")
    access = "Read-Write" if level == "read-write" else "Read"
    return f"{access} access to the {AREAS.get(area, area)} scope"
