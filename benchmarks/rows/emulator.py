"""Times emulator calls and `check` in process against a yardstick for the machine: `python -m rows.emulator` prints JSON.

The yardstick is writing and reading an event with Python's `json`: its time depends on the machine and not on this project. The ratios
(its time divided by that of a call) are only for the ratchet; the report compares with peers.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from attio_emulator import Emulator, Request, Workspace
from attio_harness import check
from cases import inputs
from results.figures import Pair

from rows.people import put

__all__ = ["KEYS", "compared"]

KEYS = ("emulator_assert", "emulator_query", "emulator_get", "emulator_delete", "check")
PEOPLE, ROUNDS = 2_000, 5
EVENTS, FEW = 1_000, 10
MAPPING = inputs()["mappings"]["identify"]
WORKSPACE = {
    "objects": [
        {
            "api_slug": "users",
            "active": True,
            "attributes": [
                {"api_slug": "plan", "title": "plan", "type": "text"},
                {"api_slug": "login_count", "title": "login_count", "type": "number"},
                {"api_slug": "signed_up_at", "title": "signed_up_at", "type": "timestamp"},
            ],
        }
    ]
}
_BENCHMARKS = Path(__file__).resolve().parent.parent
_RECORDS = "/v2/objects/people/records"


def compared(pairs: int) -> dict[str, tuple[Pair, ...]]:
    """Microseconds of a call, or of an event that `check` delivers, and of the yardstick, with one process per round."""
    rounds = [_round() for _ in range(pairs)]
    return {key: tuple(Pair(ours=one[key], peer=one["yardstick"]) for one in rounds) for key in KEYS}


def _round() -> dict[str, float]:
    command = [sys.executable, "-m", "rows.emulator"]
    done = subprocess.run(command, cwd=_BENCHMARKS, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


class _Calls:
    def __init__(self) -> None:
        self._emulator = Emulator(Workspace.from_dict({}))
        self._written = 0
        self._ids = [self._put(index) for index in range(PEOPLE)]
        event = inputs()["events"]["identify"][0]
        self.by_name: dict[str, Callable[[int], object]] = {
            "yardstick": lambda _: json.loads(json.dumps(event)),
            "emulator_assert": lambda index: self._put(index % PEOPLE),
            "emulator_query": self._query,
            "emulator_get": lambda index: self._asked("GET", f"{_RECORDS}/{self._ids[index % PEOPLE]}"),
            "emulator_delete": lambda index: self._asked("DELETE", f"{_RECORDS}/{self._put(PEOPLE + index)}"),
        }

    def _asked(self, method: str, path: str, body: object = None) -> bytes:
        asked = (
            Request.make(method, path, token="any")
            if body is None
            else Request.make(method, path, json=body, token="any")
        )
        answer = self._emulator.handle(asked)
        if answer.status != 200:
            raise ValueError(
                f"expected {method} {path} to be answered with 200, found {answer.status}: {answer.body!r}"
            )
        return answer.body

    def _put(self, index: int) -> str:
        self._written += 1
        record: str = json.loads(put(self._emulator, index, self._written))["data"]["id"]["record_id"]
        return record

    def _query(self, index: int) -> None:
        wanted = f"user{index % PEOPLE}@example.com"
        found = json.loads(
            self._asked("POST", f"{_RECORDS}/query", {"filter": {"email_addresses": wanted}, "limit": 1})
        )["data"]
        if [one["id"]["record_id"] for one in found] != [self._ids[index % PEOPLE]]:
            raise ValueError(f"expected the record of {wanted}, found {len(found)} others")


def _checked(count: int) -> float:
    """CPU seconds of a check of identified people."""
    identified = inputs()["events"]["written"]
    events = []
    for index in range(count):
        event = identified[index % len(identified)]
        traits = event["traits"] | {"email": f"p{index}@example.com"}
        events.append(event | {"userId": f"user_{index}", "messageId": f"m-{index}", "traits": traits})
    mapping = {"partnerAction": "identifyUser", "subscribe": 'type = "identify"', "mapping": MAPPING}
    begin = time.process_time()
    report = check(events, mapping, WORKSPACE)
    passed = time.process_time() - begin
    if report.verdicts.get("written") != count:
        raise ValueError(f"expected {count} events to be written, found {report.verdicts}")
    return passed


def _times() -> dict[str, float]:
    calls = _Calls().by_name
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for number in range(ROUNDS + 1):
        for name, call in calls.items():
            at, begin = 0, time.process_time()
            while (passed := time.process_time() - begin) < 0.1:
                for _ in range(16):
                    call(at)
                    at += 1
            if number:  # the first one warms up
                taken[name].append(passed * 1e6 / at)
    rounds = [(_checked(EVENTS) - _checked(FEW)) * 1e6 / (EVENTS - FEW) for _ in range(ROUNDS + 1)][1:]
    return {name: statistics.median(each) for name, each in taken.items()} | {"check": statistics.median(rounds)}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_times()))
