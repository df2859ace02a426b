"""Rows of the map side: a run that is given them tells the same of every event as one that makes all of it by itself."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness.inputs.event import EventSource, LineEvent, SourceEvent, Told
from attio_harness.inputs.events import read_events
from attio_harness.inputs.filters import read_filters
from attio_harness.inputs.mappings import locate_dict, read_mappings
from attio_harness.inputs.timeline import in_order
from attio_harness.inputs.times import Times
from attio_harness.run.check import Check
from attio_harness.run.map_side import MapSettings, MapSide, Row, row_from
from attio_harness.verdicts import MODES

from tests.attio_harness.subscriptions import identify_user

FIXTURES = Path(__file__).parents[3] / "fixtures"
SOURCES = read_mappings([str(FIXTURES / "mappings/demo.json")])
WORKSPACE = Workspace.load(str(FIXTURES / "workspaces/demo.yaml"))
EVENT: dict[str, Any] = {
    "type": "identify", "userId": "u1", "messageId": "m1", "receivedAt": "2026-01-01T00:00:00Z",
    "traits": {"email": "jane@acme.com", "name": "Jane", "plan": "Pro"},
}  # fmt: skip


def a_subscription(**mapping: Any) -> dict[str, Any]:
    return identify_user(**mapping)


def side_of(*subscriptions: dict[str, Any], **settings: Any) -> MapSide:
    sources = [source for one in subscriptions or (a_subscription(),) for source in locate_dict(one, "")]
    return MapSide(pickle.loads(pickle.dumps(MapSettings(sources=sources, **settings))))


def mapped(side: MapSide, items: Iterable[EventSource]) -> Iterator[EventSource]:
    """Every event as it comes from another process."""
    for item in items:
        if isinstance(item, SourceEvent) and item.index is None and not item.faults:
            text = json.dumps(item.event).encode()
            told = side.line(text)
            if told is not None:
                kind, message_id, at, wrong, is_early, _, _, row = told
                yield LineEvent(item.file, item.line, Told(text, kind, message_id, Times(at, wrong, is_early)), row)
                continue
        yield item


def test_a_row_has_what_is_sent_and_nothing_else_of_the_event() -> None:
    assert side_of().row(EVENT) == Row(orders=(0,), payloads=({"email_address": "jane@acme.com", "user_id": "u1"},))


def test_a_row_of_an_event_that_meets_no_trigger_has_the_clauses() -> None:
    side = side_of(a_subscription(), a_subscription() | {"subscribe": 'type = "track" and event = "Paid"'})
    row = side.row(EVENT | {"type": "track", "event": "Seen"})
    assert row == Row(unmet=((0, 'type = "identify"', '"track"'), (1, 'event = "Paid"', '"Seen"')))


def test_a_row_of_a_run_in_both_modes_has_the_payload_that_is_the_same_in_both() -> None:
    side = side_of(mode="both")
    payload = {"email_address": "jane@acme.com", "user_id": "u1"}
    assert side.row(EVENT) == Row(orders=(0,), payloads=(payload,))
    # an empty text stays in a batch, and is refused alone
    assert side.row(EVENT | {"userId": ""}) == Row(orders=(0,), payloads=(None,))
    assert side_of(mode="batch").row(EVENT | {"userId": ""}) == Row(orders=(0,), payloads=(payload | {"user_id": ""},))


def test_a_row_has_no_payload_where_segment_refuses_it() -> None:
    assert side_of(a_subscription(user_id={"@path": "$.nothing"})).row(EVENT) == Row(orders=(0,), payloads=(None,))


@pytest.mark.parametrize(
    "mapping",
    [
        {"person_attributes": {"description": {"@liquid": '{{ "now" | date: "%Y" }}'}}},  # the time is that of the run
        {"person_attributes": {"name": {"@template": "{{traits.company}}"}}},  # a text that is made of nothing
        {"user_id": {"@path": "$.traits.ids"}},  # a value that Segment changes
        {"person_attributes": {"description": {"@path": "$.traits.job"}}},  # a text that a program printed
    ],
)
def test_a_row_leaves_open_what_is_the_runs_to_tell(mapping: dict[str, Any]) -> None:
    row = side_of(a_subscription(**mapping)).row(
        EVENT | {"traits": EVENT["traits"] | {"ids": ["u1"], "job": "undefined"}}
    )
    assert (row.orders, row.payloads) == ((0,), (None,))


def test_integrations_keep_an_event_away() -> None:
    row = side_of().row(EVENT | {"integrations": {"All": False}})
    assert row == Row(why='integrations has "All": false and no "Attio (Actions)": true')
    assert side_of().row(EVENT | {"integrations": {"All": False, "Attio": True}}) == row._replace(misnamed="Attio")
    assert side_of(integrations=False).row(EVENT | {"integrations": {"All": False}}).orders == (0,)


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"1", b"{}", b'{"type": 1}', b'{"batch": []}', b'{"type":"x"}{}'])
def test_a_line_that_is_not_one_event_has_no_row(text: bytes) -> None:
    assert side_of().line(text) is None


def test_a_line_by_which_the_map_side_breaks_is_for_who_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(self: MapSide, event: Any) -> Row:
        raise ZeroDivisionError

    side, text = side_of(), json.dumps(EVENT).encode()
    assert side.line(text) is not None
    monkeypatch.setattr(MapSide, "row", breaks)
    assert side.line(text) is None


def test_a_line_tells_what_reading_it_would_have_told() -> None:
    side = side_of()
    text = b'{"type":"identify","type":"track","n":9007199254740993,"receivedAt":"x","sentAt":"2026-01-02T00:00:00Z"}'
    told = side.line(text)
    assert told is not None
    *rest, row = told
    assert rest == ["track", None, 1767312000000, "receivedAt", False, True, "type"]
    assert row_from(row) == side.row(json.loads(text))


def test_an_event_from_elsewhere_is_pickled_without_what_was_parsed() -> None:
    (one,) = mapped(side_of(), [SourceEvent(event=EVENT, file="a", line=3)])
    assert isinstance(one, LineEvent)
    assert one.event == EVENT
    again = pickle.loads(pickle.dumps(one.with_time(5)))
    assert (again.file, again.line, again.at, again.told, again.row) == ("a", 3, 5, one.told, one.row)
    assert again._parsed is None
    assert (again.event, again.kind, again.message_id, again.times) == (EVENT, "identify", "m1", one.times)


FILTERS = [
    {"id": "f1", "title": "No pages", "if": 'type = "page"', "actions": [{"type": "DROP"}], "enabled": True},
    {
        "id": "f2",
        "title": "No phones",
        "if": 'type = "identify"',
        "actions": [{"type": "DROP_PROPERTIES", "fields": {"traits": ["phone", "title"]}}],
        "enabled": True,
    },
    {"id": "f3", "title": "Half", "if": "all", "actions": [{"type": "SAMPLE", "percent": 0.5}], "enabled": True},
]


@pytest.mark.parametrize(
    ("mode", "with_filters", "third"),
    [(mode, with_filters, (n + with_filters) % 3) for with_filters in (False, True) for n, mode in enumerate(MODES)],
)
def test_the_report_of_rows_is_that_of_events(mode: Any, with_filters: bool, third: int, tmp_path: Path) -> None:
    """Every event goes through one mode with filters and through another one without."""
    (tmp_path / "filters.json").write_text(json.dumps({"data": {"filters": FILTERS}}))
    filters = read_filters([str(tmp_path / "filters.json")], SOURCES) if with_filters else []
    reports = []
    for rows in (False, True):
        job = Check(SOURCES, WORKSPACE, mode=mode, filters=filters)
        events: Iterable[EventSource] = islice(read_events([str(FIXTURES / "events")]), third, None, 3)
        if rows:
            events = mapped(MapSide(pickle.loads(pickle.dumps(job.map_settings))), events)
        job.feed(in_order(events))
        reports.append((job.report().to_dict(), job.emulator.snapshot()))
    assert reports[0] == reports[1]
    assert reports[0][0]["events"] > 100
    assert bool(reports[0][0]["filtered_reasons"]) == with_filters


NULLS = {
    "id": "f4",
    "title": "No audience",
    "if": 'traits.plan = "b"',
    "actions": [
        {"type": "DROP_PROPERTIES", "fields": {"context": {"fields": ["personas"]}, "traits": {"fields": ["extra"]}}}
    ],
    "enabled": True,
}


@pytest.mark.parametrize("mode", ["single", "batch"])
@pytest.mark.parametrize("null", ["absent", "kept"])
def test_what_keeps_an_event_away_or_is_null_in_it_is_the_same_of_a_row(null: str, mode: Any, tmp_path: Path) -> None:
    (tmp_path / "filters.json").write_text(json.dumps({"data": {"filters": [NULLS]}}))
    contexts: list[Any] = [None, {"personas": None}, {}]
    integrations: list[Any] = [{}, {"All": False}, {"All": False, "Attio": True}]
    events = [
        EVENT | {"context": context, "integrations": one, "messageId": f"m{plan}", "traits": {**EVENT["traits"], "plan": plan, "extra": 1}}
        for context in contexts for one in integrations for plan in "ab"
    ]  # fmt: skip
    reports = []
    for rows in (False, True):
        filters = read_filters([str(tmp_path / "filters.json")], SOURCES)
        job = Check(SOURCES, WORKSPACE, mode=mode, filters=filters, assumptions={"intake.null_context": null})
        items: Iterable[EventSource] = [
            SourceEvent(event=one, file="a", line=line) for line, one in enumerate(events, 1)
        ]
        job.feed(mapped(MapSide(job.map_settings), items) if rows else items)
        reports.append(job.report().to_dict())
    assert reports[0] == reports[1]
    assert reports[0]["verdicts"]["filtered"] == 12
    assert any("null" in note["what"] for note in reports[0]["notes"]) == (null == "absent")
