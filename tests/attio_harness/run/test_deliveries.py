"""Deliveries under faults: tried again on the clock of the run, given up after four hours, and what is told of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness import UsageError, check
from attio_harness.formats.groups import unmasked_groups
from attio_harness.inputs.event import SourceEvent
from attio_harness.inputs.mappings import locate_dict
from attio_harness.report import Report
from attio_harness.run.check import Check
from attio_harness.run.dead_letters import DeadLetters
from attio_harness.run.recorder import Recorder
from attio_harness.run.retries import asked_pause
from segment_actions import HTTPError, Request, Response

from tests.attio_harness.subscriptions import assert_record, identify_user

BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
PEOPLE = assert_record(
    "People",
    'type = "identify"',
    "people",
    "email_addresses",
    {"email_addresses": {"@path": "$.traits.email"}, "job_title": {"@path": "$.traits.title"}},
)
USERS = identify_user("Users")
WORKSPACE = {"objects": [{"api_slug": "users", "active": True}]}


def person(number: int, *, second: float = 0, **traits: Any) -> dict[str, Any]:
    at = (BEGIN + timedelta(seconds=second)).isoformat().replace("+00:00", "Z")
    return {
        "type": "identify", "userId": f"u{number}", "messageId": f"m{number}", "receivedAt": at,
        "traits": {"email": f"p{number}@acme.com", **traits},
    }  # fmt: skip


class Requests(Recorder):
    """When which request was answered how, in seconds since the beginning; of a batch its size."""

    def __init__(self, job: Check) -> None:
        self._job, self.rows = job, list[tuple[float, str, int]]()

    def exchanged(self, request: Request, response: Response) -> None:
        at = self._job.emulator.now() / 1000 - BEGIN.timestamp()
        body = request.json
        named = body["assertions"][0]["values"] if "assertions" in body else body["data"]["values"]
        size = f"{len(body['assertions'])} from " if "assertions" in body else ""
        self.rows.append((at, f"{size}{named['email_addresses']}".split("@")[0], response.status))


def run(
    events: list[dict[str, Any]],
    faults: Any,
    *,
    subscription: dict[str, Any] = PEOPLE,
    complete: bool = True,
    **options: Any,
) -> tuple[Report, Check, Requests]:
    job = Check(list(locate_dict(subscription, "")), Workspace.from_dict(WORKSPACE), faults=faults, **options)
    seen = Requests(job)
    job.record(seen)
    times = [round(datetime.fromisoformat(event["receivedAt"]).timestamp() * 1000) for event in events]
    job.feed(
        SourceEvent(event=event, file="e.ndjson", line=n, at=at)
        for n, (event, at) in enumerate(zip(events, times, strict=True), 1)
    )
    return job.report(complete=complete), job, seen


@pytest.mark.parametrize("pointer", ["", "/1", "/planned_values/root_module/resources/0/values"])
@pytest.mark.parametrize(
    ("rule", "object", "title", "said"),
    [
        ({"status": 503}, "people", "People", "503 internal_error: A fault rule of the emulator answers."),
        ({"status": 404, "body": "no"}, "people", "People", "404: Not Found"),
        ({"fault": "reset"}, "people", "People", "ECONNRESET: request to "),
        ({"status": 404, "times": 0}, "gone", "the object gone", "404 not_found: "),
        ({"status": 404, "times": 0}, None, "object", "400 PAYLOAD_VALIDATION_FAILED: "),
    ],
)
def test_a_loss_is_headed_by_what_is_at_fault_and_its_answer_says_nothing_twice(
    pointer: str, rule: dict[str, Any], object: str | None, title: str, said: str
) -> None:
    subscription = {**PEOPLE, "mapping": {**PEOPLE["mapping"], "object": object}}
    job = Check(list(locate_dict(subscription, pointer)), Workspace.from_dict(WORKSPACE), faults=[rule])
    job.feed([SourceEvent(event=person(1), file="e.ndjson", line=1)])
    (group,) = unmasked_groups(job.report())
    assert (group.title, group.said[: len(said)]) == (title, said)


@pytest.mark.parametrize("mode", ["single", "batch"])
@pytest.mark.parametrize("status", [400, 402, 405, 409, 413, 422, 501])
def test_a_refusal_that_names_nothing_of_the_event_asks_for_no_other_value(status: int, mode: str) -> None:
    report, _, _ = run([person(1)], [{"status": status}], mode=mode)
    assert report.verdicts == {"rejected": 1}
    [row] = report.rejections
    assert (row.status, row.code, row.object) == (status, "internal_error", None)
    assert row.hint == (
        f"Attio's response {status} names nothing in the event or its mapping, and Segment does not try again: look at Attio's "
        "status page, and at what is between Segment and Attio, such as a proxy or a fault rule, then send the event again."
    )


def test_what_fails_is_tried_again_later_and_others_go_on_meanwhile_in_the_order_of_time() -> None:
    events = [person(1), person(2, second=5), person(3, second=25), person(4, second=31)]
    report, job, seen = run(events, [{"status": 503, "times": 1}, {"status": 500, "after": 1, "times": 1}])
    assert seen.rows == [
        (0, "p1", 503),
        (5, "p2", 200),
        (10, "p1", 500),
        (25, "p3", 200),
        (30, "p1", 200),
        (31, "p4", 200),
    ]
    assert report.verdicts == {"written": 4}
    assert report.deliveries.to_dict() == {"written": {"3": 1}, "given_up": {}, "waiting": {}}
    assert (report.outcome.passed, report.rejections) == (True, ())
    assert len(job.emulator.records("people")) == 4
    assert "written after a retry: 1 event in 3 tries" in str(report)


@pytest.mark.covers("delivery.retry_for", "delivery.retry_first")
def test_trying_ends_after_about_four_hours_and_later_events_are_delivered_before() -> None:
    report, _, seen = run(
        [person(1), person(2, second=3600)], [{"path": "*", "status": 500, "method": "PUT", "times": 9}]
    )
    assert [row[0] for row in seen.rows if row[1] == "p1"] == [0, 10, 30, 70, 150, 310, 630, 1270, 2550, 5110]
    assert [row for row in seen.rows if row[1] == "p2"] == [(3600, "p2", 200)]
    report, _, seen = run([person(1)], [{"status": 500}])
    assert [row[0] for row in seen.rows] == [0, 10, 30, 70, 150, 310, 630, 1270, 2550, 5110, 8710, 12310]
    assert report.verdicts == {"failed": 1}
    [row] = report.rejections
    assert (row.tries, row.again_at, row.status, row.code) == (12, None, 500, "internal_error")
    assert row.hint == (
        "Nothing is wrong with the event: Attio answered 500, and Segment gives up after 12 tries; if it lasts, look at Attio's "
        "status page."
    )
    assert {"delivery.retry_first", "delivery.retry_for"} <= set(row.assumptions)
    assert report.deliveries.to_dict() == {"written": {}, "given_up": {"12": 1}, "waiting": {}}
    assert "failed for good, Segment does not try again: 1 event in 12 tries" in str(report)
    assert report.outcome.why == ("1 lost",)


def test_the_pauses_are_settings() -> None:
    settings = {"delivery.retry_first": 100, "delivery.retry_for": 400}
    _, _, seen = run([person(1)], [{"status": 500}], assumptions=settings)
    assert [row[0] for row in seen.rows] == [0, 100, 300]
    _, _, seen = run([person(1)], [{"status": 500}], assumptions={"delivery.retry_for": 0})
    assert [row[0] for row in seen.rows] == [0]


def test_the_first_pause_may_be_longer_than_an_hour_and_none_is_shorter_than_the_one_before() -> None:
    _, _, seen = run([person(1)], [{"status": 500}], assumptions={"delivery.retry_first": 5000})
    assert [row[0] for row in seen.rows] == [0, 5000, 10_000]


@pytest.mark.parametrize(
    ("rules", "named"),
    [
        ([{"status": 429, "headers": {"Retry-After": "20000"}}], True),  # the first pause is too long
        ([{"status": 429, "headers": {"Retry-After": "14000"}, "times": 1}, {"status": 503}], True),  # leaves time for few tries
        ([{"status": 429, "headers": {"Retry-After": "5"}}], False),  # every pause is longer than that
        ([{"status": 503, "times": 1}, {"status": 429, "headers": {"Retry-After": "15"}}], False),  # and so is every later one
        ([{"status": 503}], False),
        ([{"status": 429, "headers": {"Retry-After": "120"}, "times": 1}], False),  # written all the same
    ],
)  # fmt: skip
def test_an_event_that_is_given_up_after_a_longer_wait_rests_on_the_wait(rules: Any, named: bool) -> None:
    report, _, _ = run([person(1)], rules)
    assert ("delivery.retry_after" in report.assumptions) is named
    assert all(("delivery.retry_after" in row.assumptions) is named for row in report.rejections)


@pytest.mark.covers("delivery.retry_after")
@pytest.mark.parametrize(
    ("asked", "at"),
    [
        ("7", 10), ("120", 120), ("Wed, 01 Jan 2025 00:02:00 GMT", 120), ("Wed, 01 Jan 2025 00:02:00", 120),
        ("Wed, 01 Jan 2025 01:02:00 +0100", 120), ("Tue, 31 Dec 2024 00:00:00 GMT", 10), ("soon", 10), ("-5", 10), ("1.5", 10),
        ("", 10), ("9" * 5000, None), ("Wed, 99 Jan 2025 00:02:00 GMT", 10), ("Wed, 01 Jan 99999 00:00:00 GMT", 10),
    ],
)  # fmt: skip
def test_a_retry_after_is_waited_for_where_it_is_longer(asked: str, at: int | None) -> None:
    report, _, seen = run([person(1)], [{"status": 429, "times": 1, "headers": {"Retry-After": asked}}])
    assert [row[0] for row in seen.rows] == [0, *([] if at is None else [at])]
    assert report.verdicts == ({"written": 1} if at else {"failed": 1})


@pytest.mark.parametrize("status", [408, 423, 429, 500, 502, 503, 504, 529])
def test_what_segment_tries_again_is_tried_again(status: int) -> None:
    assert run([person(1)], [{"status": status, "times": 1}])[0].verdicts == {"written": 1}


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422, 501])
def test_what_segment_does_not_try_again_is_lost(status: int) -> None:
    report, _, seen = run([person(1)], [{"status": status, "times": 1}])
    assert (report.verdicts, len(seen.rows)) == ({"rejected": 1}, 1)


def test_a_retry_after_of_odd_digits_is_none() -> None:
    assert asked_pause(HTTPError(Response(status=429, headers={"retry-after": "²"})), 0) == 0


# -- batches -----------------------------------------------------------------------------------------------------------


def test_batches_are_formed_anew_with_what_came_meanwhile() -> None:
    """The first is sent after a minute and fails; its events wait again, beside one that has come since."""
    events = [person(1), person(2, second=1), person(3, second=65)]
    report, _, seen = run(events, [{"status": 503, "times": 1}], mode="batch")
    assert seen.rows == [(60, "2 from p1", 503), (125, "3 from p3", 202)]
    assert report.verdicts == {"written": 3}
    assert report.deliveries.to_dict()["written"] == {"2": 2}
    assert report.batches == {2: 1, 3: 1}


def test_an_event_of_a_batch_counts_its_own_tries() -> None:
    events = [person(1), person(2, second=65)]
    report, _, seen = run(events, [{"status": 503}], mode="batch", assumptions={"delivery.retry_for": 300})
    assert report.verdicts == {"failed": 2}
    assert seen.rows[0] == (60, "1 from p1", 503)
    assert [row.tries for row in report.rejections] == [5, 4]


# -- the deadline ------------------------------------------------------------------------------------------------------


@pytest.mark.covers("delivery.deadline", "delivery.no_status")
@pytest.mark.parametrize(("delay", "tries"), [(3.5, 1), (3.6, 2), (86_400, 2)])
def test_an_answer_after_the_deadline_is_none(delay: float, tries: int) -> None:
    """Attio has written it by then; the second try writes the same again."""
    report, job, _ = run([person(1)], [{"delay": delay, "times": 1}])
    assert report.verdicts == {"written": 1}
    assert report.deliveries.written == ({tries: 1} if tries > 1 else {})
    assert report.records == {"people": {"created": 1, "updated": tries - 1, "assumed": 0}}
    assert len(job.emulator.records("people")) == 1


def test_the_deadline_is_a_setting() -> None:
    for deadline, tries in ((1, 2), (5, 1)):
        report, _, _ = run([person(1)], [{"delay": 2, "times": 1}], assumptions={"delivery.deadline": deadline})
        assert (report.verdicts, sum(report.deliveries.written)) == ({"written": 1}, tries if tries > 1 else 0)


def test_what_never_comes_in_time_and_is_not_written_fails_with_the_words_of_production() -> None:
    report, job, _ = run([person(1)], [{"status": 200, "body": {}, "delay": 9}])
    [row] = report.rejections
    assert (row.verdict, row.status, row.code, row.tries) == ("failed", None, "FetchError", 12)
    assert row.message == (
        "request to https://api.attio.com/v2/objects/people/records/simple?matching_attribute=email_addresses"
        "&append_to_existing_values=true failed, reason: The https request exceeded the deadline of 3.5s"
    )
    assert row.hint.startswith(
        "Nothing is wrong with the event: no complete response came in time, and Segment gives up after 12 tries"
    )
    assert job.emulator.counts() == {}


@pytest.mark.parametrize(
    ("complete", "rule", "said"),
    [
        (True, {"status": 429, "headers": {"retry-after": "86400"}}, "Segment gives up after 1 try;"),
        (True, {"status": 503, "headers": {"retry-after": "86400"}}, "Segment gives up after 1 try;"),
        (True, {"status": 503}, "Segment gives up after 12 tries;"),
        (False, {"status": 503}, "Segment tries again;"),
    ],
)
def test_the_advice_says_whether_segment_tries_again(complete: bool, rule: dict[str, Any], said: str) -> None:
    report, _, _ = run([person(1)], [rule], complete=complete)
    [row] = report.rejections
    assert said in row.hint
    assert bool(row.again_at) == (not complete)
    assert bool(report.deliveries.given_up) == complete


def test_the_advice_of_one_that_waits_for_its_third_try_is_that_segment_tries_again() -> None:
    report, _, _ = run([person(1), person(2, second=15)], [{"status": 503}], complete=False)
    assert [row.tries for row in report.rejections] == [2, 1]
    assert all("Segment tries again;" in row.hint for row in report.rejections)


# -- written, and reported as failed -----------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["single", "batch"])
@pytest.mark.parametrize("subscription", [PEOPLE, USERS])
def test_what_is_written_although_segment_was_never_told_is_not_lost(mode: Any, subscription: dict[str, Any]) -> None:
    last = "/v2/batch/*" if mode == "batch" else "*/users/*" if subscription is USERS else "*"
    report, job, _ = run([person(1)], [{"path": last, "delay": 4}], subscription=subscription, mode=mode)
    assert report.verdicts == {"unconfirmed": 1}
    assert (report.outcome.passed, report.lost, report.rejections) == (True, 0, ())
    [row] = report.unconfirmed
    assert (row.verdict, row.code, row.status) == ("unconfirmed", "FetchError", None)
    assert row.hint.startswith("Nothing is lost: the records were written before the response failed.")
    assert job.emulator.counts() == {"people": 1, "users": 1} if subscription is USERS else {"people": 1}
    assert "written, although Segment saw a failure or no response (FetchError): 1 event, first e.ndjson:1" in str(
        report
    )
    assert [one["verdict"] for one in report.to_dict()["unconfirmed"]] == ["unconfirmed"]


def test_of_two_records_one_is_not_the_event() -> None:
    report, job, _ = run([person(1)], [{"path": "*/people/*", "delay": 4}], subscription=USERS, mode="single")
    [row] = report.rejections
    assert (report.verdicts, row.partial, row.tries) == ({"failed": 1}, ("people",), 12)
    assert job.emulator.counts() == {"people": 1}


def test_what_an_earlier_try_wrote_is_there_whatever_the_last_one_says() -> None:
    """Written and answered too late; then accepted and lost."""
    faults = [{"delay": 4, "times": 1}, {"status": 200, "body": {}, "times": 1}]
    report, job, _ = run([person(1)], faults, mode="single")
    assert (report.verdicts, report.rejections, job.emulator.counts()) == ({"written": 1}, (), {"people": 1})
    faults = [{"delay": 4, "times": 1}, {"status": 403, "times": 1}]
    report, job, _ = run([person(1)], faults, mode="single")
    assert (report.verdicts, report.rejections, job.emulator.counts()) == ({"unconfirmed": 1}, (), {"people": 1})


# -- the end of a run --------------------------------------------------------------------------------------------------


def test_what_waits_when_the_run_is_interrupted_would_be_tried_again() -> None:
    report, _, seen = run([person(1), person(2, second=1)], [{"status": 503, "times": 2}], complete=False)
    assert report.verdicts == {"failed": 2}
    assert [(row.tries, row.again_at) for row in report.rejections] == [
        (1, "2025-01-01T00:00:10.000Z"), (1, "2025-01-01T00:00:11.000Z")
    ]  # fmt: skip
    assert report.deliveries.to_dict() == {"written": {}, "given_up": {}, "waiting": {"1": 2}}
    said = str(report)
    assert "failed so far, Segment would try again: 2 events, the next one at 2025-01-01T00:00:10.000Z" in said
    assert len(seen.rows) == 2


def test_two_runs_are_the_same() -> None:
    events = [person(n, second=n) for n in range(20)]
    faults = [{"status": 503, "after": 3, "times": 9}, {"delay": 5, "after": 2, "times": 4}]
    first, second = (run(events, faults) for _ in range(2))
    assert first[0] == second[0]
    assert first[2].rows == second[2].rows


# -- rules -------------------------------------------------------------------------------------------------------------


def test_what_explains_a_loss_meets_no_rule() -> None:
    """The record in the way of Ben is looked up, which is no request: the third one is that of Cyd."""
    users = [
        {"userId": user, "traits": {"email": f"{user}@acme.com", "name": name}}
        for user, name in zip("abc", "xxz", strict=True)
    ]
    events = [{"type": "identify", "receivedAt": f"2025-01-01T00:00:0{n}Z", **one} for n, one in enumerate(users)]
    attributes = {"user_id": {"@path": "$.userId"}, "primary_email_address": {"@path": "$.traits.email"}, "nick": {"@path": "$.traits.name"}}  # fmt: skip
    subscription = assert_record(None, 'type = "identify"', "users", "user_id", attributes)
    nick = {"api_slug": "nick", "type": "text", "is_unique": True}
    workspace = {"objects": [{"api_slug": "users", "active": True, "attributes": [nick]}]}
    report = check(events, [subscription], workspace, faults=[{"status": 400, "after": 2, "times": 1}])
    assert [(one.event.line, one.code) for one in report.rejections] == [(2, "uniqueness_conflict"), (3, "internal_error")]  # fmt: skip
    assert {"file": None, "line": None, "what": "faults: seed 0, 1 of 3 requests met a fault rule (1 answer)"} in report.notes  # fmt: skip


def test_a_rule_that_meets_nothing_is_told() -> None:
    report, _, _ = run([person(1)], [{"status": 500, "times": 1}, {"status": 429, "path": "/v2/lists*"}])
    assert [note["what"] for note in report.notes] == [
        "faults: seed 0, 1 of 2 requests met a fault rule (1 answer)",
        "the fault rule /1 met no request of this run",
    ]


def test_a_broken_rule_is_told_before_anything_runs() -> None:
    with pytest.raises(UsageError, match=r"^faults: /1: found the status 999"):
        check([person(1)], PEOPLE, WORKSPACE, faults=[{"status": 500}, {"status": 999}])


# -- faults of one event -----------------------------------------------------------------------------------------------


def fed(job: Check, *items: SourceEvent) -> Report:
    job.feed(items)
    return job.report()


def source(number: int, *faults: dict[str, Any], second: float = 0) -> SourceEvent:
    event = person(number, second=second)
    at = round(datetime.fromisoformat(event["receivedAt"]).timestamp() * 1000)
    return SourceEvent(event=event, file="e.ndjson", line=number, at=at, faults=faults)


def test_the_faults_of_an_event_are_met_by_its_own_requests_in_every_try() -> None:
    job = Check(
        list(locate_dict(PEOPLE, "")),
        Workspace.from_dict(WORKSPACE),
        mode="single",
        faults=[{"status": 500, "after": 2, "times": 1}],
    )
    seen = Requests(job)
    job.record(seen)
    report = fed(job, source(1), source(2, {"status": 429, "times": 2}, second=1), source(3, second=2))
    assert seen.rows == [
        (0, "p1", 200),
        (1, "p2", 429),
        (2, "p3", 200),
        (11, "p2", 429),
        (31, "p2", 500),
        (71, "p2", 200),
    ]
    assert report.verdicts == {"written": 3}


def test_a_fault_of_an_event_may_name_an_object_by_its_id() -> None:
    workspace = Workspace.from_dict(WORKSPACE)
    job = Check(list(locate_dict(PEOPLE, "")), workspace, mode="single")
    rule = {"match": {"object": str(workspace.objects["people"].id)}, "fault": {"status": 403}}
    assert fed(job, source(1, rule), source(2, second=1)).verdicts == {"rejected": 1, "written": 1}


def test_a_batch_meets_the_faults_of_each_event_that_is_in_it() -> None:
    job = Check(list(locate_dict(PEOPLE, "")), Workspace.from_dict(WORKSPACE), mode="batch")
    seen = Requests(job)
    job.record(seen)
    report = fed(job, source(1), source(2, {"status": 503, "times": 1}), source(3, second=100))
    assert seen.rows == [(60, "2 from p1", 503), (130, "3 from p1", 202)]
    assert report.verdicts == {"written": 3}
    assert report.deliveries.to_dict()["written"] == {"2": 2}


# -- dead letters ------------------------------------------------------------------------------------------------------


def test_what_is_lost_is_an_event_again_with_why() -> None:
    dead = DeadLetters()
    run(
        [person(1), person(2, second=1), person(3, second=2)],
        [{"status": 403, "times": 1}, {"status": 500, "after": 0, "times": 99}],
        dead_letters=dead,
    )
    rows = [json.loads(line) for line in dead.lines()]
    assert [row["event"] for row in rows] == [person(1), person(2, second=1), person(3, second=2)]
    first, second, _ = (row["dead_letter"] for row in rows)
    assert first == {
        "file": "e.ndjson",
        "line": 1,
        "losses": [
            {
                "subscription": "People", "verdict": "rejected", "status": 403, "code": "unauthorized",
                "message": "The API Key provided is not authorized to perform the requested action.", "tries": 1,
            }
        ],
    }  # fmt: skip
    assert [(one["verdict"], one["code"], one["tries"]) for one in second["losses"]] == [
        ("failed", "internal_error", 12)
    ]
    assert b"".join(dead.lines()).isascii()


def test_an_event_that_two_subscriptions_lost_is_one_line() -> None:
    dead = DeadLetters()
    sources = [*locate_dict(PEOPLE, ""), *locate_dict({**PEOPLE, "name": "Again"}, "/1")]
    job = Check(sources, Workspace.from_dict(WORKSPACE), faults=[{"status": 400}], dead_letters=dead)
    fed(job, source(1))
    (line,) = dead.lines()
    assert [one["subscription"] for one in json.loads(line)["dead_letter"]["losses"]] == ["People", "Again"]


def test_what_is_written_unmatched_or_unconfirmed_is_no_dead_letter() -> None:
    dead = DeadLetters()
    report, _, _ = run([person(1), {**person(2, second=1), "type": "page"}], [{"delay": 4}], dead_letters=dead)
    assert (report.verdicts, [*dead.lines()]) == ({"unconfirmed": 1, "unmatched": 1}, [])
