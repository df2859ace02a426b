"""Editions of Attio's API: what differs from one to the next. `CHANGES` lists it.

A workspace follows one edition (`api:` in its file, by default the newest). Code asks `workspace.has("id")` where
editions differ. Pure additions (a call, an optional member) are answered in every edition and not listed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

__all__ = ["CHANGES", "EDITIONS", "NEWEST", "Change", "Edition", "has"]

Edition = Literal["2026-03", "2026-10"]
EDITIONS: tuple[Edition, ...] = get_args(Edition)
"""Oldest first; named by the month of Attio's document."""
NEWEST: Edition = EDITIONS[-1]


class Change(NamedTuple):
    """What an edition changed: how it was `before`, how it is `now`, and `since` which edition."""

    id: str
    before: str
    now: str
    since: Edition = "2026-10"
    source: str = "Attio's OpenAPI, both editions"


_TABLE = (
    Change(
        id="meeting.create",
        before="POST /v2/meetings requires an external_ref; it finds the meeting with that external_ref, or creates one.",
        now="It creates a new meeting each time and ignores external_ref.",
    ),
    Change(
        id="meeting.participant_name",
        before="A meeting's participant has an email address; responses show no name.",
        now="It has an email address or a name; responses show both, a missing one as null. A name alone creates no person and no company.",
    ),
    Change(
        id="meeting.either_filter",
        before="A list of meetings filtered by participants and by a linked record has those that match both.",
        now="It has those that match either.",
        source="Attio's OpenAPI of October 2026; before is assumed",
    ),
    Change(
        id="recording.content",
        before="A call recording is created from a video_url and shown without its content.",
        now="It is created from a video_url, a transcript or both, and shown with its transcript and its video_url (null if it was created over the API).",
    ),
    Change(
        id="webhook.unique_subscription",
        before="A webhook is refused if one with the same target and subscriptions exists.",
        now="A target can subscribe to each event with each filter only once, across all webhooks; the order of the filter's conditions does not matter.",
        source="Attio's OpenAPI of October 2026; before was observed",
    ),
    Change(
        id="thread.pages",
        before="A response has the whole thread.",
        now="A single thread comes in pages of at most 250 comments, with a cursor and a start time; a list has the 80 oldest replies of each thread and says whether there are more.",
    ),
    Change(
        id="self.token_level",
        before="A token does not show its level, and always shows a member who granted it.",
        now="It shows token_level; a token that Attio itself created shows no member.",
    ),
)

CHANGES: Mapping[str, Change] = {row.id: row for row in _TABLE}


def has(edition: Edition, change: str) -> bool:
    """Whether an edition includes this change."""
    return EDITIONS.index(edition) >= EDITIONS.index(CHANGES[change].since)
