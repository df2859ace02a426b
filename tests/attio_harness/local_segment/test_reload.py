"""Changed mappings and workspaces while a local Segment runs: what is in force from then on, and what is said of it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attio_emulator import Workspace
from attio_emulator.clock import START
from attio_harness.assumptions import divided
from attio_harness.inputs.mappings import read_mappings
from attio_harness.inputs.workspaces import load_workspace
from attio_harness.local_segment.blame import blamed
from attio_harness.local_segment.intake import Received
from attio_harness.local_segment.live import Connected, How
from attio_harness.local_segment.reload import Loaded, Reloader
from attio_harness.local_segment.service import Service
from attio_harness.local_segment.trace_query import TraceQuery

from tests.attio_harness.local_segment.local import Local
from tests.attio_harness.subscriptions import identify_user

WORKSPACE = """
objects:
  - api_slug: users
    active: true
    attributes: [{api_slug: plan, type: select, options: [Free]}]
"""
RECORDS = """
records:
  users:
    - {user_id: u0, primary_email_address: u0@acme.com, plan: Free}
"""
MAPPING = identify_user("Identify User", user_attributes={"plan": {"@path": "$.traits.plan"}})


class Files:
    """A mapping and a workspace in files, a service that runs them, and what takes them anew."""

    def __init__(self, folder: Path) -> None:
        self.mapping, self.workspace = folder / "mapping.json", folder / "workspace.yaml"
        self.write(MAPPING)
        self.workspace.write_text(WORKSPACE)
        loaded = self.load()
        self.local = Local(loaded.connected[0].subscriptions, load_workspace(str(self.workspace)), mode="single")
        self.service = Service(self.local.local, now=self.local.clock, locked=threading.RLock)
        how = How(assumed=divided({})[0], mode="single")
        self.reloader = Reloader(self.load, loaded, how, self.local.clock)
        self._number = 0

    def write(self, mapping: Any) -> None:
        self.mapping.write_text(mapping if isinstance(mapping, str) else json.dumps(mapping, indent=1))

    def write_workspace(self, text: str) -> None:
        self.workspace.write_text(text)

    def load(self) -> Loaded:
        sources = read_mappings([str(self.mapping)])
        workspace: Workspace = load_workspace(str(self.workspace))
        return Loaded(connected=[Connected(name="app", subscriptions=sources)], workspace=workspace)

    def send(self, **traits: Any) -> tuple[str, ...]:
        """An event of a user of its own; its verdicts."""
        self._number += 1
        event: dict[str, Any] = {"type": "identify", "userId": f"u-{self._number}", "messageId": f"m-{self._number}"}
        event |= {"traits": {"email": f"a{self._number}@acme.com", **traits}}
        self.service.accept([Received(event=event, source="app", received_at=START)])
        self.service.flush()
        return self.service.traces.find(TraceQuery())[-1].verdicts

    def reload(self) -> str:
        return self.reloader.reload(self.service, [str(self.mapping)]).said


@pytest.fixture
def files(tmp_path: Path) -> Iterator[Files]:
    made = Files(tmp_path)
    with made.service.running():
        yield made


def test_a_mended_mapping_counts_at_once_and_says_what_it_mends(files: Files) -> None:
    assert files.send(plan="Gold") == ("rejected",)
    assert files.send(plan="Free") == ("written",)
    files.write(MAPPING | {"mapping": MAPPING["mapping"] | {"user_attributes": {}}})
    assert files.reload() == (
        "now in use; app: 1 fixed, 1 record added, 2 records changed, users.plan no longer mapped for 1 of 1 record. (2 events compared)"
    )
    assert files.send(plan="Gold") == ("written",)
    # the comparison wrote nothing into the workspace that is served
    assert len(files.local.emulator.records("users")) == 2
    [told] = [one.to_dict() for one in files.service.reloads]
    assert (told["files"], told["error"], told["sources"][0]["counts"]["fixed"]) == ([str(files.mapping)], None, 1)


def test_a_changed_workspace_keeps_its_records(files: Files) -> None:
    assert files.send(plan="Gold") == ("rejected",)
    assert files.send(plan="Free") == ("written",)
    files.write_workspace(WORKSPACE.replace("[Free]", "[Free, Gold]"))
    assert files.reload() == "now in use; app: 1 fixed, 1 record added, 1 record changed. (2 events compared)"
    assert files.send(plan="Gold") == ("written",)
    assert len(files.local.emulator.records("users")) == 2


def test_the_difference_is_that_of_the_schema_in_force(files: Files) -> None:
    """Not that of the file: the object was activated by a call, so the mapping writes into it."""
    files.write_workspace(WORKSPACE.replace("active: true", "active: false"))
    files.reload()
    files.local.emulator.activate("users")
    assert files.send(plan="Free") == ("written",)
    files.write(MAPPING | {"mapping": MAPPING["mapping"] | {"user_attributes": {}}})
    assert files.reload() == (
        "now in use; app: 1 record changed, users.plan no longer mapped for 1 of 1 record. (1 event compared)"
    )
    # a changed file counts as it is, so the object is off again
    files.write_workspace(WORKSPACE.replace("active: true", "active: false").replace("[Free]", "[Free, Gold]"))
    assert files.reload().startswith("now in use; app: 1 newly lost, ")
    assert files.send() == ("rejected",)


def test_records_that_no_longer_fit_are_no_part_of_the_comparison(files: Files) -> None:
    files.write_workspace(WORKSPACE + RECORDS)
    files.reload()
    assert files.send(plan="Gold") == ("rejected",)
    files.local.emulator.deactivate("users")
    files.write(MAPPING | {"mapping": MAPPING["mapping"] | {"user_attributes": {}}})
    assert files.reload() == "now in use; app: Nothing differs. (1 event compared)"


def test_records_of_a_changed_workspace_are_those_of_a_reset(files: Files) -> None:
    assert files.send(plan="Gold") == ("rejected",)
    files.write_workspace(WORKSPACE.replace("[Free]", "[Free, Gold]") + RECORDS)
    assert files.reload() == (
        "now in use; app: 1 fixed, 1 record added, 1 record changed. (1 event compared); "
        "its changed records are written only by POST /_emulator/reset"
    )
    assert files.local.emulator.records("users") == []
    files.local.emulator.reset()
    # the schema is that of the changed file, too
    assert len(files.local.emulator.records("users")) == 1
    assert files.send(plan="Gold") == ("written",)


def test_a_workspace_whose_own_records_do_not_fit_it_changes_nothing(files: Files) -> None:
    files.write_workspace(WORKSPACE.replace("[Free]", "[Gold]") + RECORDS)
    files.write(MAPPING | {"subscribe": 'type = "group"'})
    said = files.reload()
    assert said.startswith(f"not used, the previous version stays in force: {files.workspace}:")
    assert said.endswith("/records/users/0/plan: found 'Free', expected one of 'Gold'")
    assert files.service.reloads[-1].to_dict()["said"] == said
    assert files.send(plan="Free") == ("written",)


def test_without_an_event_there_is_nothing_to_compare(files: Files) -> None:
    files.write(MAPPING | {"subscribe": 'type = "group"'})
    assert files.reload() == "now in use; no event has arrived yet to compare with"
    assert files.send() == ("unmatched",)


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ("{", "JSON"),
        (MAPPING | {"subscribe": 'type = "identify" and ('}, "FQL"),
        (MAPPING | {"mapping": {"email_address": {"@nothing": 1}}}, "@nothing"),
    ],
)
def test_a_broken_mapping_changes_nothing(files: Files, mapping: Any, said: str) -> None:
    files.write(mapping)
    told = files.reload()
    assert told.startswith(f"not used, the previous version stays in force: {files.mapping}:")
    assert said in told
    assert files.send() == ("written",)
    assert files.service.reloads[-1].to_dict()["error"] in told


def test_a_workspace_that_the_records_do_not_fit_changes_nothing(files: Files) -> None:
    assert files.send(plan="Free") == ("written",)
    files.write_workspace(WORKSPACE.replace("[Free]", "[Gold]"))
    files.write(MAPPING | {"subscribe": 'type = "group"'})
    assert files.reload() == (
        "not used, the previous version stays in force: /objects/users/attributes/plan: a record has 'Free', which the new schema does not have"
    )
    # the mapping that came with it is not taken, either
    assert files.send() == ("written",)


def test_a_value_is_blamed_on_its_event_and_line(files: Files) -> None:
    files.send(plan="Free")
    [trace] = files.service.traces.find(TraceQuery())
    record = trace.stages[0].records[-1]
    asked = {"request_id": record["request_id"], "object": "users", "attribute": "plan"}
    [row] = blamed(files.service.traces, asked)
    assert (row["message_id"], row["subscription"], row["record_id"]) == ("m-1", "Identify User", record["record_id"])
    assert row["mapping"] == {"file": str(files.mapping), "pointer": "/mapping/user_attributes/plan", "line": 13}
    assert row["reads"] == [{"path": "$.traits.plan", "found": True, "value": "Free"}]
    assert blamed(files.service.traces, {"request_id": "other"}) == []
    # the other side of a relationship is no record of the request: its event is told, and no line of the attribute
    person = {"request_id": record["request_id"], "object": "people", "record_id": "p", "attribute": "associated_users"}
    [other] = blamed(files.service.traces, person)
    assert (other["message_id"], other["object"], other["attribute"], other["mapping"]["pointer"]) == (
        "m-1", "users", None, None,
    )  # fmt: skip
    files.service.reset()
    assert blamed(files.service.traces, asked) == []
