"""`emulate` as a person meets it, and as a process."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
from typing import Any

import httpx
import pytest
from attio_emulator import Request

from tests.started.processes import Started

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
        words = ["emulate", "-w", "workspace.yaml", "--state", "state.json", "--port", "0"]
        with Started(*words, cwd=shell.folder) as process:
            watchdog = threading.Timer(120, process.kill)
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
                process.wait(60)
            watchdog.cancel()
        assert (emails, process.returncode) == (expected, 0)
        assert not list(shell.folder.glob(".state.json.*"))


@pytest.mark.parametrize("words", [("emulate",), ("serve", "-m", "published")], ids=["emulate", "serve"])
def test_a_workspace_file_that_was_changed_since_is_told_and_the_state_goes_on(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    seen: list[Any] = []

    def serve(door: Any, listening: Any, **more: Any) -> None:
        listening.close()
        found = door.handle(Request.make("GET", "/v2/objects/boats/attributes", token="k")).json()["data"]
        seen.append([one["api_slug"] for one in found])

    def write(*attributes: str) -> None:
        rows = [{"api_slug": one, "type": "text"} for one in attributes]
        shell.write("w.json", json.dumps({"objects": [{"api_slug": "boats", "attributes": rows}]}))

    for name in ("attio_harness.serve.serve", "attio_harness.local_segment.server.serve"):
        monkeypatch.setattr(name, serve)
    write("hull", "colour")
    command = (*words, "-w", "w.json", "--state", "s.json")
    assert [shell(*command)[2], shell(*command)[2]] == ["", ""]
    write("hull", "length")

    code, _, told = shell(*command)

    assert (code, told) == (
        0,
        "attio-harness: s.json: the schema of the state stays in force, which differs from w.json in boats.colour, boats.length; "
        "to take that of the file, send it to PUT /_emulator/workspace, or delete s.json and begin without records\n",
    )
    assert seen == [seen[0]] * 3
    assert seen[0][-2:] == ["hull", "colour"]


@pytest.mark.parametrize("words", [("emulate",), ("serve", "-m", "published")])
def test_a_port_that_is_taken_is_told_with_a_way_out(shell: Shell, words: tuple[str, ...]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, out, told = shell(*words, "--port", str(port))
    said = f"attio-harness: cannot listen on 127.0.0.1:{port}: Address already in use"
    assert (code, out, told) == (2, "", f"{said}; take another --port, or 0 for any that is free\n")


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


# -- from other computers ----------------------------------------------------------------------------------------------

GIVEN = "correct-horse-battery"
COMMANDS = [("emulate",), ("serve", "-m", "published")]
LISTENERS = ("attio_harness.serve.serve", "attio_harness.local_segment.server.serve")


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The guards of what would be served; it says where it listens, and ends."""
    found: list[Any] = []

    def serve(door: Any, listening: Any, *, guard: Any, started: Any, **more: Any) -> None:
        listening.close()
        found.append(guard)
        started("http://0.0.0.0:8700")

    for name in LISTENERS:
        monkeypatch.setattr(name, serve)
    monkeypatch.delenv("ATTIO_EMULATOR_ADMIN_TOKEN", raising=False)
    return found


def is_let_in(guard: Any, token: str, host: str = "10.0.0.7") -> bool:
    """Whether a control call from another computer is answered with this token."""
    request = Request.make("GET", "/_emulator/state", headers={"host": host, "x-attio-emulator": token})
    return guard.refusal(request.headers) is None and guard.admission(request) is None


@pytest.mark.parametrize("words", COMMANDS)
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "[::]"])
def test_other_computers_need_leave(shell: Shell, served: list[Any], words: tuple[str, ...], host: str) -> None:
    bare = host.strip("[]")
    said = f"attio-harness: --host {bare}: other computers could reach {bare}, and with it all that is in the emulator; to let them, add --allow-remote, which asks for an admin token\n"
    assert (shell(*words, "--host", host), served) == ((2, "", said), [])


@pytest.mark.parametrize("words", COMMANDS)
def test_a_token_is_made_and_told_once(shell: Shell, served: list[Any], words: tuple[str, ...]) -> None:
    tokens = set()
    for _ in range(2):
        code, out, err = shell(*words, "--host", "0.0.0.0", "--allow-remote")
        token = err.removeprefix("attio-harness: admin token ").partition(" ")[0]
        assert (code, out) == (0, "listening on http://0.0.0.0:8700\n")
        assert err == (
            f"attio-harness: admin token {token} (told this once; log in at http://0.0.0.0:8700/_emulator/login, "
            "or send it as the header x-attio-emulator)\n"
        )
        assert is_let_in(served[-1], token)
        assert not is_let_in(served[-1], "1")
        tokens.add(token)
    assert len(tokens) == 2


@pytest.mark.parametrize("words", COMMANDS)
def test_a_token_of_ones_own_is_not_told(
    shell: Shell, served: list[Any], monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    shell.write("token", f"{GIVEN}\n")
    monkeypatch.setenv("ATTIO_EMULATOR_ADMIN_TOKEN", "battery-horse-correct")
    remote = (*words, "--host", "0.0.0.0", "--allow-remote", "--host-name", "attio")
    for more, token in (((), "battery-horse-correct"), (("--admin-token-file", "token"), GIVEN)):
        assert shell(*remote, *more) == (0, "listening on http://0.0.0.0:8700\n", "")
        assert is_let_in(served[-1], token)
        assert is_let_in(served[-1], token, host="attio:8700")
        assert not is_let_in(served[-1], token, host="other:8700")
        assert not is_let_in(served[-1], token[:-1])


@pytest.mark.parametrize(
    ("words", "variable", "said"),
    [
        (("--admin-token-file", "token"), "", "--admin-token-file is asked of other computers alone; add --allow-remote, or leave it out"),
        (("--allow-remote", "--admin-token-file", "none"), "", "none: there is no such admin token file"),
        (("--allow-remote", "--admin-token-file", "short"), "", "the admin token of short: found 5 characters, expected 16 to 200"),
        (("--allow-remote", "--admin-token-file", "empty"), GIVEN, "the admin token of empty: found 0 characters, expected 16 to 200"),
        (("--allow-remote",), "short", "the admin token of the environment variable ATTIO_EMULATOR_ADMIN_TOKEN: found 5 characters, expected 16 to 200"),
    ],
)  # fmt: skip
def test_a_token_that_is_none_is_one_line(
    shell: Shell, served: list[Any], monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], variable: str, said: str
) -> None:
    for name, text in (("token", GIVEN), ("short", "short"), ("empty", " \n")):
        shell.write(name, text)
    monkeypatch.setenv("ATTIO_EMULATOR_ADMIN_TOKEN", variable)
    assert (shell("emulate", *words), served) == ((2, "", f"attio-harness: {said}\n"), [])


def test_a_start_without_files_imports_nothing_that_only_files_webhooks_and_mistakes_need() -> None:
    program = """
import sys
from attio_harness import cli
import attio_harness.serve

def serve(app, listening, **more):
    listening.close()
    print(*sorted(name for name in sys.modules if name.startswith(tuple(sys.argv[1].split()))))

attio_harness.serve.serve = serve
cli.main(["emulate", "--no-config", "--port", "0"])
"""
    spared = (
        "pydantic httpx yaml dateutil phonenumbers publicsuffixlist watchfiles multiprocessing rich.table segment_ attio_destination "
        "attio_emulator.control attio_emulator.ui attio_emulator.schema.files attio_emulator.schema.shape attio_harness.inputs attio_harness.run "
        "click uvicorn.supervisors tomllib attio_harness.settings.document attio_harness.formats attio_harness.assumptions attio_harness.cli.left_out "
        "zoneinfo attio_emulator.faults.rules attio_emulator.faults.kinds attio_emulator.forms attio_emulator.sql "
        "attio_harness.saved_state.keeper attio_harness.saved_state.log attio_harness.saved_state.catching_up"
    )
    done = subprocess.run([sys.executable, "-c", program, spared], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "\n", "")
