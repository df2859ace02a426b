"""Events with something beside them: the faults that their own requests meet, and why they are dead letters."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from attio_harness.inputs.event import EventSource, Note, SourceEvent, Unreadable
from attio_harness.inputs.reader import EventReader
from attio_harness.inputs.streams import Reach

EVENT = {"type": "identify", "userId": "u1", "traits": {"email": "jane@acme.com"}}
RULE = {"status": 503, "times": 1}


def read(*values: Any) -> list[EventSource]:
    text = "".join(json.dumps(value) + "\n" for value in values)
    return list(EventReader(io.BytesIO(text.encode()), "e.ndjson", Reach()).read())


@pytest.mark.parametrize(
    ("value", "index"),
    [
        ({"event": EVENT, "faults": [RULE]}, None),
        ({"payload": EVENT, "faults": [RULE]}, None),
        ([{"event": EVENT, "faults": [RULE]}], 0),
        ({"batch": [{"event": EVENT, "faults": [RULE]}]}, 0),
        ({"event": EVENT, "faults": [RULE], "dead_letter": {"losses": []}}, None),
    ],
)
def test_an_event_has_the_faults_that_stand_beside_it(value: Any, index: int | None) -> None:
    assert read(value) == [SourceEvent(event=EVENT, file="e.ndjson", line=1, index=index, faults=(RULE,))]


def test_a_dead_letter_is_its_event() -> None:
    assert read({"event": EVENT, "dead_letter": {"losses": [{"code": "x"}]}}, EVENT) == [
        SourceEvent(event=EVENT, file="e.ndjson", line=1),
        SourceEvent(event=EVENT, file="e.ndjson", line=2),
    ]


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ({"event": EVENT, "faults": {"status": 500}}, "`faults` beside an event: expected a list of fault rules, found an object"),
        ({"event": EVENT, "faults": [RULE, {"status": 999}]}, "`faults` beside an event: /1: found the status 999"),
        ({"event": EVENT, "faults": [RULE], "fault": 1}, "found `fault` beside an event, expected faults or dead_letter; did you mean `faults`?"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_told_and_the_next_event_is_read(value: Any, why: str) -> None:
    broken, good = read(value, EVENT)
    assert isinstance(broken, Unreadable)
    assert broken.why.startswith(why)
    assert good == SourceEvent(event=EVENT, file="e.ndjson", line=2)


def test_faults_beside_several_events_are_nobody_s() -> None:
    note, one = read({"batch": [EVENT], "faults": [RULE]})
    assert isinstance(note, Note)
    assert note.what.startswith(
        '`faults` beside `batch` concern none of its events: write {"event": {…}, "faults": […]}'
    )
    assert one == SourceEvent(event=EVENT, file="e.ndjson", line=1, index=0)


def test_an_event_with_members_of_that_name_is_one_of_its_own() -> None:
    track = {"type": "track", "userId": "u", "event": "Signed Up", "faults": [RULE], "properties": {"event": EVENT}}
    assert read(track) == [SourceEvent(event=track, file="e.ndjson", line=1)]


def test_an_object_with_an_event_inside_and_nothing_beside_is_still_told_how_to_unwrap() -> None:
    (item,) = read({"event": EVENT, "more": 1})
    assert isinstance(item, Unreadable)
    assert "with an event inside `event`" in item.why
