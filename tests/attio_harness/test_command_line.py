"""The command line as a person meets it: exit codes, outputs, and one clear line for every kind of bad input."""

from __future__ import annotations

import gzip
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest
from attio_emulator import Request
from attio_harness import cli
from syrupy.assertion import SnapshotAssertion

FIXTURES = Path(__file__).parents[2] / "fixtures"
EVENT = {
    "type": "identify",
    "userId": "u1",
    "messageId": "m1",
    "traits": {"email": "jane@acme.com", "plan": "Enterprise+"},
}
MAPPING: dict[str, Any] = {
    "name": "Identify",
    "partnerAction": "identifyUser",
    "subscribe": 'type = "identify"',
    "mapping": {
        "email_address": {"@path": "$.traits.email"},
        "user_id": {"@path": "$.userId"},
        "user_attributes": {"plan": {"@path": "$.traits.plan"}},
    },
}
WORKSPACE = """
name: Acme
objects:
  - api_slug: users
    active: true
    attributes:
      - {api_slug: plan, type: select, options: [Free, Enterprise]}
"""


class Shell:
    """Runs the command line in a folder of its own."""

    def __init__(self, folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
        self.folder, self._captured = folder, capfdbinary
        self.write("events.ndjson", json.dumps(EVENT) + "\n")
        self.write("mapping.json", json.dumps(MAPPING, indent=2))
        self.write("workspace.yaml", WORKSPACE)

    def write(self, name: str, content: str | bytes) -> None:
        data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
        (self.folder / name).write_bytes(data)

    def __call__(self, *words: str) -> tuple[int, str, str]:
        self._captured.readouterr()
        with pytest.raises(SystemExit) as stopped:
            cli.main(words)
        out, err = self._captured.readouterr()
        assert b"Traceback" not in err
        return int(stopped.value.code or 0), out.decode(), err.decode()

    def check(
        self,
        *more: str,
        events: str = "events.ndjson",
        mapping: str = "mapping.json",
        workspace: str = "workspace.yaml",
    ) -> tuple[int, str, str]:
        return self("check", events, "-m", mapping, "-w", workspace, *more)


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Shell:
    monkeypatch.chdir(tmp_path)
    return Shell(tmp_path, capfdbinary)


# -- what goes well -------------------------------------------------------------------------------------------------


def test_the_report_of_the_demo(shell: Shell, snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FIXTURES.parent)
    code, out, err = shell(
        "check", "fixtures/events", "-m", "fixtures/mappings/demo.json", "-w", "fixtures/workspaces/demo.yaml"
    )
    assert (code, err) == (1, "")
    assert out == snapshot


def test_one_event_explained(shell: Shell, snapshot: SnapshotAssertion) -> None:
    code, out, err = shell("explain", "events.ndjson", "-m", "mapping.json", "-w", "workspace.yaml")
    assert (code, err) == (1, "")
    assert out == snapshot


def test_explain_as_json_names_every_stage(shell: Shell) -> None:
    code, out, _ = shell("explain", "events.ndjson:1", "-m", "mapping.json", "-w", "workspace.yaml", "--format", "json")
    (stage,) = json.loads(out)["subscriptions"]
    assert code == 1
    assert set(stage) == {
        "subscription",
        "action",
        "mapping",
        "trigger",
        "reads",
        "mapped",
        "payload",
        "exchanges",
        "records",
        "verdict",
        "rejection",
    }
    assert [one["response"]["status"] for one in stage["exchanges"]] == [200, 400]
    assert stage["rejection"]["hint"].startswith("Send 'Enterprise' (closest)")


def test_nothing_lost_is_exit_code_0(shell: Shell) -> None:
    shell.write("events.ndjson", json.dumps({**EVENT, "traits": {"email": "jane@acme.com", "plan": "Free"}}))
    code, out, err = shell.check()
    assert (code, err) == (0, "")
    assert out.endswith("Nothing is lost.\n")


@pytest.mark.parametrize(("tolerated", "code"), [("0", 1), ("1", 0), ("100%", 0), ("99%", 1)])
def test_losses_can_be_tolerated(shell: Shell, tolerated: str, code: int) -> None:
    assert shell.check("--max-failures", tolerated)[0] == code


def test_a_report_and_a_state_go_into_files(shell: Shell) -> None:
    code, out, err = shell.check("--format", "json", "-o", "report.json", "--state", "state.json")
    assert (code, out, err) == (1, "", "")
    assert json.loads((shell.folder / "report.json").read_text())["verdicts"]["rejected"] == 1
    state = json.loads((shell.folder / "state.json").read_text())
    assert [len(records) for records in state["records"].values()] == [1]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("e.json", json.dumps([EVENT])),
        ("e.json", json.dumps([EVENT], indent=2)),
        ("e.json", json.dumps(EVENT, indent=2)),
        ("e.json", json.dumps({"batch": [EVENT]})),
        ("e.json", json.dumps({"payload": EVENT})),
        ("e.json", json.dumps({"payload": [EVENT]}, indent=2)),
        ("e.ndjson", "\ufeff" + json.dumps(EVENT) + "\r\n\r\n"),
        ("e.log", gzip.compress(json.dumps(EVENT).encode())),
    ],
    ids=[
        "array",
        "spread array",
        "spread object",
        "batch",
        "payload",
        "spread payload",
        "BOM CRLF blank",
        "gzip by its magic",
    ],
)
def test_events_are_read_in_every_shape(shell: Shell, name: str, content: str | bytes) -> None:
    shell.write(name, content)
    code, out, err = shell.check("--format", "json", events=name)
    report = json.loads(out)
    assert (code, err, report["events"], report["unreadable"]) == (1, "", 1, [])


@pytest.mark.parametrize(
    "mapping",
    [
        {"data": {"subscription": {"name": "n", "actionSlug": "identifyUser", "trigger": 'type = "identify"', "settings": MAPPING["mapping"]}}},
        {"data": {"subscriptions": [{"actionSlug": "identifyUser", "trigger": 'type = "identify"', "settings": MAPPING["mapping"], "enabled": True}]}},
        {"format_version": "1.2", "terraform_version": "1.9", "planned_values": {"root_module": {"resources": [
            {"type": "segment_destination_subscription", "values": {"name": "n", "trigger": 'type = "identify"', "enabled": True, "settings": json.dumps(MAPPING["mapping"])}}]}}},
        {"input": {"settings": MAPPING["mapping"], "trigger": 'type = "identify"'}},
        [MAPPING],
        MAPPING["mapping"],
    ],
    ids=["Public API get", "Public API list", "Terraform plan", "update body", "plain list", "bare mapping"],
)  # fmt: skip
def test_mappings_are_read_in_every_shape(shell: Shell, mapping: Any) -> None:
    shell.write("m.json", json.dumps(mapping))
    code, out, err = shell.check("--format", "json", mapping="m.json")
    assert (code, err, json.loads(out)["verdicts"]["rejected"]) == (1, "", 1)


def test_generate_is_seeded(shell: Shell) -> None:
    first, second, third = (shell("generate", "-n", "5", "--seed", seed)[1] for seed in ("1", "1", "2"))
    assert first == second != third
    assert len([json.loads(line) for line in first.splitlines()]) == 5
    code, out, err = shell("generate", "-n", "3", "--negative")
    assert (code, len(out.splitlines()), len(err.splitlines())) == (0, 3, 3)
    code, out, _ = shell("generate", "-n", "4", "--type", "group")
    assert {json.loads(line)["type"] for line in out.splitlines()} == {"group"}


def test_conform_counts_and_names_differences(shell: Shell) -> None:
    good = {"id": "good", "kind": "mapping", "mapping": {"a": 1}, "event": {}, "output": {"a": 1}}
    shell.write("v.jsonl", json.dumps(good) + "\n")
    assert shell("conform", "v.jsonl")[:2] == (0, "1 passed, 0 failed\n")
    shell.write("v.jsonl", json.dumps({**good, "output": {"a": 2}}) + "\n")
    code, out, _ = shell("conform", "v.jsonl")
    assert (code, out.splitlines()[-1]) == (1, "0 passed, 1 failed")
    assert "v.jsonl: good (mapping) differs" in out


def test_help_shows_an_example_for_every_command(shell: Shell) -> None:
    code, out, _ = shell("--help")
    assert code == 0
    for command in ("check", "explain", "lint", "emulate", "generate", "conform"):
        assert command in out
        code, text, _ = shell(command, "--help")
        assert code == 0
        assert f"Example: attio-harness {command}" in " ".join(text.split())


def test_lint_names_rules_with_their_lines(shell: Shell) -> None:
    code, out, err = shell("lint", "mapping.json", "-w", "workspace.yaml")
    assert (code, err) == (0, "")
    shell.write(
        "m.json",
        json.dumps({**MAPPING, "mapping": {**MAPPING["mapping"], "user_attributes": {"pln": "Free"}}}, indent=1),
    )
    code, out, _ = shell("lint", "m.json", "-w", "workspace.yaml", "--format", "json")
    (finding,) = [row for row in json.loads(out)["findings"] if row["severity"] == "error"]
    assert code == 1
    assert (finding["rule"], finding["pointer"], finding["line"]) == ("AH004", "/mapping/user_attributes/pln", 13)


# -- bad input ------------------------------------------------------------------------------------------------------


def test_a_bad_line_is_named_and_the_others_run(shell: Shell) -> None:
    good = json.dumps(EVENT)
    shell.write("events.ndjson", f'{good}\n{{"type": oops}}\n[1]\n"text"\n{good}\n')
    code, out, err = shell.check("--format", "json")
    report = json.loads(out)
    assert (code, err, report["events"]) == (1, "", 2)
    assert [(row["file"], row["line"], row["why"].split(";")[0]) for row in report["unreadable"]] == [
        ("events.ndjson", 2, "not JSON: expecting value, found 'oops}' (column 10)"),
        ("events.ndjson", 3, "expected an event (a JSON object), found a number"),
        ("events.ndjson", 4, "expected an event (a JSON object), found a string"),
    ]


def test_a_cut_last_line_is_noted_only(shell: Shell) -> None:
    shell.write("events.ndjson", json.dumps(EVENT) + '\n{"type": "ident')
    report = json.loads(shell.check("--format", "json")[1])
    assert (report["events"], report["unreadable"]) == (1, [])
    assert report["notes"] == [
        {"file": "events.ndjson", "line": 2, "what": "the last line ends in the middle of an event"}
    ]


@pytest.mark.parametrize(
    ("files", "words", "line"),
    [
        ({}, {"events": "no.ndjson"}, "no.ndjson: there is no such file or folder (expected events: NDJSON, a JSON array or object)"),
        ({"e.csv": "a,b\n"}, {"events": "e.csv"}, "e.csv: CSV has lost what an event was (nested objects, types, nulls); expected NDJSON as in Segment's raw logs (S3) or the raw view of the debugger"),
        ({"e.json": "hello"}, {"events": "e.json"}, "e.json:1: not JSON: expecting value, found 'hello' (column 1); expected one event as a JSON object a line"),
        ({"e.json": "[1, 2]"}, {"events": "e.json"}, "e.json:1: expected an event (a JSON object), found a number"),
        ({}, {"mapping": "no.json"}, "no.json: there is no such mapping file; presets are published and documented"),
        ({}, {"mapping": "documentd"}, "documentd: there is no such mapping file; did you mean the preset documented?"),
        ({"m.json": "{\n 'a': 1}"}, {"mapping": "m.json"}, "m.json:2: not JSON: expecting property name enclosed in double quotes, found \"'a': 1}\" (column 2)"),
        ({"m.json": '{"partnerAction": "identifyUsers", "subscribe": "x", "mapping": {}}'}, {"mapping": "m.json"},
         "m.json:1 at /partnerAction: unknown action 'identifyUsers'; the destination has identifyUser, groupWorkspace, assertRecord; did you mean identifyUser?"),
        ({"m.json": '{"partnerAction": "identifyUser", "subscribe": "type", "mapping": {}}'}, {"mapping": "m.json"},
         "m.json:1 at /subscribe: the trigger 'type' is not FQL: Value token is missing (at the end of the trigger)"),
        ({"m.json": json.dumps({"partnerAction": "identifyUser", "subscribe": 'type = "track" && event = "x"', "mapping": {}})}, {"mapping": "m.json"},
         "m.json:1 at /subscribe: the trigger 'type = \"track\" && event = \"x\"' is not FQL: Cannot read properties of undefined (reading 'type') (at column 16 of the trigger, unexpected &)"),
        ({"m.json": json.dumps({"partnerAction": "identifyUser", "subscribe": 'type = "x"\nor # y', "mapping": {}})}, {"mapping": "m.json"},
         "m.json:1 at /subscribe: the trigger 'type = \"x\"\\nor # y' is not FQL: Cannot read properties of undefined (reading 'type') (at line 2, column 4 of the trigger, unexpected #)"),
        ({"m.json": json.dumps({"partnerAction": "identifyUser", "subscribe": 'type = "x" or ' * 30 + "#", "mapping": {}})}, {"mapping": "m.json"},
         "m.json:1 at /subscribe: the trigger …" + repr(('type = "x" or ' * 30 + "#")[-120:]) + " is not FQL: Cannot read properties of undefined (reading 'type') (at column 421 of the trigger, unexpected #)"),
        ({"m.json": '{"partnerAction": "identifyUser", "subscribe": "type = \\"x\\"",\n "mapping": {\n  "user_id": {"@pth": "x"}}}'}, {"mapping": "m.json"},
         "m.json:3 at /mapping/user_id: malformed mapping: /user_id has an invalid directive: @pth."),
        ({"m.json": '{"partnerAction": "identifyUser", "mapping": 5}'}, {"mapping": "m.json"}, "m.json at /: expected a subscription: an object with a mapping (`mapping` or `settings`) and a trigger (`subscribe` or `trigger`), found the members partnerAction, mapping"),
        ({"m.json": "{}"}, {"mapping": "m.json"},
         'm.json: holds no subscription (expected Segment\'s Public API answer, a Terraform plan as JSON, or {"partnerAction", "subscribe", "mapping"} alone or in an array)'),
        ({}, {"workspace": "no.yaml"}, "no.yaml: there is no such workspace file"),
        ({"w.yaml": "name: [\n"}, {"workspace": "w.yaml"}, "w.yaml:2: /: found expected the node content, but found '<stream end>', expected YAML or JSON"),
        ({"w.yaml": "objects:\n - {api_slug: x, attributes: [{api_slug: a, type: selekt}]}"}, {"workspace": "w.yaml"},
         "w.yaml: /objects/0/attributes/0/type: found 'selekt', expected a type: actor-reference, checkbox, currency, date, domain, email-address, interaction, "
         "location, number, personal-name, phone-number, rating, record-reference, select, status, text, timestamp; did you mean 'select'?"),
        ({"w.yaml": "object: []"}, {"workspace": "w.yaml"},
         "w.yaml: /object: found 'object', expected one of name, slug, members, objects, records, assumptions, tokens; did you mean 'objects'?"),
    ],
)  # fmt: skip
def test_input_that_cannot_be_used_is_one_line_and_exit_code_2(
    shell: Shell, files: dict[str, str], words: dict[str, str], line: str
) -> None:
    for name, content in files.items():
        shell.write(name, content)
    code, out, err = shell.check(**words)
    assert (code, out, err) == (2, "", f"attio-harness: {line}\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check"], "Missing argument 'EVENTS...'"),
        (["chek"], "No such command 'chek'"),
        (["check", "events.ndjson", "-m", "mapping.json", "-w", "workspace.yaml", "--mode", "fast"], "--mode 'fast' is none of auto, single, batch, both"),
        (["check", "events.ndjson", "-m", "mapping.json", "-w", "workspace.yaml", "--max-failures", "x"], "--max-failures 'x' is neither a whole number nor a share such as 5%"),
        (["check", "events.ndjson", "-m", "mapping.json", "-w", "workspace.yaml", "--max-failures", "101%"], "--max-failures '101%' is neither a whole number nor a share such as 5%"),
        (["explain", "events.ndjson:1[0]", "-m", "mapping.json", "-w", "workspace.yaml"], "events.ndjson:1: there is no event here"),
        (["explain", "events.ndjson:7", "-m", "mapping.json", "-w", "workspace.yaml"], "events.ndjson:7: there is no event on this line"),
        (["generate", "--type", "idetify"], "--type 'idetify' is none of identify, group, track, page, screen, alias"),
        (["conform", "no.jsonl"], "no.jsonl: there is no such file of recordings"),
        (["emulate", "-w", "no.yaml"], "no.yaml: there is no such workspace file"),
        (["emulate", "--faults", "mapping.json"], "mapping.json: /0: found the member 'name', expected one of method, path, status, body, headers, delay, times, after"),
        (["emulate", "--state", "state.json", "--workspace-per-token"], "--state keeps one workspace; leave it out, or leave out --workspace-per-token"),
        (["emulate", "--state", "mapping.json"], "mapping.json: found version None, expected a snapshot of version 2"),
        (["emulate", "--state", "no/state.json"], "no/state.json: cannot be written: there is no such folder"),
        (["emulate", "--state", "deep.json"], "deep.json: is nested too deeply"),
        (["emulate", "--batch-lag", "inf"], "found the batch lag inf, expected seconds from 0 to 1000000000"),
        (["emulate", "--batch-lag", "1e300"], "found the batch lag 1e+300, expected seconds from 0 to 1000000000"),
    ],
)  # fmt: skip
def test_wrong_usage_is_one_line_and_exit_code_2(shell: Shell, words: list[str], said: str) -> None:
    shell.write("deep.json", "[" * 100_000)
    code, out, err = shell(*words)
    assert (code, out) == (2, "")
    assert err.startswith(f"attio-harness: {said}")
    assert err.count("\n") == 1


def test_lone_surrogates_and_odd_text_are_survived(shell: Shell) -> None:
    shell.write(
        "events.ndjson", '{"type": "identify", "userId": "\\ud83d", "traits": {"email": "\\udc00@x", "plan": "🐎"}}\n'
    )
    code, out, err = shell.check()
    assert (code, err) == (1, "")
    assert "1  invalid" in out


def test_our_own_fault_is_exit_code_3_without_a_traceback(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("attio_harness.run.check.Check.report", lambda self, **_: 1 / 0)
    code, out, err = shell.check()
    assert (code, out) == (3, "")
    assert err == (
        "attio-harness: this is a mistake of attio-harness itself, please report it: ZeroDivisionError: division by zero "
        "(ATTIO_HARNESS_DEBUG=1 shows where)\n"
    )


@pytest.mark.parametrize("words", [[], ["--workspace-per-token"]], ids=["one", "each its own"])
def test_emulate_keeps_tokens_apart_where_asked_to(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    """What would be served: with the option, two tokens see two workspaces, both with the faults of the file."""
    served: list[Any] = []

    def serve(door: Any, listening: Any, **more: Any) -> None:
        listening.close()
        served.append(door)

    monkeypatch.setattr("attio_harness.serve.serve", serve)
    shell.write("faults.json", '[{"path": "/v2/tasks", "status": 503}]')
    assert shell("emulate", "-w", "workspace.yaml", "--faults", "faults.json", *words)[0] == 0
    (door,) = served
    create = Request.make("POST", "/v2/objects/people/records", json={"data": {"values": {}}}, token="one")
    assert door.handle(create).status == 200
    found = Request.make("POST", "/v2/objects/people/records/query", json={}, token="two")
    assert len(door.handle(found).json()["data"]) == (0 if words else 1)
    assert [door.handle(Request.make("GET", "/v2/tasks", token=one)).status for one in ("one", "two")] == [503, 503]


# -- whole processes ------------------------------------------------------------------------------------------------


def run(*words: str, cwd: Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "attio_harness", *words],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        check=False,
        timeout=60,
    )


def test_events_from_standard_input(shell: Shell) -> None:
    done = run(
        "check",
        "-",
        "-m",
        "mapping.json",
        "-w",
        "workspace.yaml",
        "--format",
        "json",
        cwd=shell.folder,
        stdin=json.dumps(EVENT).encode(),
    )
    assert (done.returncode, done.stderr) == (1, b"")
    assert json.loads(done.stdout)["rejections"][0]["event"]["file"] == "-"


def test_emulate_says_where_answers_and_keeps_its_state(shell: Shell) -> None:
    for expected in ([], ["jane@acme.com"]):
        command = [
            sys.executable,
            "-m",
            "attio_harness",
            "emulate",
            "-w",
            "workspace.yaml",
            "--state",
            "state.json",
            "--port",
            "0",
        ]
        with subprocess.Popen(
            command, cwd=shell.folder, stdout=subprocess.PIPE, env={**os.environ, "PYTHONUNBUFFERED": "1"}
        ) as process:
            watchdog = threading.Timer(30, process.kill)
            watchdog.start()
            assert process.stdout is not None
            first = process.stdout.readline().decode()
            assert first.startswith("listening on http://127.0.0.1:")
            with httpx.Client(base_url=first.split()[-1], headers={"authorization": "Bearer t"}) as client:
                assert client.get("/_emulator/health").json() == {"status": "ok"}
                found = client.post("/v2/objects/people/records/query", json={}).json()["data"]
                emails = [record["values"]["email_addresses"][0]["email_address"] for record in found]
                body = {"data": {"values": {"email_addresses": "jane@acme.com"}}}
                url = "/v2/objects/people/records/simple?matching_attribute=email_addresses"
                assert client.put(url, json=body).status_code == 200
                address = (client.base_url.host, client.base_url.port)
            with socket.create_connection(address) as waits:  # who never sends the rest of a body holds nobody up
                waits.sendall(b"POST /v2/objects HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\n{")
                process.send_signal(signal.SIGTERM)
                process.wait(10)
            watchdog.cancel()
        assert (emails, process.returncode) == (expected, 0)
        assert not list(shell.folder.glob(".state.json.*"))


def test_explain_takes_the_place_that_a_report_prints_of_an_array(shell: Shell) -> None:
    other = EVENT | {"userId": "u2", "messageId": "m2"}
    shell.write("array.json", json.dumps([EVENT, other]))
    words = ("-m", "mapping.json", "-w", "workspace.yaml")
    code, out, _ = shell("explain", "array.json:1[1]", *words)
    assert code == 1
    assert "from array.json:1[1]" in out
    assert "u2" in out
    for place, more in (("array.json", "array.json:LINE[INDEX]"), ("array.json:1", "array.json:1[INDEX]")):
        code, out, err = shell("explain", place, *words)
        assert (code, out) == (2, "")
        assert err.endswith(f"holds 2 events; say which with {more}\n")
