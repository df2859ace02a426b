"""`emulate` as a person meets it, and as a process."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from typing import Any

import httpx
import pytest
from attio_emulator import Request

from .shell import Shell


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


@pytest.mark.parametrize(
    ("words", "tokens", "told"),
    [
        (["--strict-auth"], [], True),
        (["--strict-auth"], ["k"], False),
        ([], [], False),
    ],
)
def test_emulate_tells_who_lets_nobody_in(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, words: list[str], tokens: list[str], told: bool
) -> None:
    monkeypatch.setattr("attio_harness.serve.serve", lambda door, listening, **more: listening.close())
    shell.write("w.json", json.dumps({"tokens": tokens}))
    line = (
        "attio-harness: --strict-auth refuses every key, as the workspace lists none under tokens: "
        "only what /authorize gives is accepted\n"
    )
    assert shell("emulate", "-w", "w.json", *words) == (0, "", line if told else "")


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
                assert client.get("/_emulator/health").json() == {
                    "status": "ok",
                    "state": {"file": "state.json", "saved": True, "since": None, "why": None},
                }
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


def test_emulate_tells_at_its_end_what_fault_rules_did(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def serve(door: Any, listening: Any, **more: Any) -> None:
        listening.close()
        for _ in range(5):
            door.handle(Request.make("GET", "/v2/self", token="t"))

    monkeypatch.setattr("attio_harness.serve.serve", serve)
    shell.write("faults.yaml", "- {fault: reset, match: {nth: 2}}\n- {status: 503, times: 2}\n")
    told = "attio-harness: faults: seed 7, 3 of 5 requests met a fault rule (2 answer, 1 reset)\n"
    assert shell("emulate", "--faults", "faults.yaml", "--seed", "7") == (0, "", told)
    shell.write("none.yaml", "- {status: 503, path: /nowhere}\n")
    assert (
        shell("emulate", "--faults", "none.yaml")[2]
        == "attio-harness: faults: seed 0, 0 of 5 requests met a fault rule\n"
    )
    assert shell("emulate") == (0, "", "")


def test_a_faults_file_that_cannot_be_used_is_one_line(shell: Shell) -> None:
    shell.write("bad.json", "[{]")
    assert shell("emulate", "--faults", "none.json") == (
        2,
        "",
        "attio-harness: none.json: there is no such faults file\n",
    )
    code, _, err = shell("emulate", "--faults", "bad.json")
    assert (code, err.startswith("attio-harness: bad.json:1: not JSON: "), err.count("\n")) == (2, True, 1)
