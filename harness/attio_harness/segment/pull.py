"""Pulls the subscriptions and the filters of a destination as documents that a check reads.

They have the shape of the Public API's own answers, with all pages joined. Rows keep Segment's order (filters are applied in it),
members have the documentation's order, and the keys of a mapping are sorted, so that two pulls of the same state are the same text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from attio_harness.errors import InputError
from attio_harness.rest.rows import Row
from attio_harness.segment.api import FILTERS, SUBSCRIPTIONS, Api
from attio_harness.segment.choice import Choice

__all__ = ["pull_filters", "pull_subscriptions", "render_json"]

Tell = Callable[[str], None]

_SUBSCRIPTION = (
    "id", "name", "actionId", "actionSlug", "destinationId", "modelId", "enabled", "trigger", "settings", "reverseETLSchedule",
)  # fmt: skip
_FILTER = (
    "id", "title", "description", "sourceId", "destinationId", "enabled", "if", "actions", "createdAt", "updatedAt",
)  # fmt: skip
"""The documented members. Others are left out, whatever they hold, and reported."""


def pull_subscriptions(api: Api, destination: Choice, *, tell: Tell = lambda note: None) -> dict[str, Any]:
    """The subscriptions of a destination: `{"data": {"subscriptions": […]}}`.

    Args:
        api: from `connect`.
        destination: from `choose`.
        tell: called with one line for everything that is left out.

    Raises:
        InputError: there are no subscriptions, there is no connection, or an answer is not as documented.
        UsageError: the token is refused.
    """
    rows = api.pages(SUBSCRIPTIONS, destination.id, of="subscriptions")
    if not rows:
        where = api.url(f"/destinations/{destination.id}/subscriptions")
        raise InputError(f"{destination.name} has no subscription; add a mapping to it in Segment first", file=where)
    for row in rows:
        # a check needs these
        row.text("actionSlug"), row.text("trigger"), row.inside("settings"), row.flag("enabled")
    return {"data": {"subscriptions": [_kept(row, _SUBSCRIPTION, "subscription", tell) for row in rows]}}


def pull_filters(api: Api, destination: Choice, *, tell: Tell = lambda note: None) -> dict[str, Any]:
    """The filters of a destination: `{"data": {"filters": […]}}`, an empty list if it has none; arguments and errors as above."""
    rows = api.pages(FILTERS, destination.id, of="filters")
    for row in rows:
        row.text("if"), row.list("actions"), row.flag("enabled")
    return {"data": {"filters": [_kept(row, _FILTER, "filter", tell) for row in rows]}}


def _kept(row: Row, members: Sequence[str], what: str, tell: Tell) -> dict[str, Any]:
    others = sorted(row.value.keys() - set(members))
    if others:
        name = row.maybe("name") or row.maybe("title") or row.text("id")
        tell(f"{what} {name!r}: {', '.join(others)} left out, which the Public API does not document")
    return {key: _sorted(row.value[key]) for key in members if key in row.value}


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(one) for one in value] if isinstance(value, list) else value


def render_json(document: dict[str, Any]) -> str:
    """A document as text, one member a line."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
