"""A workspace in which there is something of everything that the page of the emulator shows, hostile texts among it.

No expectation stands here.
"""

from __future__ import annotations

from typing import Any

from attio_emulator import Emulator, Request, Workspace
from attio_emulator.record import Record, Stamp, Value

from tests.attio_emulator.calls import new_list

__all__ = ["EVIL", "Filled", "crowd"]

EVIL = "<img src=x onerror=alert(1)><script>alert(2)</script>\u202egnp.exe\u0007\u200b"
"""Markup, a turned direction, a bell, and a character of no width."""

_WORKSPACE = {
    "name": f"Acme {EVIL}",
    "members": [{"first_name": "Ann", "last_name": "Lee", "email_address": "ann@acme.com"}],
    "objects": [
        {"api_slug": "users", "active": True},
        {
            "api_slug": "odd-ones",
            "singular_noun": "Odd one",
            "plural_noun": f"Odd ones {EVIL}",
            "attributes": [
                {"api_slug": "key", "type": "text", "is_unique": True, "title": EVIL},
                {"api_slug": "odd_choice", "type": "select", "options": [EVIL, *(f"Option {i}" for i in range(20))]},
            ],
        },
    ],
    "records": {"companies": [{"domains": "seed.com", "name": "Seed"}]},
}


class Filled:
    """The emulator, and what tests need to know of what is in it."""

    def __init__(self) -> None:
        self.emulator = Emulator(Workspace.from_dict(_WORKSPACE), batch_lag=3600)
        for index in range(60):
            self.person(index, f"First{index % 9}", "Developer" if index % 2 else "Sales")
        self.person(7, "Renamed", "Chief")
        self.ask("PUT", "/v2/objects/companies/records?matching_attribute=domains", values={"domains": ["evil.com"], "name": EVIL, "description": f"\u05e9\u05dc\u05d5\u05dd {EVIL}"})  # fmt: skip
        odd = {"values": {"key": EVIL, "odd_choice": EVIL}}
        self.ask("POST", "/v2/objects/odd-ones/records", data=odd)
        self.ask("PUT", "/v2/objects/people/records?matching_attribute=email_addresses", values={"email_addresses": [EVIL]})  # fmt: skip
        self.ask("GET", f"/v2/{EVIL.replace('?', '')}")
        self.seventh: str = self.emulator.records("people")[7]["id"]["record_id"]
        self.note(self.seventh, f"Call {EVIL}")
        task = {"content": f"Offer {EVIL}", "format": "plaintext", "deadline_at": "2025-03-01T09:00:00Z", "is_completed": False, "linked_records": [{"target_object": "people", "target_record_id": self.seventh}], "assignees": [{"workspace_member_email_address": "ann@acme.com"}]}  # fmt: skip
        self.ask("POST", "/v2/tasks", data=task)
        listed = new_list("best")
        self.ask("POST", "/v2/lists", data=listed)
        entry = {"parent_object": "people", "parent_record_id": self.seventh, "entry_values": {}}
        self.ask("POST", "/v2/lists/best/entries", data=entry)
        hook = {"target_url": "https://hooks.acme.org/a?b=c", "subscriptions": [{"event_type": "record.created", "filter": None}]}  # fmt: skip
        self.ask("POST", "/v2/webhooks", data=hook)
        self.ask("PUT", "/v2/objects/companies/records?matching_attribute=domains", values={"domains": ["hook.com"]})
        self.batch({"email_addresses": "now@acme.com"}, {"email_addresses": EVIL})
        self.emulator.flush()
        self.batch({"email_addresses": "late@acme.com"})

    def ask(self, method: str, path: str, *, values: Any = None, data: Any = None) -> Any:
        sent = data if values is None else {"values": values}
        body = None if sent is None else {"data": sent}
        return self.emulator.handle(Request.make(method, path, json=body, token="t")).json()

    def person(self, index: int, first: str, title: str) -> None:
        values = {
            "email_addresses": f"p{index:02}@acme.com",
            "name": f"Last, {first}",
            "job_title": title,
            "company": "seed.com",
        }
        self.ask("PUT", "/v2/objects/people/records/simple?matching_attribute=email_addresses", values=values)

    def note(self, record: str, title: str) -> None:
        note = {"parent_object": "people", "parent_record_id": record, "title": title, "format": "plaintext", "content": EVIL}  # fmt: skip
        self.ask("POST", "/v2/notes", data=note)

    def batch(self, *people: dict[str, Any]) -> None:
        rows = [
            {"object": "people", "mode": "create-or-update", "matching_attribute": "email_addresses", "multiselect_values": "append", "received_at": "2024-05-01T12:00:00.000Z", "values": values}
            for values in people
        ]  # fmt: skip
        self.emulator.handle(Request.make("PUT", "/v2/batch/records", json={"assertions": rows}, token="t"))


def crowd(emulator: Emulator, count: int) -> None:
    """So many people, put into the store as requests would leave them, but for the index of what is unique."""
    store = emulator.core.store
    for index in range(count):
        stamp = Stamp(at=1_735_689_600_000 + index, actor=("system", None), request_id="seed")
        name = [f"First{index}", f"Last{index % 977}", f"First{index} Last{index % 977}"]
        values = {"name": name, "email_addresses": f"p{index}@acme.com", "job_title": f"Title {index % 31}"}
        store.add(
            Record(
                id=f"00000000-0000-4000-8000-{index:012}",
                object="people",
                created_at=stamp.at,
                actor=stamp.actor,
                values={slug: [Value(data, str(data), stamp)] for slug, data in values.items()},
            ),
            told=False,
        )
    emulator.changes += 1
