"""Generated events: the same seed gives the same, and people, companies and workspaces agree with one another."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import pytest
from attio_harness import check
from segment_events import KINDS, TYPES, EventGenerator


def test_the_same_seed_gives_the_same_events_in_any_process() -> None:
    code = "import json; from segment_events import EventGenerator; print(json.dumps(list(EventGenerator(seed=3).stream(50))))"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
    assert json.loads(other) == list(EventGenerator(seed=3).stream(50)) != list(EventGenerator(seed=4).stream(50))


def test_a_start_without_a_zone_is_of_utc_wherever_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    said = EventGenerator(start=datetime(2026, 1, 1, tzinfo=UTC)).identify()["timestamp"]
    try:
        for zone in ("UTC", "America/New_York", "Asia/Kolkata"):
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            assert EventGenerator(start=datetime(2026, 1, 1)).identify()["timestamp"] == said
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize("start", ["2026-01-01", date(2026, 1, 1), 0])
def test_a_start_that_is_no_moment_is_refused_by_its_name(start: Any) -> None:
    with pytest.raises(TypeError, match=r"^start: found .*, expected a datetime$"):
        EventGenerator(start=start)


def test_one_type_and_one_kind_of_mistake_need_no_list() -> None:
    assert {one["type"] for one in EventGenerator().stream(5, "track")} == {"track"}
    assert {one.kind for one in EventGenerator().negatives(3, "missing-email")} == {"missing-email"}
    with pytest.raises(ValueError, match="unknown event type 'trak'"):
        EventGenerator().stream(1, "trak")


def test_a_group_is_joined_by_one_of_its_people_and_a_track_has_the_event_asked_for() -> None:
    generator = EventGenerator(seed=2, people=40, companies=5)
    companies = {one.user_id: one.company for one in generator.world.people}
    joined = [generator.group(company=one) for one in generator.world.companies for _ in range(5)]
    assert [companies[one["userId"]].group_id for one in joined] == [one["groupId"] for one in joined]
    assert {generator.track(event="Opened")["event"] for _ in range(20)} == {"Opened"}


def test_every_type_has_what_segments_raw_logs_have() -> None:
    generator = EventGenerator(seed=1)
    for kind in TYPES:
        event = getattr(generator, kind)()
        assert event["type"] == kind
        assert {
            "userId",
            "anonymousId",
            "messageId",
            "context",
            "integrations",
            "timestamp",
            "sentAt",
            "receivedAt",
        } <= set(event)
    assert {"groupId", "traits"} <= set(generator.group())
    assert "previousId" in generator.alias()


def test_people_companies_and_workspaces_agree_across_events() -> None:
    emails: dict[str, set[str]] = {}
    domains: dict[str, set[str]] = {}
    members: dict[str, str] = {}
    for event in EventGenerator(seed=5, people=30, companies=5).stream(2000):
        if event["type"] == "identify":
            emails.setdefault(event["userId"], set()).add(event["traits"]["email"])
            members[event["userId"]] = event["traits"]["domain"]
        if event["type"] == "group":
            domains.setdefault(event["groupId"], set()).add(event["traits"]["domain"])
            assert members[event["userId"]] == event["traits"]["domain"]  # identified before, and of this company
    assert all(len(found) == 1 for found in (*emails.values(), *domains.values()))
    assert (len(emails), len(domains)) == (30, 5)


def test_time_goes_on_and_message_ids_are_never_repeated() -> None:
    events = list(EventGenerator(seed=2).stream(300))
    assert [event["timestamp"] for event in events] == sorted(event["timestamp"] for event in events)
    assert len({event["messageId"] for event in events}) == 300
    assert all(event["timestamp"] <= event["sentAt"] <= event["receivedAt"] for event in events)


def test_a_stream_keeps_to_the_types_asked_for() -> None:
    assert {event["type"] for event in EventGenerator().stream(50, types=["page", "group"])} == {"page", "group"}
    with pytest.raises(ValueError, match="unknown event type 'idetify'; expected one of identify"):
        EventGenerator().stream(1, types=["idetify"])
    with pytest.raises(ValueError, match="must be at least 1"):
        EventGenerator(people=0)


WORKSPACE: dict[str, Any] = {
    "objects": [
        {
            "api_slug": "users",
            "active": True,
            "attributes": [
                {"api_slug": "plan", "type": "select", "options": ["Free", "Team", "Business"]},
                {"api_slug": "seats", "type": "number"},
                {"api_slug": "created", "type": "timestamp"},
            ],
        },
        {"api_slug": "workspaces", "active": True, "attributes": [{"api_slug": "seats", "type": "number"}]},
    ]
}


def _path(name: str) -> dict[str, str]:
    return {"@path": f"$.{name}"}


SUBSCRIPTIONS: list[dict[str, Any]] = [
    {
        "name": "identify",
        "partnerAction": "identifyUser",
        "subscribe": 'type = "identify"',
        "mapping": {
            "email_address": _path("traits.email"),
            "user_id": _path("userId"),
            "user_attributes": {
                "plan": _path("traits.plan"),
                "seats": _path("traits.seats"),
                "created": _path("traits.created_at"),
            },
            "person_attributes": {
                "name": {"@template": "{{traits.last_name}}, {{traits.first_name}}"},
                "phone_numbers": _path("traits.phone"),
            },
        },
    },
    {
        "name": "group",
        "partnerAction": "groupWorkspace",
        "subscribe": 'type = "group"',
        "mapping": {
            "domain": _path("traits.website"),
            "workspace_id": _path("groupId"),
            "workspace_attributes": {"seats": _path("traits.seats")},
        },
    },
]


@pytest.mark.parametrize("mode", ["single", "batch"])
def test_a_good_stream_is_written_whole(mode: Any) -> None:
    report = check(EventGenerator(seed=11).stream(600), SUBSCRIPTIONS, WORKSPACE, mode)
    assert report.rejections == ()


@pytest.mark.parametrize("kind", KINDS)
def test_every_known_mistake_is_a_loss(kind: str) -> None:
    negative = EventGenerator(seed=9).negative(kind)
    report = check([negative.event], SUBSCRIPTIONS, WORKSPACE)
    assert len(report.rejections) == 1, (negative.trait, negative.why)


def test_mistakes_come_in_turn() -> None:
    kinds = Counter(negative.kind for negative in EventGenerator(seed=1).negatives(2 * len(KINDS)))
    assert kinds == dict.fromkeys(KINDS, 2)
    with pytest.raises(ValueError, match="nope"):
        EventGenerator().negative("nope")


def test_whoever_is_grouped_or_tracked_was_identified_before() -> None:
    known: set[str] = set()
    mentioned = Counter[str]()
    for event in EventGenerator(seed=5).stream(1500):
        if event["type"] == "identify":
            known.add(event["userId"])
        elif event["type"] in ("group", "track"):
            assert event["userId"] in known
            mentioned[event["type"]] += 1
    assert set(mentioned) == {"group", "track"}
    assert {event["type"] for event in EventGenerator(seed=5).stream(50, ["track"])} == {"track"}


def test_time_passes_where_it_is_let() -> None:
    waited, plain = EventGenerator(seed=5), EventGenerator(seed=5)
    first = waited.identify()
    assert waited.now.isoformat(timespec="milliseconds").replace("+00:00", "Z") == first["timestamp"]
    plain.identify()
    waited.wait(3600)
    late, soon = (datetime.fromisoformat(one.identify()["timestamp"]) for one in (waited, plain))
    assert (late - soon).total_seconds() == 3600
