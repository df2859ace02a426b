"""Whether an answer of success names a record that was written. What an action makes of an answer is up to the destination."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from segment_actions import Request, Response
from segment_actions.js import MISSING

from attio_harness.run.delivered import NoRecord

__all__ = ["batch_without_records", "is_taken", "named_objects", "names_record", "without_record"]

_ACCEPTED = 202


def names_record(response: Response) -> bool:
    """Whether an answer names the record that an assertion wrote, as Attio's answer to `records/simple` does."""
    record: Any = response.data
    for key in ("data", "id"):
        record = record.get(key) if isinstance(record, Mapping) else None
    return isinstance(record, Mapping) and isinstance(record.get("record_id"), str) and record["record_id"] != ""


def named_objects(exchanges: Iterable[tuple[Request, Response]]) -> tuple[str, ...]:
    """The objects of the records that answers name, each once."""
    named = (_object_of(request) for request, response in exchanges if names_record(response))
    return tuple(dict.fromkeys(one for one in named if one is not None))


def is_taken(response: Response) -> bool:
    """Whether an answer says that a batch was accepted: 202, whatever the body (observed in the destination)."""
    return response.status == _ACCEPTED


def without_record(request: Request, response: Response) -> NoRecord:
    """The answer to a request that wrote nothing."""
    return NoRecord(status=response.status, object=_object_of(request), answer=_told(response))


def _object_of(request: Request) -> str | None:
    """`https://api.attio.com/v2/objects/people/records/simple?…` -> `people`; None for a batch, which has several objects."""
    parts = request.url.partition("?")[0].split("/")
    return parts[parts.index("objects") + 1] if "objects" in parts[:-1] else None


def batch_without_records(response: Response) -> NoRecord:
    """The answer to a batch that was accepted, or seemed to be, and wrote nothing."""
    return NoRecord(status=response.status, answer="" if is_taken(response) else _told(response))


def _told(response: Response) -> str:
    if names_record(response):
        return "a record that is not there"
    if not response.content.strip():
        return "an empty body, which names no record"
    data = response.data
    if data is MISSING:
        return "a body that is not JSON and names no record"
    if isinstance(data, str):
        return f"{'HTML' if data.lstrip()[:1] == '<' else 'text'}, which names no record"
    return "an empty object, which names no record" if data == {} else "JSON that names no record"
