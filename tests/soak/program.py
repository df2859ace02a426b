"""`attio-harness serve` as a process that can be killed, and whose disk can be full. Knows no events."""

from __future__ import annotations

import json
import resource
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx

from tests.started.processes import Started

__all__ = ["Program"]

_CONTROL = {"x-attio-emulator": "1"}
_ENDLESS = resource.RLIM_INFINITY


class Program:
    """One that runs in `folder`, where mapping.json, workspace.yaml and faults.json are; its state is crm.json."""

    def __init__(self, folder: Path, *, first_pause: float, tries_for: float) -> None:
        # seconds of Segment's platform: minutes and hours would be no test
        words = [
            "serve", "-m", "mapping.json", "-w", "workspace.yaml", "--write-key", "wk", "--state", "crm.json",
            "--faults", "faults.json", "--port", "0", "--batch-wait", "0.5", "--limit", "traces=1000000",
            "--assume", f"delivery.retry_first={first_pause}", "--assume", f"delivery.retry_for={tries_for}",
        ]  # fmt: skip
        self._errors = (folder / "stderr.txt").open("ab")
        self._process = Started(*words, cwd=folder, stderr=self._errors.fileno())
        assert self._process.stdout is not None
        line = self._process.stdout.readline().decode()
        assert line.startswith("listening on "), line + (folder / "stderr.txt").read_text("utf-8")
        self.client = httpx.Client(base_url=line.split()[-1], timeout=600, headers={"authorization": "Bearer any"})

    def send(self, events: Sequence[Mapping[str, Any]]) -> bool:
        """Whether they are acknowledged; a refusal and a connection that ends are none."""
        try:
            answer = self.client.post("/v1/batch", json={"batch": events, "writeKey": "wk"})
        except httpx.TransportError:
            return False
        return answer.status_code == 200

    def put_faults(self, rules: Sequence[Mapping[str, Any]]) -> None:
        self.client.put("/_emulator/faults", json=rules, headers=_CONTROL).raise_for_status()

    def waiting(self) -> int:
        """How many events are on their way."""
        answer = self.client.get("/_segment/counts")
        answer.raise_for_status()
        return int(answer.json()["waiting"])

    def flush(self) -> Mapping[str, int]:
        """Deliver what waits; gives the counts of events by what became of them."""
        answer = self.client.post("/_segment/flush", headers=_CONTROL)
        answer.raise_for_status()
        counts: Mapping[str, int] = answer.json()
        return counts

    def traces(self, after: int, **asked: str) -> list[dict[str, Any]]:
        """Those of the events behind a number that have what is asked for, the oldest first."""
        found: list[dict[str, Any]] = []
        while True:
            answer = self.client.get("/_segment/events", params={"after": after, "limit": 1_000, **asked})
            answer.raise_for_status()
            rows = [json.loads(line) for line in answer.text.splitlines()]
            if not rows:
                return found
            found += rows
            after = rows[-1]["seq"]

    def keys(self, object: str, attribute: str, member: str) -> list[str]:
        """The value of an attribute of every record."""
        found: list[str] = []
        while True:
            body = {"limit": 500, "offset": len(found)}
            rows = self.client.post(f"/v2/objects/{object}/records/query", json=body).json()["data"]
            if not rows:
                return found
            found += [row["values"][attribute][0][member] for row in rows]

    def let_disk_be_full(self, full: bool) -> None:
        """No file may grow, as on a full disk (the limit of the process, which needs no rights)."""
        resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, (1, _ENDLESS) if full else (_ENDLESS, _ENDLESS))

    def kill(self) -> None:
        """At once, whatever it is doing."""
        self._process.kill()
        self._end()

    def stop(self) -> int:
        """As a person does; gives the exit code."""
        self._process.send_signal(signal.SIGTERM)
        return self._end()

    def _end(self) -> int:
        code = self._process.wait(120)
        self.client.close()
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._errors.close()
        return code
