"""Measures how much saving a state of 100,000 records slows requests: `python saving.py [RECORDS [SECONDS]]` prints a table.

One client writes as fast as it gets responses, first to `emulate` alone, then with `--state`, where a snapshot is always due. Then the
process is killed, and the time is measured until a new one has restored the state.
"""

from __future__ import annotations

import http.client
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from attio_emulator import Emulator, Request, Workspace
from attio_harness.saved_state.copied import Copied
from words import WrongWord, positive

RECORDS, SECONDS = 100_000, 60
_HEADERS = {"authorization": "Bearer any", "content-type": "application/json", "x-attio-emulator": "1"}
_WORDS = [sys.executable, "-m", "attio_harness", "emulate", "--port", "0"]


def main(words: list[str]) -> int:
    try:
        (count,) = positive(words[:1], "records") or (RECORDS,)
        (seconds,) = positive(words[1:], "seconds", most=1) or (SECONDS,)
    except WrongWord as error:
        _say(str(error))
        return 2
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        _made(folder / "crm.json", count)
        _say(
            f"{count:,} people, a state of {(folder / 'crm.json').stat().st_size / 1e6:.0f} MB; writes for {seconds:g} s each"
        )
        _say("| | writes a second | median | p99 | p99.9 | longest | snapshots |")
        _say("|---|---:|---:|---:|---:|---:|---:|")
        with _served(folder) as (_, client):
            client.request("PUT", "/_emulator/state", (folder / "crm.json").read_bytes(), _HEADERS)
            client.getresponse().read()
            _row("without --state", client, seconds, count, None)
        with _served(folder, "--state", "crm.json") as (process, client):
            _row("with --state", client, seconds, count, folder / "crm.json")
            process.kill()
            process.wait()
        log = sum(one.stat().st_size for one in folder.glob("crm.json.log.*"))
        before = time.perf_counter()
        with _served(folder, "--state", "crm.json"):
            _say(f"started again after a kill in {time.perf_counter() - before:.1f} s, with {log / 1e6:.1f} MB of log")
    _say(f"memory of the largest process: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB")
    return 0


def _made(file: Path, count: int) -> None:
    """Write a state of so many people, and print how long requests wait while the process is copied for it."""
    emulator = Emulator(Workspace.from_dict({}), journal_limit=0)
    for number in range(count):
        values = {"email_addresses": [f"p{number}@c.com"], "description": f"Number {number}"}
        emulator.handle(
            Request.make("POST", "/v2/objects/people/records", json={"data": {"values": values}}, token="t")
        )
    pauses = []
    for _ in range(5):
        before = time.perf_counter()
        copied = Copied(str(file), emulator.snapshot_text({}))
        pauses.append((time.perf_counter() - before) * 1000)
        copied.wait()
    _say(
        f"requests wait for a snapshot {statistics.median(pauses):.1f} ms in the median of 5, {max(pauses):.1f} ms at most"
    )


@contextmanager
def _served(folder: Path, *more: str) -> Iterator[tuple[subprocess.Popen[str], http.client.HTTPConnection]]:
    with subprocess.Popen([*_WORDS, *more], cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            host = process.stdout.readline().split()[-1].removeprefix("http://")
            yield process, http.client.HTTPConnection(host, timeout=600)
        finally:
            process.kill()


def _row(name: str, client: http.client.HTTPConnection, seconds: float, count: int, state: Path | None) -> None:
    times: list[float] = []
    seen = set()
    end = time.perf_counter() + seconds
    while (begin := time.perf_counter()) < end:
        _write(client, len(times), count)
        times.append(time.perf_counter() - begin)
        if state is not None and len(times) % 50 == 0:
            seen.add(os.stat(state).st_ino)
    times.sort()
    at = [times[min(int(len(times) * part), len(times) - 1)] * 1000 for part in (0.5, 0.99, 0.999, 1)]
    told = " | ".join(f"{one:.1f} ms" for one in at)
    _say(f"| {name} | {len(times) / seconds:.0f} | {told} | {max(len(seen) - 1, 0) if state else '-'} |")


def _write(client: http.client.HTTPConnection, number: int, count: int) -> None:
    values: dict[str, Any] = {"email_addresses": [f"p{number * 7919 % count}@c.com"], "description": f"Again {number}"}
    body = json.dumps({"data": {"values": values}})
    path = "/v2/objects/people/records?matching_attribute=email_addresses"
    client.request("PUT", path, body, _HEADERS)
    answer = client.getresponse()
    answer.read()
    assert answer.status == 200, answer.status


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
