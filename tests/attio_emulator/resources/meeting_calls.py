"""How these tests make meetings: a body, and what sends it."""

from __future__ import annotations

from typing import Any

from attio_emulator.clock import Clock

from tests.attio_emulator.calls import Answer, Attio

__all__ = ["MEETING", "NOBODY", "attio_of", "meet", "titles"]

NOBODY = "891dcbfc-9141-415d-9b2a-2238a6cc012d"
MEETING = {
    "title": "Demo",
    "description": "All of it",
    "start": {"datetime": "2027-11-27T14:00:00", "timezone": "America/New_York"},
    "end": {"datetime": "2027-11-27T20:00:00Z"},
    "is_all_day": False,
    "participants": [{"email_address": "Ada@Lovelace.org", "is_organizer": "true", "status": "accepted"}],
}


def attio_of(edition: str, clock: Clock | None = None) -> Attio:
    return Attio({"slug": "acme", "api": edition}, **({} if clock is None else {"clock": clock}))


def meet(attio: Attio, **changes: Any) -> Answer:
    """`POST /v2/meetings`, with an external reference where the edition wants one."""
    reference = {} if attio.emulator.workspace.has("meeting.create") else {"external_ref": "demo-1"}
    return attio.ask("POST", "/v2/meetings", {"data": MEETING | reference | changes})


def titles(attio: Attio, **query: Any) -> list[str]:
    answer = attio.ask("GET", "/v2/meetings", **query)
    assert answer.status == 200, answer
    return [one["title"] for one in answer.body["data"]]
