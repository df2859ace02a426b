"""What stood in the workspace when an answer was recorded: `SITUATIONS`, a row for each recording whose body is known whole.

A row puts onto a shelf what the answer shows, or what it was asked for; a recording without one needs nothing there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attio_emulator.dates import milliseconds

from tests.attio_emulator.recorded.answers import RECORDED, Recorded
from tests.attio_emulator.recorded.stored import Shelf
from tests.attio_emulator.recorded.workspaces import records_in

__all__ = ["SITUATIONS", "Situation"]

Situation = Callable[[Shelf, Recorded], object]

_SEED_LIST = "39723680-f534-4fe7-ab80-c5278e20e37b"


def _each(put: Callable[[Shelf, Mapping[str, Any]], object]) -> Situation:
    """Everything that the answer shows."""

    def situation(shelf: Shelf, one: Recorded) -> None:
        for row in records_in(one.body):
            put(shelf, row)

    return situation


def _record(object: str, id: str) -> Situation:
    return lambda shelf, one: shelf.record(object, id)


def _seed_list(shelf: Shelf, one: Recorded) -> None:
    """The list of people of the second workspace, its entries as shown, and the parent of the one to be made."""
    shelf.list("seed_list_1", _SEED_LIST, "people", own=["test_text_attribute"])
    if one.method in ("POST", "PUT") and one.sent and "data" in one.sent:
        shelf.record("people", one.sent["data"]["parent_record_id"])
        return
    for row in records_in(one.body):
        shelf.shown_entry(row)


def _entry_to_delete(shelf: Shelf, one: Recorded) -> None:
    _, _, _, list_id, _, entry_id = one.path.split("/")
    shelf.list("seed_list_2", list_id, "people", own=["test_text_attribute"])
    (like,) = records_in(RECORDED["open-047"].body)
    shelf.shown_entry(like | {"id": like["id"] | {"list_id": list_id, "entry_id": entry_id}})


def _note_to_delete(shelf: Shelf, one: Recorded) -> None:
    (like,) = records_in(RECORDED["open-048"].body)
    shelf.shown_note(like | {"id": {"note_id": one.path.rpartition("/")[2]}})


def _comment_to_delete(shelf: Shelf, one: Recorded) -> None:
    (like,) = records_in(RECORDED["open-120"].body)
    id = one.path.rpartition("/")[2]
    shelf.shown_comment(like | {"id": {"comment_id": id}, "thread_id": id})


def _webhook_to_delete(shelf: Shelf, one: Recorded) -> None:
    (like,) = records_in(RECORDED["open-035"].body)
    shelf.shown_webhook(like)


def _views(shelf: Shelf, one: Recorded) -> None:
    views = [
        {
            "id": row["id"]["view_id"],
            "title": row["title"],
            "created_at": milliseconds(row["created_at"]),
            **_PLAIN_VIEW,
        }
        for row in records_in(one.body)
    ]
    shelf.list("target_logos_6", records_in(one.body)[0]["id"]["list_id"], "companies", views=views)


_PLAIN_VIEW: Mapping[str, Any] = {"type": "table", "filter": None, "sorts": [], "attributes": [], "is_archived": False}
_COMPANY = "498f9009-e208-4386-90ce-f4c272b13a74"
_RECORDS = _each(lambda shelf, row: shelf.shown_record(row))
_LISTS = _each(lambda shelf, row: shelf.shown_list(row))
_NOTES = _each(lambda shelf, row: shelf.shown_note(row))
_TASKS = _each(lambda shelf, row: shelf.shown_task(row))
_WEBHOOKS = _each(lambda shelf, row: shelf.shown_webhook(row))

SITUATIONS: Mapping[str, Situation] = {
    "open-004": _LISTS,
    "open-005": lambda shelf, one: shelf.list("target_logos_6", _COMPANY, "companies"),
    "open-013": _RECORDS,
    "open-016": _record("companies", _COMPANY),
    "open-017": _RECORDS,
    "open-019": _comment_to_delete,
    "open-021": _RECORDS,
    "open-023": _record("companies", _COMPANY),
    "open-031": _record("companies", _COMPANY),
    "open-032": _views,
    "open-035": _WEBHOOKS,
    "open-036": _webhook_to_delete,
    "open-038": _RECORDS,
    "open-039": _seed_list,
    "open-040": _record("people", "a5a3b432-da2f-4768-90b4-8d6ad8a91ca8"),
    "open-044": _entry_to_delete,
    "open-045": _note_to_delete,
    "open-046": _record("people", "d7b8dba3-02c8-495c-8ddf-025086fec2bc"),
    "open-047": _seed_list,
    "open-048": _NOTES,
    "open-049": _RECORDS,
    "open-050": _TASKS,
    "open-051": _WEBHOOKS,
    "open-052": _seed_list,
    "open-053": lambda shelf, one: shelf.list("seed_list_2", one.path.split("/")[3], "people"),
    "open-054": _seed_list,
    "open-055": _NOTES,
    "open-057": _RECORDS,
    "open-058": _TASKS,
    "open-059": _WEBHOOKS,
    "open-060": _RECORDS,
    "open-063": _RECORDS,
    "open-065": _each(lambda shelf, row: shelf.shown_list({**row, "name": "Seed List 1"})),
    "open-067": _each(lambda shelf, row: shelf.shown_record(row, without=["job_title"])),
    "open-068": _each(lambda shelf, row: shelf.shown_task(row, completed_at=None)),
    "open-069": _each(lambda shelf, row: shelf.shown_webhook(row, target_url="https://example.com/webhook")),
    "open-070": _seed_list,
    "open-071": _RECORDS,
    "open-072": _WEBHOOKS,
    "open-119": _record("people", "51e9834b-1a89-4ebe-8158-7d786be4885f"),
    "open-120": _each(lambda shelf, row: shelf.shown_comment(row)),
}
