"""The local Segment of a test: what Segment's SDK for Python sends to it, unmodified, arrives in the test's Attio."""

from __future__ import annotations

import json

import pytest

# imported here, or each run in this process would leave its connections to the garbage collector
import segment.analytics.client  # noqa: F401

MAPPING = {
    "name": "Identify",
    "partnerAction": "assertRecord",
    "subscribe": 'type = "identify"',
    "mapping": {
        "object": "people",
        "matching_attribute": "email_addresses",
        "attributes": {
            "email_addresses": {"@path": "$.traits.email"},
            "description": {"@path": "$.traits.about"},
        },
    },
}
BATCHED = {**MAPPING, "mapping": {**MAPPING["mapping"], "enable_batching": True}}  # type: ignore[dict-item]

BEGIN = """
import threading
import httpx
import pytest
from segment.analytics.client import Client

pytestmark = pytest.mark.attio(mapping="mapping.json")

@pytest.fixture
def analytics(local_segment):
    client = Client(local_segment.write_key, host=local_segment.url, upload_interval=0.01, max_retries=1)
    yield client
    client.shutdown()

def send(local_segment, *events):
    return httpx.post(f"{local_segment.url}/v1/batch", auth=("any", ""), json={"batch": list(events)})

def person(email="jane@acme.com", **more):
    return {"type": "identify", "userId": "u1", "traits": {"email": email}, **more}
"""


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makefile(".json", mapping=json.dumps(MAPPING), batched=json.dumps(BATCHED))
    return pytester


PASSING = """
def test_what_the_sdk_sends_arrives(attio, local_segment, analytics):
    analytics.identify("u1", {"email": "jane@acme.com", "about": "Noé"})
    analytics.track("u1", "Signed Up")
    analytics.flush()
    report = local_segment.report()
    report.assert_passed()
    assert report.verdicts == {"written": 1, "unmatched": 1}
    assert [one["type"] for one in local_segment.events] == ["identify", "track"]
    assert local_segment.attio is attio
    (record,) = attio.records("people")
    assert record["values"]["description"][0]["value"] == "Noé"

@pytest.mark.parametrize("number", range(4))
def test_each_test_has_its_own(attio, local_segment, number):
    assert local_segment.events == []
    send(local_segment, person(f"jane{number}@acme.com"))
    assert local_segment.report().events == 1
    assert attio.counts() == {"people": 1}

@pytest.mark.parametrize("number", range(2))
def test_the_functions_of_the_sdk(local_segment, monkeypatch, number):
    import segment.analytics
    monkeypatch.setattr("segment.analytics.default_client", None)
    monkeypatch.setattr("segment.analytics.host", local_segment.url)
    monkeypatch.setattr("segment.analytics.write_key", local_segment.write_key)
    segment.analytics.identify("u1", {"email": "jane@acme.com"})
    segment.analytics.shutdown()
    assert local_segment.report().verdicts == {"written": 1}

def test_a_loss_is_explained_as_a_check_does(local_segment, analytics, attio_check):
    analytics.identify("u2", {"email": "nobody"})
    analytics.flush()
    report = local_segment.report()
    assert not report.ok
    (loss,) = report.rejections
    (same,) = attio_check(local_segment.events).rejections
    assert (loss.verdict, loss.code, loss.attribute, loss.value) == (same.verdict, same.code, same.attribute, same.value)
    assert (loss.message, loss.hint, loss.mapping_pointer) == (same.message, same.hint, same.mapping_pointer)
    assert (loss.event.file, loss.event.line) == ("<local_segment>", 1)

def test_what_segment_refuses_and_removes_is_in_the_report(local_segment):
    send(local_segment, {"type": "identify"}, person(messageId="m1"), person(messageId="m1"))
    report = local_segment.report()
    (refused,) = report.unreadable
    assert refused["why"].startswith("Segment refuses it (no_user_anon_id): ")
    assert [note["line"] for note in report.notes if "removes the repeat" in note["what"]] == [3]
    assert report.verdicts == {"written": 1}
    with pytest.raises(AssertionError, match="no_user_anon_id"):
        report.assert_nothing_lost()

@pytest.mark.attio(mapping="batched.json")
def test_a_batch_is_sent_without_a_wait(attio, local_segment):
    send(local_segment, person(), person("joe@acme.com"))
    assert attio.counts() == {"people": 0} or attio.counts() == {}
    report = local_segment.report()
    assert (report.mode, dict(report.batches), attio.counts()) == ("batch", {2: 1}, {"people": 2})
    send(local_segment, person("ann@acme.com"))
    assert local_segment.report().verdicts == {"written": 3}
    assert attio.counts() == {"people": 3}

@pytest.mark.attio(faults=[{"status": 500, "times": 3}])
def test_failed_deliveries_are_tried_again_without_a_wait(attio, local_segment):
    send(local_segment, person())
    before = attio.clock.now
    report = local_segment.report()
    assert (report.verdicts, dict(report.deliveries.written)) == ({"written": 1}, {4: 1})
    assert attio.clock.now - before >= 10_000

@pytest.mark.attio(faults=[{"status": 500}])
def test_segment_gives_up(local_segment):
    send(local_segment, person())
    assert local_segment.report().verdicts == {"failed": 1}

@pytest.mark.attio(faults=[{"fault": "unreachable", "times": 1}])
def test_a_fault_that_no_server_can_send(local_segment):
    send(local_segment, person())
    assert dict(local_segment.report().deliveries.written) == {2: 1}

@pytest.mark.attio(strict_auth=True)
def test_segment_has_a_token(local_segment):
    send(local_segment, person())
    local_segment.report().assert_passed()

def test_an_application_that_sends_by_itself_is_waited_for(local_segment):
    threading.Timer(0.05, send, [local_segment, person()]).start()
    local_segment.wait().assert_passed()
    threading.Timer(0.05, send, [local_segment, person("joe@acme.com"), {"type": "identify"}]).start()
    assert len(local_segment.wait(3).unreadable) == 1

def test_what_the_test_writes_itself_is_none_of_the_run(attio, local_segment, attio_url):
    send(local_segment, person())
    address = f"{attio_url}/v2/objects/people/records?matching_attribute=email_addresses"
    body = {"data": {"values": {"email_addresses": ["joe@acme.com"]}}}
    httpx.put(address, json=body, headers={"authorization": "Bearer any"}).raise_for_status()
    assert local_segment.report().records == {"people": {"created": 1, "updated": 0, "assumed": 0}}
    assert attio.counts() == {"people": 2}

def test_the_mapping_of_the_marker_is_that_of_a_check(attio_check):
    assert attio_check([person()]).verdicts == {"written": 1}

def test_an_sdk_with_a_wrong_host_is_told(local_segment):
    for _ in range(2):
        assert httpx.post(f"{local_segment.url}/v1/v1/batch", json={"batch": [person()]}).status_code == 404
    report = local_segment.report()
    (note,) = [one["what"] for one in report.notes if "no call of Segment's" in one["what"]]
    assert note.startswith("POST /v1/v1/batch is no call") and not report.ok

def test_no_command_is_named_for_an_event_that_is_in_no_file(local_segment):
    send(local_segment, person("nobody"))
    assert "attio-harness explain" not in local_segment.report().text(verbose=True)

def test_a_mistake_of_ours_is_not_passed_over(local_segment, monkeypatch):
    monkeypatch.setattr("attio_harness.run.check.row_of", lambda *given, **named: 1 / 0)
    assert send(local_segment, person("nobody"), person()).status_code == 200
    for ask in (local_segment.report, local_segment.wait):
        with pytest.raises(ZeroDivisionError):
            ask()

def test_a_report_stays_until_more_arrives(local_segment):
    send(local_segment, person())
    first = local_segment.report()
    assert local_segment.report() is first
    send(local_segment, person("joe@acme.com"))
    assert (first.events, local_segment.report().events) == (1, 2)
"""


@pytest.mark.parametrize("workers", [(), ("-p", "xdist", "-n", "2")], ids=["alone", "xdist"])
def test_what_is_sent(project: pytest.Pytester, workers: tuple[str, ...]) -> None:
    project.makepyfile(BEGIN + PASSING)
    run = project.runpytest_subprocess if workers else project.runpytest_inprocess
    run("--strict-markers", *workers).assert_outcomes(passed=21)


def test_the_configuration_has_what_the_marker_does_not(project: pytest.Pytester) -> None:
    project.makefile(
        ".toml",
        **{
            "attio-harness": 'mapping = "mapping.json"\nmode = "batch"\nmax-failures = 1\n[pytest]\nfaults = "none.json"\n'
        },
    )
    project.makepyfile(
        BEGIN.replace("pytestmark", "unused") + "def test_it(local_segment):\n"
        "    send(local_segment, person(), person('nobody'))\n"
        "    report = local_segment.report()\n"
        "    assert (report.mode, report.lost, report.ok) == ('batch', 1, True)\n"
    )
    project.runpytest_inprocess().assert_outcomes(passed=1)


OPTION = "option.title_case"
PLANS = """
name: Acme
objects:
  - api_slug: people
    attributes: [{api_slug: plan, type: select, options: [Free]}]
"""
PLAN = {
    "name": "Plan",
    "partnerAction": "assertRecord",
    "subscribe": 'type = "identify"',
    "mapping": {
        "object": "people",
        "matching_attribute": "email_addresses",
        "attributes": {"email_addresses": {"@path": "$.traits.email"}, "plan": {"@path": "$.traits.plan"}},
    },
}
ASSUMED = f"""
one = {{"type": "identify", "userId": "u1", "traits": {{"email": "jane@acme.com", "plan": "free"}}}}

def test_configured(attio, local_segment, attio_check):
    send(local_segment, one)
    assert local_segment.report().verdicts == attio_check([one]).verdicts == {{"written": 1}}

@pytest.mark.attio(assumptions={{"value.null": "unset"}})
def test_the_marker_adds_to_them(attio, local_segment, attio_check):
    assert attio.assumptions["value.null"] == "unset"
    test_configured(attio, local_segment, attio_check)
    assert attio_check([one], assumptions={{"delivery.batch_wait": "1"}}).verdicts == {{"written": 1}}

@pytest.mark.attio(assumptions={{"{OPTION}": "exact"}})
def test_the_marker_goes_before(local_segment, attio_check):
    send(local_segment, one)
    assert local_segment.report().verdicts == attio_check([one]).verdicts == {{"rejected": 1}}

def test_an_attio_alone_has_those_of_the_marker(attio):
    assert attio.assumptions["{OPTION}"] == "exact"
"""


def test_the_attio_has_the_configured_assumptions_of_a_check(project: pytest.Pytester) -> None:
    configured = f'mapping = "plan.json"\nworkspace = "plans.yaml"\nassume = {{"{OPTION}" = "any"}}\n'
    project.makefile(".toml", **{"attio-harness": configured})
    project.makefile(".yaml", plans=PLANS)
    project.makefile(".json", plan=json.dumps(PLAN))
    project.makepyfile(BEGIN.replace("pytestmark", "unused") + ASSUMED)
    project.runpytest_inprocess().assert_outcomes(passed=4)


@pytest.mark.parametrize(
    ("marker", "said"),
    [
        ("", "local_segment has no mapping; expected @pytest.mark.attio(mapping=...), or the key `mapping`"),
        ("mapping='maping.json'", "did you mean mapping.json?"),
        ("mapping=3", "@pytest.mark.attio(mapping=...): found 3, expected the path of a mapping file"),
        ("mapping='mapping.json', mode='bach'", '@pytest.mark.attio(mode=...): found "bach", expected one of auto'),
        ("mapping='mapping.json', batch_lag=3", "local_segment waits until Attio has written each batch"),
    ],
    ids=["missing", "misspelt", "number", "mode", "lag"],
)
def test_a_mistake_is_one_clear_line(project: pytest.Pytester, marker: str, said: str) -> None:
    project.makepyfile(f"import pytest\n@pytest.mark.attio({marker})\ndef test_it(local_segment): ...\n")
    result = project.runpytest_inprocess()
    result.assert_outcomes(errors=1)
    assert said in result.stdout.str()
    assert "Traceback" not in result.stdout.str()


def test_a_failing_test_shows_once_what_became_of_its_events(project: pytest.Pytester) -> None:
    project.makepyfile(
        BEGIN + "def test_it(attio, local_segment):\n"
        "    send(local_segment, person('nobody'))\n"
        "    assert attio.counts() == {'people': 1}\n"
        "def test_asked(local_segment):\n"
        "    send(local_segment, person('nobody'))\n"
        "    report = local_segment.report()\n"
        "    assert report.ok\n"
        "def test_none(local_segment):\n"
        "    local_segment.wait(2, timeout=0)\n"
        "def test_wrong(local_segment):\n"
        "    local_segment.wait(0)\n"
    )
    result = project.runpytest_inprocess()
    result.assert_outcomes(failed=4)
    shown = result.stdout.str()
    assert shown.count("- attio check -") == 3
    assert "local_segment: 0 of 2 events arrived, and none in the last 0 seconds" in shown
    assert "local_segment.wait(events=...): found 0, expected a whole number from 1" in shown
