"""A server with a state that is killed at any moment, and whether everything that it acknowledged is there when it starts again.

For tests, and for runs of any length: `killed(folder, kills=100, seed=7)` raises AssertionError with what is missing.
"""

from __future__ import annotations

import http.client
import json
import random
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.attio_harness.subscriptions import assert_record
from tests.started.processes import Started

__all__ = ["Kills", "Server", "events_killed", "killed", "served"]

_HEADERS = {"authorization": "Bearer any", "content-type": "application/json", "x-attio-emulator": "1"}


class Server:
    """A process that answers, and how it is asked."""

    def __init__(self, process: Started, address: str, said: Path) -> None:
        self.process = process
        self._host, self._said = address.removeprefix("http://"), said

    def connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(self._host, timeout=30)

    def ask(
        self, method: str, path: str, body: Any = None, *, over: http.client.HTTPConnection | None = None
    ) -> tuple[int, Any, Any]:
        """Status, body as JSON, headers."""
        connection = over or self.connection()
        connection.request(method, path, None if body is None else json.dumps(body), _HEADERS)
        answer = connection.getresponse()
        content = answer.read()
        if over is None:
            connection.close()
        return answer.status, json.loads(content) if content else None, answer.headers

    def kill(self) -> None:
        """As the system does it, without a word."""
        self.process.kill()
        self.process.wait(30)

    def stop(self) -> int:
        """As Ctrl-C does it; the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)

    def said(self) -> str:
        """Standard error so far."""
        return self._said.read_text()


@contextmanager
def served(folder: Path, *words: str, largest: int | None = None) -> Iterator[Server]:
    """`attio-harness WORDS` with a free port, in a folder; no file may become larger than `largest` bytes."""
    said = folder / "said.txt"
    with said.open("wb") as errors:
        process = Started(*words, "--port", "0", cwd=folder, stderr=errors.fileno(), largest=largest)
    with process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith(b"listening on "), (line, said.read_text())
            yield Server(process, line.decode().split()[-1], said)
        finally:
            process.kill()


@dataclass(slots=True)
class Kills:
    """What came of it."""

    kills: int = 0
    acknowledged: int = 0
    """Writes that were answered with success."""
    caught_up: int = 0
    """Starts that found something in the log."""
    people: dict[str, str] = field(default_factory=dict)
    """Address -> the last description that was acknowledged."""
    unknown: dict[str, set[str]] = field(default_factory=dict)
    """Address -> descriptions that were sent and not answered: they may be there or not."""
    wrong: list[str] = field(default_factory=list)
    """Answers to writes that were none of success."""


def killed(folder: Path, *, kills: int, seed: int = 0, writers: int = 2, most: int = 150) -> Kills:
    """Write from several connections, kill at a random moment, start again and compare, so many times.

    The moment comes after up to `most` acknowledged writes, and up to 20 ms after the last of these.

    Raises:
        AssertionError: something that was acknowledged is not there, or something is there that nobody sent.
    """
    chance, told = random.Random(seed), Kills()
    for number in range(kills + 1):
        with served(folder, "emulate", "--state", "crm.json") as server:
            told.caught_up += "that a process before this one acknowledged" in server.said()
            _compare(server, told)
            if number == kills:
                assert server.stop() == 0
                return told
            target, stop = told.acknowledged + chance.randrange(1, most), threading.Event()
            threads = [
                threading.Thread(target=_write, args=(server, told, random.Random(f"{seed} {number} {one}"), one, stop))
                for one in range(writers)
            ]
            for thread in threads:
                thread.start()
            while told.acknowledged < target and any(thread.is_alive() for thread in threads):
                time.sleep(0.001)
            time.sleep(chance.uniform(0, 0.02))
            server.kill()
            stop.set()
            for thread in threads:
                thread.join(30)
            assert not told.wrong, told.wrong
            told.kills += 1
    return told


def _write(server: Server, told: Kills, chance: random.Random, writer: int, stop: threading.Event) -> None:
    with suppress(OSError, http.client.HTTPException), closing(server.connection()) as connection:
        while not stop.is_set():
            address, about = f"p{chance.randrange(200)}@w{writer}.com", f"{chance.random()}"
            body = {"data": {"values": {"email_addresses": [address], "description": about}}}
            told.unknown.setdefault(address, set()).add(about)
            status, _, headers = server.ask(
                "PUT", "/v2/objects/people/records?matching_attribute=email_addresses", body, over=connection
            )
            if (status, headers["x-attio-emulator-not-saved"]) != (200, None):
                told.wrong.append(f"{status} {headers}")
            told.people[address] = about
            told.unknown[address].clear()
            told.acknowledged += 1


def _compare(server: Server, told: Kills) -> None:
    """The last acknowledged value of each is there, or one that was sent after it."""
    found = {}
    for offset in range(0, 1000, 500):
        _, answer, _ = server.ask("POST", "/v2/objects/people/records/query", {"limit": 500, "offset": offset})
        for one in answer["data"]:
            values = one["values"]
            found[values["email_addresses"][0]["email_address"]] = values["description"][0]["value"]
    for address, about in told.people.items():
        assert found.get(address) in {about, *told.unknown.get(address, ())}, (address, about, found.get(address))
    for address, about in found.items():
        assert about in {told.people.get(address), *told.unknown.get(address, ())}, (address, about)
    told.people = found
    told.unknown.clear()


_MAPPING = [
    assert_record(
        "People",
        'type = "identify"',
        "people",
        "email_addresses",
        {
            "email_addresses": {"@path": "$.traits.email"},
            "description": {"@path": "$.traits.about"},
            "job_title": {"@path": "$.traits.about"},
        },
    )
]


def events_killed(folder: Path, *, kills: int, seed: int = 0, most: int = 40) -> int:
    """Send events to `serve --state`, kill at a random moment, start again, so many times; how many were acknowledged.

    Raises:
        AssertionError: an event that was acknowledged had no effect, or had it twice.
    """
    chance = random.Random(seed)
    (folder / "mapping.json").write_text(json.dumps(_MAPPING))
    acknowledged: dict[str, list[str]] = {}
    sent = 0
    for number in range(kills + 1):
        with served(folder, "serve", "-m", "mapping.json", "--write-key", "wk", "--state", "crm.json") as server:
            if number == kills:
                _histories(server, acknowledged)
                assert server.stop() == 0
                break
            with closing(server.connection()) as connection:
                for _ in range(chance.randrange(1, most)):
                    address, about = f"p{chance.randrange(20)}@a.com", f"about {sent}"
                    event = {
                        "type": "identify",
                        "messageId": f"m-{sent}",
                        "userId": address,
                        "traits": {"email": address, "about": about},
                    }
                    sent += 1
                    answer = server.ask("POST", "/v1/batch", {"batch": [event], "writeKey": "wk"}, over=connection)
                    assert answer[:2] == (200, {"success": True})
                    acknowledged.setdefault(address, []).append(about)
            time.sleep(chance.uniform(0, 0.02))
            server.kill()
    return sent


def _histories(server: Server, acknowledged: dict[str, list[str]]) -> None:
    """What each address was told to be, in the order in which it was, each once."""
    server.ask("POST", "/_segment/flush")
    _, answer, _ = server.ask("POST", "/v2/objects/people/records/query", {"limit": 500})
    found = {}
    for one in answer["data"]:
        for attribute in ("description", "job_title"):
            path = (
                f"/v2/objects/people/records/{one['id']['record_id']}/attributes/{attribute}/values?show_historic=true"
            )
            rows = server.ask("GET", path)[1]["data"]
            found[one["values"]["email_addresses"][0]["email_address"], attribute] = sorted(
                row["value"] for row in rows
            )
    assert found == {
        (address, attribute): sorted(told)
        for address, told in acknowledged.items()
        for attribute in ("description", "job_title")
    }
