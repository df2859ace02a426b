"""A local Segment that is killed at any moment: what it acknowledged is not lost, and nothing is written twice in effect."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from attio_harness import cli
from attio_harness.local_segment.intake import Received
from attio_harness.local_segment.kept import Kept

from tests.attio_harness.subscriptions import assert_record
from tests.started.processes import Started

PEOPLE = {
    "object": "people",
    "matching_attribute": "email_addresses",
    "attributes": {"email_addresses": {"@path": "$.traits.email"}, "description": {"@path": "$.traits.about"}},
}
MAPPING = [
    {"name": "At once", "partnerAction": "assertRecord", "subscribe": 'type = "identify"', "mapping": PEOPLE},
    assert_record(
        "Later",
        'type = "track"',
        "companies",
        "domains",
        {"domains": {"@path": "$.properties.domain"}},
        enable_batching=True,
    ),
]
ANY = {"authorization": "Bearer any"}


class Served:
    """A process, and its client."""

    def __init__(self, process: Started, url: str) -> None:
        self.process = process
        self.client = httpx.Client(base_url=url, headers=ANY, timeout=30)

    def send(self, *events: dict[str, Any]) -> None:
        answer = self.client.post("/v1/batch", json={"batch": events, "writeKey": "wk"})
        assert answer.json() == {"success": True}

    def flush(self) -> dict[str, int]:
        answer = self.client.post("/_segment/flush", headers={"x-attio-emulator": "1"})
        counts: dict[str, int] = answer.json()
        return counts

    def records(self, object: str) -> list[dict[str, Any]]:
        answer = self.client.post(f"/v2/objects/{object}/records/query", json={"limit": 500})
        found: list[dict[str, Any]] = answer.json()["data"]
        return found

    def history(self, record: dict[str, Any], attribute: str) -> list[Any]:
        id = record["id"]
        path = f"/v2/objects/{id['object_id']}/records/{id['record_id']}/attributes/{attribute}/values"
        rows = self.client.get(path, params={"show_historic": "true"}).json()["data"]
        return [row["value"] for row in rows]

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(20)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)


@contextmanager
def served(folder: Path, *more: str) -> Iterator[Served]:
    words = ["serve", "-m", "mapping.json", "--write-key", "wk", "--state", "crm.json", "--port", "0", *more]
    with Started(*words, cwd=folder) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            line = process.stdout.readline().decode()
            assert line.startswith("listening on http://127.0.0.1:"), (line, process.stderr.read())
            one = Served(process, line.split()[-1])
            with one.client:
                yield one
        finally:
            process.kill()


def identify(number: int, about: str = "") -> dict[str, Any]:
    traits = {"email": f"p{number}@acme.com", "about": about or f"of {number}"}
    return {"type": "identify", "messageId": f"i-{number}-{about}", "userId": f"u-{number}", "traits": traits}


def track(number: int) -> dict[str, Any]:
    return {
        "type": "track", "event": "Seen", "messageId": f"t-{number}", "userId": f"u-{number}",
        "properties": {"domain": f"c{number}.com"},
    }  # fmt: skip


def test_a_process_that_is_killed_loses_nothing_and_writes_nothing_twice(tmp_path: Path) -> None:
    (tmp_path / "mapping.json").write_text(json.dumps(MAPPING))
    sent = 0
    # at once, and after a state was saved
    for pause in (0.0, 1.2):
        with served(tmp_path) as one:
            for _ in range(4):
                one.send(*(identify(sent + n) for n in range(10)), *(track(sent + n) for n in range(10)))
                sent += 10
            one.send(identify(0, f"after {pause}"))
            time.sleep(pause)
            one.kill()
    with served(tmp_path) as last:
        # sent again, as an SDK does that was not told: they are no new events
        last.send(*(identify(n) for n in range(50)))
        last.send(*(track(n) for n in range(sent)))
        counts = last.flush()
        assert (counts["bad"], counts["waiting"]) == (0, 0)
        people, companies = last.records("people"), last.records("companies")
        domains = [one["values"]["domains"][0]["domain"] for one in companies]
        emails = {one["values"]["email_addresses"][0]["email_address"]: one for one in people}
        assert sorted(domains) == sorted(f"c{n}.com" for n in range(sent))
        assert sorted(emails) == sorted(f"p{n}@acme.com" for n in range(sent))
        assert len(people) == len(emails) == sent
        told = last.history(emails["p0@acme.com"], "description")
        assert sorted(told) == ["after 0.0", "after 1.2", "of 0"]
        assert last.history(emails["p7@acme.com"], "description") == ["of 7"]
        assert last.stop() == 0
    state = json.loads((tmp_path / "crm.json").read_text())
    assert len(state["records"]["people"]) == sent
    with Kept(str(tmp_path / "crm.json.events"), state) as kept:
        # everything is settled, so nothing is delivered again
        assert (kept.events(), len(kept.seen(0))) == ([], 2 * sent + 2)


@pytest.mark.parametrize("is_killed", [False, True])
def test_what_waits_for_its_batch_is_not_written_once_more_where_it_was_written_at_once(
    tmp_path: Path, is_killed: bool
) -> None:
    # of one name, which no file takes as it is: they are told apart nevertheless
    at_once, later = (dict[str, Any](one) | {"name": "\ud800"} for one in MAPPING)
    later["subscribe"] = 'type = "identify" and traits.domain = "c1.com"'
    later["mapping"] = later["mapping"] | {"attributes": {"domains": {"@path": "$.traits.domain"}}}
    (tmp_path / "mapping.json").write_text(json.dumps([at_once, later]))
    first = identify(1, "first")
    with served(tmp_path) as one:
        one.send(first | {"traits": first["traits"] | {"domain": "c1.com"}})
        one.send(identify(1, "second"))
        answer = one.client.get("/_segment/events", params={"message_id": "i-1-second", "wait": 10})
        assert json.loads(answer.text)["verdicts"] == ["written"]
        if is_killed:
            one.kill()
        else:
            assert one.stop() == 0
    with served(tmp_path) as again:
        counts = again.flush()
        assert counts == {"total": 1, "good": 1, "bad": 0, "waiting": 0}
        (trace,) = map(json.loads, again.client.get("/_segment/events").text.splitlines())
        assert trace["verdicts"] == ["written", "written"]
        assert [len(stage["requests"]) for stage in trace["stages"]["subscriptions"]] == [0, 1]
        (person,), (company,) = again.records("people"), again.records("companies")
        assert again.history(person, "description") == ["first", "second"]
        assert company["values"]["domains"][0]["domain"] == "c1.com"
        assert again.stop() == 0
    assert "ended" not in json.loads((tmp_path / "crm.json").read_text())["local_segment"]


def test_events_of_a_source_that_is_not_there_any_more_are_not_left_out_in_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mapping.json").write_text(json.dumps(MAPPING))
    with Kept("crm.json.events") as kept:
        kept.append([(1, Received(event=track(1), source="app", received_at=1))])
    with pytest.raises(SystemExit) as ended:
        cli.main(["serve", "--source", "shop:wk:mapping.json", "--state", "crm.json"])
    assert ended.value.code == 2
    assert capsys.readouterr().err == (
        "attio-harness: crm.json.events: has events on their way of the source 'app', which is not given; "
        "expected --source app:KEY:MAPPING as before, or another --state\n"
    )
