"""A check as a process of its own, which reads from its standard input."""

from __future__ import annotations

import array
import fcntl
import json
import os
import termios
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE

from tests.attio_harness.subscriptions import identify_user
from tests.started.processes import Started

EVENT = {"type": "identify", "userId": "u1", "traits": {"email": "jane@acme.com", "plan": "Gold"}}
LINE = json.dumps(EVENT).encode() + b"\n"
WORKSPACE = {"name": "Acme", "objects": [{"api_slug": "users", "active": True}]}
MAPPING = identify_user(None)


@contextmanager
def check(folder: Path, *more: str, stderr: int = PIPE) -> Iterator[Started]:
    """A check of what is written to its standard input, ended by force should it hang."""
    (folder / "mapping.json").write_text(json.dumps(MAPPING))
    (folder / "workspace.json").write_text(json.dumps(WORKSPACE))
    words = ["check", "-", "-m", "mapping.json", "-w", "workspace.json", *more]
    environment = {key: value for key, value in os.environ.items() if key not in ("CI", "NO_COLOR")}
    with Started(*words, cwd=folder, env=environment | {"TERM": "xterm"}, stdin=PIPE, stderr=stderr) as process:
        watchdog = threading.Timer(60, process.kill)
        watchdog.start()
        try:
            yield process
        finally:
            watchdog.cancel()
            process.kill()


def hand_over(process: Started, data: bytes) -> None:
    """Write, and wait until the process has taken all of it."""
    assert process.stdin is not None
    process.stdin.write(data)
    process.stdin.flush()
    left = array.array("i", [1])
    while left[0] and process.poll() is None:
        fcntl.ioctl(process.stdin, termios.FIONREAD, left)
        time.sleep(0.01)


def wait_until_it_waits(process: Started) -> None:
    """Until the process sleeps in its reading, where the system tells."""
    stat, asleep = Path(f"/proc/{process.pid}/stat"), 0
    while stat.exists() and asleep < 10 and process.poll() is None:
        asleep = asleep + 1 if stat.read_text().rpartition(")")[2].split()[0] == "S" else 0
        time.sleep(0.02)
