"""Editions of Attio's API: what was valid in one and is otherwise in the next. `CHANGES` is the list.

A workspace follows one edition (`api:` in its file, the newest unless it says another); code asks `workspace.has("id")` where
the two differ. What an edition only added (a call, a member that nobody has to send or read) is answered in every edition and
does not stand here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

__all__ = ["CHANGES", "EDITIONS", "NEWEST", "Change", "Edition", "has"]

Edition = Literal["2026-03", "2026-10"]
EDITIONS: tuple[Edition, ...] = get_args(Edition)
"""Oldest first; the month of Attio's document."""
NEWEST: Edition = EDITIONS[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an edition changed: how it was `before`, how it is `now`, `since` which edition."""

    id: str
    before: str
    now: str
    since: Edition = "2026-10"
    source: str = "Attio's OpenAPI, both editions"


_TABLE = (
    Change(
        id="meeting.participant_name",
        before="A participant of a meeting has no name in answers.",
        now="It has one, or null.",
    ),
    Change(
        id="recording.content",
        before="A call recording is shown without its content.",
        now="It has video_url and transcript, both null where it was made over the API.",
    ),
    Change(
        id="thread.pages",
        before="A thread comes whole.",
        now="Its comments come in pages, with a cursor.",
    ),
    Change(
        id="self.token_level",
        before="A token is not told its level, and is always told a member who gave it.",
        now="It is told token_level; one that Attio made itself is told of no member.",
    ),
)

CHANGES: Mapping[str, Change] = {row.id: row for row in _TABLE}


def has(edition: Edition, change: str) -> bool:
    """Whether an edition has a change of the table."""
    return EDITIONS.index(edition) >= EDITIONS.index(CHANGES[change].since)
