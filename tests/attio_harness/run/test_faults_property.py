"""Whatever the faults: what is told as written is there, and once they end, every event ends as without them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

from attio_emulator import Emulator, Workspace
from attio_harness.inputs.event import EventSource, SourceEvent
from attio_harness.inputs.mappings import locate_dict
from attio_harness.inputs.reader import EventReader
from attio_harness.inputs.streams import Reach
from attio_harness.inputs.timeline import in_order
from attio_harness.report import Report
from attio_harness.run.check import Check
from attio_harness.run.dead_letters import DeadLetters
from attio_harness.verdicts import LOST, Mode
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.attio_harness.subscriptions import identify_user

BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
PLAN = {"api_slug": "plan", "type": "select", "options": ["Free", "Pro"]}
WORKSPACE = Workspace.from_dict({"objects": [{"api_slug": "users", "active": True, "attributes": [PLAN]}]})
SOURCES = list(
    locate_dict(
        identify_user("Users", user_attributes={"plan": {"@path": "$.traits.plan"}}),
        "",
    )
)


def event(number: int, second: int, user: int, wrong: str) -> SourceEvent:
    """Of one user every event says the same, so that the order in which they are written in the end makes no difference."""
    at = BEGIN + timedelta(seconds=second)
    traits = {"email": f"u{user}@acme.com", "plan": "Gold" if wrong == "plan" else "Free"}
    body = {
        "type": "identify", "userId": f"u{user}", "messageId": f"m{number}", "receivedAt": at.isoformat(),
        "traits": {} if wrong == "email" else traits,
    }  # fmt: skip
    return SourceEvent(event=body, file="e.ndjson", line=number, at=round(at.timestamp() * 1000))


seconds = st.integers(0, 200)
EVENTS = st.lists(
    # those that are wrong are of users of their own: an assertion of another event would write their person
    st.tuples(seconds, st.integers(0, 3), st.just(""))
    | st.tuples(seconds, st.integers(10, 11), st.sampled_from(["email", "plan"])),
    min_size=1,
    max_size=8,
).map(lambda rows: [event(number, *row) for number, row in enumerate(sorted(rows), 1)])

_MATCH = st.sampled_from(
    [{}, {"path": "*/people/*"}, {"path": "*/users/*"}, {"path": "/v2/batch/*"}, {"method": "PUT"}]
)
_FAILING = st.sampled_from(
    [
        {"status": 408}, {"status": 423}, {"status": 429, "retry_after": 300}, {"code": "rate_limit_exceeded"}, {"status": 500},
        {"status": 502, "body": "<html>"}, {"status": 503, "headers": {"retry-after": "7"}}, {"status": 529},
        {"latency": 4}, {"latency": {"percentiles": {"50": 1, "99": 9}}}, {"kind": "drip", "rate": 1}, {"kind": "refused"}, {"kind": "unreachable"}, {"kind": "silent"},
        {"kind": "reset"}, {"kind": "half_closed"}, {"kind": "truncated"}, {"kind": "reset", "bytes": 5},
        *({"kind": "apply_then_fail", "by": by} for by in ("answer", "reset", "half_closed", "silent", "truncated")),
        {"kind": "apply_then_fail", "status": 503},
    ]
)  # fmt: skip
_SILENT = st.sampled_from(
    [
        {"status": 400}, {"status": 401}, {"status": 403}, {"status": 404}, {"code": "concurrent_write_conflict"}, {"status": 501},
        {"status": 202}, {"status": 204}, {"status": 200, "body": {}}, {"status": 200, "body": {"data": {"id": {"record_id": "r"}}}},
        {"kind": "empty"}, {"kind": "malformed"}, {"kind": "malformed", "as": "html"}, {"kind": "malformed", "as": "null"},
        {"kind": "accept_then_lose"}, {"kind": "accept_then_lose", "status": 202},
        {"kind": "apply_then_fail", "status": 400}, {"kind": "apply_then_fail", "by": "malformed"}, {"kind": "apply_then_fail", "by": "empty"},
    ]
)  # fmt: skip
_WHEN = st.fixed_dictionaries({"after": st.integers(0, 5), "times": st.integers(1, 2)})


def rules(faults: Any, when: Any) -> Any:
    return st.lists(
        st.builds(lambda match, fault, when: {"match": match, "fault": fault, **when}, _MATCH, faults, when), max_size=4
    )


ENDING = rules(_FAILING, _WHEN)
"""At most eight failures, which is less than Segment's tries of an event."""
ANY = rules(_FAILING | _SILENT, _WHEN | st.just({}) | st.just({"probability": 0.5}))
MODES = st.sampled_from(["single", "batch"])


def run(
    events: Sequence[EventSource], faults: Any, mode: Mode, dead: DeadLetters | None = None, start: Any = None
) -> tuple[Report, Check]:
    job = Check(SOURCES, WORKSPACE, faults=faults, mode=mode, keep=True, dead_letters=dead)
    if start is not None:
        job.emulator.restore(start)
    job.feed(events)
    return job.report(), job


def written(attio: Emulator) -> dict[str, Any]:
    """Every record by what it is found by, with its values; who wrote them and when is left out, and so are IDs."""
    people = {
        one["id"]["record_id"]: one["values"]["email_addresses"][0]["email_address"] for one in attio.records("people")
    }
    found = {}
    for slug, key in (("people", "email_addresses"), ("users", "user_id")):
        for record in attio.records(slug):
            values = {
                name: [
                    people.get(one.get("target_record_id"))
                    or one.get("value")
                    or one.get("email_address")
                    or one.get("option", {}).get("title")
                    for one in rows
                ]
                for name, rows in record["values"].items()
                if name in ("email_addresses", "user_id", "plan", "person", "primary_email_address")
            }
            found[f"{slug} {values[key][0]}"] = values
    return found


def verdicts(job: Check) -> Counter[tuple[int, str]]:
    return Counter((number, verdict) for (number, _), (verdict, _) in job.settled.items())


quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


@quick
@given(EVENTS, ENDING, MODES)
def test_once_faults_end_every_event_ends_as_without_them(events: list[SourceEvent], faults: Any, mode: Mode) -> None:
    """Asserts find what they wrote before, batches are formed anew; what is wrong with an event stays wrong."""
    plain, with_faults = run(events, (), mode), run(events, faults, mode)
    assert verdicts(with_faults[1]) == verdicts(plain[1])
    assert written(with_faults[1].emulator) == written(plain[1].emulator)
    assert with_faults[0].outcome == plain[0].outcome


@quick
@given(EVENTS, ANY, MODES)
def test_whatever_the_faults_what_is_told_as_written_is_there(
    events: list[SourceEvent], faults: Any, mode: Mode
) -> None:
    """And what is told as lost can be delivered from the dead letters, which then leave the workspace as without faults."""
    dead = DeadLetters()
    report, job = run(events, faults, mode, dead)
    there = written(job.emulator)
    for (number, _), (verdict, _) in job.settled.items():
        body = events[number].event
        if verdict in ("written", "unconfirmed"):
            assert f"people {body['traits']['email']}" in there
            assert f"users {body['userId']}" in there
    assert sum(report.verdicts.values()) == len(events)
    rows = [*dead.lines()]
    assert len(rows) == report.lost == sum(report.verdicts.get(name, 0) for name in LOST)
    lines = BytesIO(b"".join(rows))
    again = [*in_order(EventReader(lines, "dead.ndjson", Reach()).read(), "received")] if rows else []
    _, later = run(again, (), mode, start=job.emulator.snapshot())
    assert written(later.emulator) == written(run(events, (), mode)[1].emulator)
