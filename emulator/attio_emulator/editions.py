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
        before="POST /v2/meetings finds a meeting by its external_ref, which has to be sent, or makes one.",
        now="It makes a new meeting each time; external_ref is nothing.",
    ),
    Change(
        id="meeting.participant_name",
        before="A participant of a meeting has an email address, and no name in answers.",
        now="It has an email address or a name, and shows both or null; of a name no person and no company is made.",
    ),
    Change(
        id="meeting.either_filter",
        before="Meetings listed by participants and by a linked record must match both.",
        now="They must match one of the two.",
        source="Attio's OpenAPI of October 2026; before is assumed",
    ),
    Change(
        id="recording.content",
        before="A call recording is made of a video_url, and shown without its content.",
        now="It is made of a video_url, a transcript, or both, and shown with its transcript, and with video_url, null where it was made over the API.",
    ),
    Change(
        id="webhook.unique_subscription",
        before="A webhook is refused if one with the same target and subscriptions exists.",
        now="A target has each event with each filter once, in all webhooks and in one; in whatever order the filter's conditions stand.",
        source="Attio's OpenAPI of October 2026; before was observed",
    ),
    Change(
        id="thread.pages",
        before="A thread comes whole.",
        now="By itself it comes in pages of at most 250 comments, with a cursor and from a moment on; in a list with its 80 oldest replies, and it says whether there are more.",
    ),
    Change(
        id="self.token_level",
        before="A token does not show its level, and always shows a member who granted it.",
        now="It shows token_level; one that Attio itself made shows no member.",
    ),
)

CHANGES: Mapping[str, Change] = {row.id: row for row in _TABLE}


def has(edition: Edition, change: str) -> bool:
    """Whether an edition includes this change."""
    return EDITIONS.index(edition) >= EDITIONS.index(CHANGES[change].since)
