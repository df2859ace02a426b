"""Subscriptions that assert a record of the object that an event is called by, and such events."""

from __future__ import annotations

from typing import Any

from tests.attio_harness.subscriptions import assert_record

__all__ = ["asserts", "event"]


def asserts(object: str, by: str, *slugs: str) -> dict[str, Any]:
    """A subscription that asserts a record with each of these attributes from the property of its name."""
    return assert_record(
        f"Put {object}",
        f'event = "{object}"',
        object,
        by,
        {slug: {"@path": f"$.properties.{slug}"} for slug in slugs},
        received_at={"@path": "$.receivedAt"},
    )


def event(object: str, at: str, **values: Any) -> dict[str, Any]:
    """An event received at a time of one day, `12:34:56`, which is its messageId as well."""
    return {
        "type": "track",
        "event": object,
        "messageId": at,
        "receivedAt": f"2024-05-01T{at}Z",
        "properties": values,
    }
