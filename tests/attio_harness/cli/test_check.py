"""`check` as a person meets it."""

from __future__ import annotations

import gzip
import json
from math import inf
from typing import Any

import pytest
from attio_harness.run.connection import SEGMENT
from attio_harness.saved_state import owned
from syrupy.assertion import SnapshotAssertion

from tests.started.processes import run

from .shell import EVENT, FIXTURES, MAPPING, Shell


def test_the_report_of_the_demo(shell: Shell, snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FIXTURES.parent)
    code, out, err = shell(
        "check", "fixtures/events", "-m", "fixtures/mappings/demo.json", "-w", "fixtures/workspaces/demo.yaml"
    )
    assert (code, err) == (1, "")
    assert out == snapshot


def test_nothing_lost_is_exit_code_0(shell: Shell) -> None:
    shell.write("events.ndjson", json.dumps({**EVENT, "traits": {"email": "jane@acme.com", "plan": "Free"}}))
    code, out, err = shell.check()
    assert (code, err) == (0, "")
    assert out.endswith("Passed: nothing is lost.\n")


@pytest.mark.parametrize(("tolerated", "code"), [("0", 1), ("1", 0), ("100%", 0), ("99%", 1)])
def test_losses_can_be_tolerated(shell: Shell, tolerated: str, code: int) -> None:
    assert shell.check("--max-failures", tolerated)[0] == code


@pytest.mark.parametrize(
    ("words", "work"),
    [
        (("check", "e.ndjson", "-m", "published", "-w", "w.json", "--state", "crm.json"), "attio_harness.cli.check_run.watched_events"),
        (("check", "e.ndjson", "-m", "published", "-w", "w.json", "--state", "crm.json", "--watch"), "attio_harness.cli.check_run.watched_events"),
        (("replay", "t.json", "-w", "w.json", "--state", "crm.json"), "attio_harness.cli.replay.replayed"),
        (("pull", "--records", "people", "--state", "crm.json", "-o", "pulled.yaml"), "attio_harness.schema.pull"),
    ],
    ids=["check", "watch", "replay", "pull"],
)  # fmt: skip
def test_a_state_that_another_process_keeps_is_refused_before_the_work(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], work: str
) -> None:
    monkeypatch.setenv("ATTIO_API_KEY", "k" * 64)
    monkeypatch.setattr(work, lambda *given, **named: pytest.fail("it has begun"))
    # without the configuration and its watching, --watch ends as any wrong input does: it is the first run
    monkeypatch.setattr("attio_harness.inputs.watched_files.WatchedFiles.wait", _interrupted)
    for name, text in (("e.ndjson", '{"type": "track"}\n'), ("w.json", "{}"), ("t.json", HAR)):
        shell.write(name, text)
    with owned(str(shell.folder / "crm.json")):
        code, out, err = shell(*words)
    assert (code, out) == (2, "")
    assert (
        err.splitlines()[0]
        == "attio-harness: crm.json: another process is using this state; stop it, or name another file with --state"
    )
    assert not (shell.folder / "crm.json").exists()


def _interrupted(files: Any) -> None:
    raise KeyboardInterrupt


HAR = json.dumps({"log": {"version": "1.2", "creator": {}, "entries": []}})


def test_a_report_and_a_state_go_into_files(shell: Shell) -> None:
    code, out, err = shell.check("--format", "json", "-o", "report.json", "--state", "state.json")
    assert (code, out, err) == (1, "", "attio-harness: report.json: Failed: 1 lost.\n")
    assert json.loads((shell.folder / "report.json").read_text())["verdicts"]["rejected"] == 1
    state = json.loads((shell.folder / "state.json").read_text())
    assert [len(records) for records in state["records"].values()] == [1]
    # the destination connects through OAuth; its token is no part of what is saved
    actors = [
        one["actor"] for rows in state["records"].values() for row in rows for one in row["values"]["email_addresses"]
    ]
    assert actors == [["app", SEGMENT.actor_id]]
    assert SEGMENT.token not in state["documents"].get("tokens", {})


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


def test_a_bad_line_is_named_and_the_others_run(shell: Shell) -> None:
    good = json.dumps(EVENT)
    shell.write("events.ndjson", f'{good}\n{{"type": oops}}\n[1]\n"text"\n{good}\n')
    code, out, err = shell.check("--format", "json")
    report = json.loads(out)
    assert (code, err, report["events"]) == (1, "", 2)
    assert [(row["file"], row["line"], row["why"].split(";")[0]) for row in report["unreadable"]] == [
        ("events.ndjson", 2, 'not JSON: oops without quotes (column 10), expected "oops"'),
        ("events.ndjson", 3, "expected an event (a JSON object), found a number"),
        ("events.ndjson", 4, "expected an event (a JSON object), found a string"),
    ]


def test_a_cut_last_line_could_not_be_read(shell: Shell) -> None:
    shell.write("events.ndjson", json.dumps(EVENT | {"traits": {"email": "a@example.com"}}) + '\n{"type": "ident')
    code, out, err = shell.check("--format", "json")
    report = json.loads(out)
    assert (code, err, report["events"], report["notes"]) == (1, "", 1, [])
    why = "the last line ends in the middle of an event: it was cut off, or is still being written"
    assert report["unreadable"] == [{"file": "events.ndjson", "line": 2, "why": why}]


@pytest.mark.parametrize(
    "command",
    ["check events.ndjson -m m.json --mode both", "diff m.json m.json events.ndjson", "check events.ndjson -m m.json"],
)
def test_what_could_not_be_read_is_told_by_comparisons_too(shell: Shell, command: str) -> None:
    other = {"name": "Send", "destinationId": "d2", "trigger": 'type = "track"', "settings": {"url": "x"}}
    shell.write("events.ndjson", json.dumps(EVENT | {"traits": {"email": "a@example.com"}}) + '\n{"type": "ident')
    shell.write("m.json", json.dumps([MAPPING, other]))
    code, out, err = shell(*command.split(), "-w", "workspace.yaml")
    told = " ".join(out.split())
    assert (code, err, "1 entry could not be read" in told) == (1, "", True)
    assert told.count("events.ndjson:2: the last line ends in the middle of an event") == 1
    assert told.count("left out 1 subscription of other destinations: Send (d2)") == 1


def test_lone_surrogates_and_odd_text_are_survived(shell: Shell) -> None:
    shell.write(
        "events.ndjson", '{"type": "identify", "userId": "\\ud83d", "traits": {"email": "\\udc00@x", "plan": "🐎"}}\n'
    )
    code, out, err = shell.check()
    assert (code, err) == (1, "")
    assert "1  refused by Segment" in out


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


# -- faults and dead letters -------------------------------------------------------------------------------------------


def test_faults_of_a_file_are_met_and_what_is_lost_is_delivered_another_time(shell: Shell) -> None:
    shell.write(
        "events.ndjson",
        "".join(
            json.dumps({**EVENT, "messageId": f"m{n}", "userId": f"u{n}", "traits": {"email": f"p{n}@acme.com"}}) + "\n"
            for n in range(3)
        ),
    )
    shell.write("faults.json", '[{"status": 503, "times": 2}, {"status": 403, "times": 1}]')
    code, out, _ = shell.check("--faults", "faults.json", "--dead-letters", "lost.ndjson", "--format", "json")
    told = json.loads(out)
    assert (code, told["verdicts"]["written"], told["verdicts"]["rejected"]) == (1, 2, 1)
    assert told["deliveries"] == {"written": {"2": 2}, "given_up": {}, "waiting": {}}
    assert (shell.folder / "lost.ndjson").stat().st_mode & 0o777 == 0o600
    code, out, _ = shell.check("--format", "json", events="lost.ndjson")
    assert (code, json.loads(out)["verdicts"]["written"]) == (0, 1)


def test_a_dead_letter_with_a_number_beyond_all_doubles_is_read_again(shell: Shell) -> None:
    shell.write("faults.json", '[{"status": 403, "times": 1}]')
    event = json.dumps({**EVENT, "traits": {"email": "p@acme.com", "n": 0}}).replace('"n": 0', '"n": [1e400, -1e400]')
    shell.write("events.ndjson", event + "\n")
    shell.check("--faults", "faults.json", "--dead-letters", "lost.ndjson")
    lost = (shell.folder / "lost.ndjson").read_text()
    assert json.loads(lost, parse_int=float)["event"]["traits"]["n"] == [inf, -inf]
    code, out, _ = shell.check("--format", "json", events="lost.ndjson")
    assert (code, json.loads(out)["verdicts"]["written"]) == (0, 1)


@pytest.mark.parametrize("file", ["events.ndjson", "mapping.json", "workspace.yaml", "faults.json", "crm.json"])
def test_dead_letters_take_the_place_of_nothing_else(shell: Shell, file: str) -> None:
    shell.write("faults.json", "[]")
    before = (shell.folder / file).read_bytes() if file != "crm.json" else b""
    code, out, err = shell.check("--faults", "faults.json", "--state", "crm.json", "--dead-letters", file)
    assert (code, out) == (2, "")
    assert (
        err
        == f"attio-harness: --dead-letters {file} would take the place of a file that this command reads; name another one\n"
    )
    assert before == ((shell.folder / file).read_bytes() if file != "crm.json" else b"")


def test_dead_letters_are_not_printed_and_belong_to_one_run(shell: Shell) -> None:
    assert shell.check("--dead-letters", "-")[0] == 2
    code, _, err = shell.check("--mode", "both", "--dead-letters", "lost.ndjson")
    assert (code, "--dead-letters" in err) == (2, True)
    assert not (shell.folder / "lost.ndjson").exists()


def test_a_fault_rule_that_cannot_be_used_is_one_line(shell: Shell) -> None:
    shell.write("faults.json", '[{"status": 503}, {"status": 99}]')
    code, out, err = shell.check("--faults", "faults.json")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("attio-harness: faults.json:1 at /1: found the status 99")
