"""Requests, refusals, waiting batches, and news since a cursor; bounded, however much happens."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any
from zlib import crc32

import orjson

from attio_emulator.api import Api
from attio_emulator.clock import iso
from attio_emulator.http import Request
from attio_emulator.journal import Exchange
from attio_emulator.ui.asked import NotThere, page
from attio_emulator.ui.plain import Names, cut

__all__ = ["news", "queue", "rejection_rows", "request", "requests"]

_LATEST = 40  # requests in one piece of news
_LONG = 200_000  # characters of a body
_SHOWN = 20  # assertions of a batch that waits


def requests(api: Api, asked: Request) -> dict[str, Any]:
    """A page of the journal, newest first, without bodies: `search` in method, path and status, `only=failed`."""
    rows = list(api.exchanges)[::-1]
    if asked.param("only") == "failed":
        rows = [one for one in rows if one.response.status >= 400]
    search = (asked.param("search") or "").casefold()
    if search:
        rows = [
            one
            for one in rows
            if search in f"{one.request.method} {one.request.path} {one.response.status} {one.id}".casefold()
        ]
    shown = [_head(one) for one in page(asked, rows, 100)]
    return {"total": len(rows), "forgotten": api.forgotten["requests"], "data": shown}


def _head(one: Exchange) -> dict[str, Any]:
    path, query = one.asked()
    return {
        "id": one.id,
        "at": iso(one.at),
        "method": one.request.method,
        "path": path,
        "query": [list(pair) for pair in query],
        "status": one.response.status,
        "sent": len(one.request.body),
        "answered": len(one.response.body),
    }


def request(api: Api, asked: Request, id: str) -> dict[str, Any]:
    """One request with readable bodies, and what it wrote or lost, if known."""
    found = next((one for one in api.exchanges if one.id == id), None)
    refused = [row for row in api.ledger if row["request_id"] == id]
    waits = any(one.request_id == id for one in api.queue)
    if found is None:
        raise NotThere(
            f"The request {id!r:.80} is not in the journal, which keeps the last {api.journal_limit:,} at most: "
            "it is older, or what was written came with the workspace or from Attio itself"
        )
    row = found.to_dict()
    return {
        **_head(found),
        "token": row["token"],
        "body": _readable(row["body"]),
        "response": _readable(row["response"]),
        "rejections": [_bounded(row) for row in refused[:_SHOWN]],
        "rejections_total": len(refused),
        "waits": waits,
    }


def _readable(body: Any) -> dict[str, Any] | None:
    if body is None:
        return None
    text = body if isinstance(body, str) else orjson.dumps(body, option=orjson.OPT_INDENT_2).decode()
    return {"text": text[:_LONG], "length": len(text)}


def rejection_rows(api: Api, asked: Request) -> dict[str, Any]:
    """A page of the ledger, newest first: `search` covers all its texts."""
    api.apply_due()
    rows = api.ledger[::-1]
    search = (asked.param("search") or "").casefold()
    if search:
        rows = [row for row in rows if search in _said(row)]
    shown = [_bounded(row) for row in page(asked, rows)]
    return {"total": len(rows), "forgotten": api.forgotten["rejections"], "data": shown}


def _said(row: Mapping[str, Any]) -> str:
    said = (row[name] for name in ("object", "attribute", "code", "message", "request_id", "mode", "expected"))
    return "\n".join(str(one) for one in said if one is not None).casefold()


def _bounded(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "values": _readable(row["values"])}


def queue(api: Api, asked: Request) -> dict[str, Any]:
    """The waiting batches, the next one first, each with its first assertions."""
    names = Names(api.core)
    rows = [
        {
            "request_id": one.request_id,
            "due": iso(one.due),
            "actor": names.actor(one.actor),
            "total": len(one.assertions),
            "assertions": [
                {
                    "object": row.get("object"),
                    "matching_attribute": row.get("matching_attribute"),
                    "received_at": row.get("received_at"),
                    "match": _match(row),
                    "values": _readable(row.get("values")),
                }
                for row in one.assertions[:_SHOWN]
            ],
        }
        for one in islice(api.queue, 50)
    ]
    return {"total": len(api.queue), "at": iso(api.now()), "data": rows}


def _match(row: Mapping[str, Any]) -> str:
    """The attribute and value by which an assertion finds its record."""
    values = row.get("values")
    found = values.get(row.get("matching_attribute")) if isinstance(values, Mapping) else None
    return "" if found is None else cut(found if isinstance(found, str) else orjson.dumps(found).decode(), 120)


# -- news ------------------------------------------------------------------------------------------------------------


def news(api: Api, asked: Request) -> dict[str, Any]:
    """What is new since the `cursor` of an earlier response, or without one, everything counted; only the cursor if
    nothing is new. Lists the latest requests and how many more there were."""
    if _is_due(api):
        api.apply_due()
    journaled, _, known = (asked.param("cursor") or "").partition(".")
    deliveries = api.documents().get("deliveries", {}).values()
    counted = {
        "changes": api.changes,
        "journaled": api.journaled,
        "kept": len(api.exchanges),
        "cleared": api.exchanges.cleared,
        "records": api.core.store.counts(),
        "active": [one.slug for one in api.workspace.active_objects()],
        "rejections": api.ledgered,
        "queue": {"batches": len(api.queue), "assertions": sum(len(one.assertions) for one in api.queue)},
        "faults": len(api.faults.rules),
        "notes": len(api.documents().get("notes", {})),
        "tasks": len(api.documents().get("tasks", {})),
        "on_disk": None if api.on_disk is None else api.on_disk(),
        "deliveries": {"total": len(deliveries), "pending": sum(one["status"] == "pending" for one in deliveries)},
    }
    cursor = f"{api.journaled}.{crc32(orjson.dumps(counted))}"
    if cursor == f"{journaled}.{known}":
        return {"cursor": cursor}
    before = int(journaled) if journaled.isdecimal() and len(journaled) < 16 else api.journaled
    fresh = min(max(api.journaled - before, 0), len(api.exchanges))
    latest = list(islice(reversed(api.exchanges), min(fresh, _LATEST)))
    return {
        "cursor": cursor,
        "at": iso(api.now()),
        **counted,
        "requests": [_head(one) for one in latest],
        "missed": fresh - len(latest),
    }


def _is_due(api: Api) -> bool:
    """Whether a batch is due. Checks for batches first, since reading a virtual clock moves it."""
    return bool(api.queue) and api.queue[0].due <= api.now()
