"""Sends requests to a server as fast as it answers, with one thread of wrk. The requests are in `benchmarks/load`."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Load", "Refused", "load", "missing", "version"]

_SCRIPTS = Path(__file__).resolve().parent.parent / "load"


class Refused(Exception):
    """A server did not answer every request as expected, so its rate says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Requests a second, and the milliseconds within which half and 99 % of them were answered."""

    rate: float
    p50: float
    p99: float


def missing() -> str | None:
    """Why nothing can be sent; None if it can."""
    return None if shutil.which("wrk") else "wrk is not on the path; Debian has it: apt-get install wrk"


def version() -> str:
    words = subprocess.run(
        ["wrk", "--version"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return " ".join(words.stdout.split()[1:2]) or "unknown"


def load(script: str, port: int, *, people: int, turn: int = 1, sent: int = 0, seconds: int = 4) -> Load:
    """Send requests numbered from `sent` on; what they write contains the number. Raises Refused if a response is an error or missing."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write((_SCRIPTS / script).read_text() + (_SCRIPTS / "done.lua").read_text())
        file.flush()
        command = ["wrk", "-t1", "-c16", f"-d{seconds}s", "--timeout", "10s", "-s", file.name]
        command += [f"http://127.0.0.1:{port}", "--", str(people), str(turn), str(sent)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    told = json.loads(done.stdout.splitlines()[-1])
    if told["refused"] or told["failed"] or not told["requests"]:
        raise Refused(
            f"{told['requests']} answers, of which {told['refused']} were errors, and {told['failed']} connections failed"
        )
    return Load(rate=told["requests"] * 1e6 / told["microseconds"], p50=told["p50"] / 1000, p99=told["p99"] / 1000)
