"""What an answer shows, put into an emulator as if it had been written when and by whom the answer says.

It goes into a snapshot, which is restored: no call could write as another actor or at another time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attio_emulator import Emulator, Workspace
from attio_emulator.dates import milliseconds

from tests.attio_emulator.calls import Attio, new_attribute, new_list

__all__ = ["Shelf"]

_MADE_UP = ("record_id", "created_at", "created_by", "entry_id", "parent_record")
_ENVELOPE = ("active_from", "active_until", "created_by_actor", "attribute_type")

_DATA: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    "personal-name": lambda one: [one["first_name"], one["last_name"], one["full_name"]],
    "email-address": lambda one: one["original_email_address"],
    "domain": lambda one: one["domain"],
    "phone-number": lambda one: {
        "original": one["original_phone_number"],
        "number": one["phone_number"],
        "country": one["country_code"],
    },
    "record-reference": lambda one: [one["target_object"], one["target_record_id"]],
    "actor-reference": lambda one: [one["referenced_actor_type"], one["referenced_actor_id"]],
    "currency": lambda one: one["currency_value"],
    "location": lambda one: {name: value for name, value in one.items() if name not in _ENVELOPE},
    "interaction": lambda one: {name: value for name, value in one.items() if name not in _ENVELOPE},
}
"""Type -> the stored form of a value as it is shown; others have it under `value`."""


def _time(text: str) -> int:
    found = milliseconds(text)
    assert found is not None
    return found


def _actor(one: Mapping[str, Any]) -> list[Any]:
    return [one["type"], one["id"]]


class Shelf:
    """An emulator of a recorded workspace and what is to stand in it; `attio` gives it with all of that."""

    def __init__(self, workspace: Workspace, **options: Any) -> None:
        self.workspace, self._options = workspace, options
        self._state = Emulator(workspace, **options).snapshot()

    def attio(self) -> Attio:
        attio = Attio(self.workspace, **self._options)
        attio.emulator.restore(self._state)
        return attio

    def _documents(self, kind: str) -> dict[str, Any]:
        rows: dict[str, Any] = self._state["documents"].setdefault(kind, {})
        return rows

    # -- records and entries -------------------------------------------------------------------------------------------

    def record(self, object: str, id: str) -> None:
        """A record of which nothing but its id is known."""
        self._state["records"].setdefault(object, []).append(
            {"id": id, "created_at": 0, "actor": ["system", None], "values": {}, "past": {}, "last_received": {}}
        )

    def shown_record(self, one: Mapping[str, Any], *, without: Sequence[str] = ()) -> None:
        """A record as an answer shows it, but for some attributes."""
        owner = next(object for object in self.workspace.objects.values() if object.id == one["id"]["object_id"])
        by = one["values"]["created_by"][0]
        values = {slug: rows for slug, rows in one["values"].items() if rows and slug not in (*_MADE_UP, *without)}
        self._state["records"].setdefault(owner.slug, []).append(
            {
                "id": one["id"]["record_id"],
                "created_at": _time(one["created_at"]),
                "actor": [by["referenced_actor_type"], by["referenced_actor_id"]],
                "values": {
                    slug: [self._value(owner.attributes[slug].choices, row) for row in rows]
                    for slug, rows in values.items()
                },
                "past": {},
                "last_received": {},
            }
        )

    def _value(self, choices: Sequence[Any], row: Mapping[str, Any]) -> dict[str, Any]:
        chosen = row.get("option", row.get("status"))
        if chosen is not None:
            data: Any = next(one.id for one in choices if one.title == chosen["title"])
        else:
            data = _DATA[row["attribute_type"]](row) if row["attribute_type"] in _DATA else row["value"]
        return {
            "data": data,
            "active_from": _time(row["active_from"]),
            "active_until": None,
            "actor": _actor(row["created_by_actor"]),
            "request_id": "",
            "received_at": None,
        }

    def list(self, slug: str, id: str, parent: str, *, own: Sequence[str] = (), **more: Any) -> None:
        """A list with attributes of one's own, each a text."""
        made = Attio(self.workspace)
        data = new_list(slug, parent, name=slug)
        assert made.ask("POST", "/v2/lists", {"data": data}).status == 200
        for name in own:
            body = new_attribute(name, title=name)
            assert made.ask("POST", f"/v2/lists/{slug}/attributes", {"data": body}).status == 200
        (row,) = made.emulator.documents()["lists"].values()
        self._documents("lists")[id] = {**row, "id": id, **more}

    def shown_list(self, one: Mapping[str, Any], **changed: Any) -> None:
        (parent,) = one["parent_object"]
        self.list(
            one["api_slug"],
            one["id"]["list_id"],
            parent,
            **{name: one[name] for name in ("name", "workspace_access", "workspace_member_access")},
            actor=_actor(one["created_by_actor"]),
            created_at=_time(one["created_at"]),
            **changed,
        )

    def shown_entry(self, one: Mapping[str, Any]) -> None:
        list_id, entry_id = one["id"]["list_id"], one["id"]["entry_id"]
        at, by = _time(one["created_at"]), one["entry_values"]["created_by"][0]
        actor = [by["referenced_actor_type"], by["referenced_actor_id"]]
        parent = [one["parent_object"], one["parent_record_id"]]

        def stored(data: Any) -> list[dict[str, Any]]:
            return [
                {
                    "data": data,
                    "active_from": at,
                    "active_until": None,
                    "actor": actor,
                    "request_id": "",
                    "received_at": None,
                }
            ]

        own = {
            slug: [self._value((), row) for row in rows]
            for slug, rows in one["entry_values"].items()
            if slug not in _MADE_UP
        }
        self._state["entries"].setdefault(list_id, []).append(
            {
                "id": entry_id,
                "created_at": at,
                "actor": actor,
                "values": {"entry_id": stored(entry_id), "parent_record": stored(parent), **own},
                "past": {},
                "last_received": {},
            }
        )
        self._documents("entries_of_record").setdefault(parent[1], []).append([list_id, entry_id])

    # -- documents -----------------------------------------------------------------------------------------------------

    def shown_note(self, one: Mapping[str, Any]) -> None:
        self._keep("notes", one, "note_id", {
            "object_id": self.workspace.objects[one["parent_object"]].id,
            "record_id": one["parent_record_id"],
            "title": one["title"],
            "format": "plaintext",
            "content": one["content_plaintext"],
            "meeting_id": None,
        })  # fmt: skip

    def shown_task(self, one: Mapping[str, Any], **changed: Any) -> None:
        self._keep("tasks", one, "task_id", {
            "content": one["content_plaintext"],
            "deadline_at": None if one["deadline_at"] is None else _time(one["deadline_at"]),
            "completed_at": None if one["completed_at"] is None else _time(one["completed_at"]),
            "linked_records": [],
            "assignees": [row["referenced_actor_id"] for row in one["assignees"]],
            **changed,
        })  # fmt: skip

    def shown_webhook(self, one: Mapping[str, Any], **changed: Any) -> None:
        row = {name: one[name] for name in ("target_url", "subscriptions", "status")}
        self._keep("webhooks", one, "webhook_id", row | {"degraded_at": None, "secret": "x", **changed})

    def shown_comment(self, one: Mapping[str, Any]) -> None:
        """A comment that begins a thread."""
        self._keep("comments", one, "comment_id", {
            "thread_id": one["thread_id"], "content": one["content_plaintext"], "author": one["author"]["id"],
        })  # fmt: skip
        thread = {"list_id": None, "entry_id": None, **one["record"], "comments": [one["id"]["comment_id"]]}
        self._documents("threads")[one["thread_id"]] = {
            "id": one["thread_id"],
            "created_at": _time(one["created_at"]),
            **thread,
        }

    def _keep(self, kind: str, one: Mapping[str, Any], id: str, row: dict[str, Any]) -> None:
        made = {"id": one["id"][id], "created_at": _time(one["created_at"])}
        by = {"actor": _actor(one["created_by_actor"])} if "created_by_actor" in one else {}
        self._documents(kind)[one["id"][id]] = {**made, **by, **row}
