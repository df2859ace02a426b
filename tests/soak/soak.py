"""The soak: load without pause, while faults come and go, the program is killed and started again, and the disk is full at times.

    python -m tests.soak.soak --seconds 600 --rounds 5 --kills 100 --seed 1

A round begins with an empty CRM, since a start after a kill takes as long as its state is large and would be most of the time
otherwise. What is sent is sent again until it is acknowledged, as Segment's SDKs do. In the end each acknowledged event is looked for in the
CRM: the report's sums agree, or it says what is missing and ends with 1. Then an emulator is killed while others write to it.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from tests.kills import killed
from tests.soak.load import MAPPING, NEVER, WORKSPACE, Expected, Sent, events
from tests.soak.program import Program

__all__ = ["Report", "soak"]

_AT_ONCE = 20
_MOST_WAITING = 1_000
"""So many events are on their way at most: more come in than a slow machine works off, and the end would be a long wait."""
FAULTS: tuple[tuple[Mapping[str, Any], ...], ...] = (
    (),
    ({"status": 500, "times": 40},),
    ({"status": 429, "times": 25, "headers": {"retry-after": "1"}},),
    ({"path": "/v2/batch/*", "status": 503, "times": 5},),
    ({"path": "/v2/objects/users/*", "status": 502, "after": 3, "times": 30}, {"status": 500, "after": 50, "times": 9}),
)
"""What holds for a while; each ends by itself, so what fails is written in the end."""


@dataclass(slots=True, kw_only=True)
class Report:
    """What was counted. `missing` and `unexpected` are empty where nothing was lost."""

    acknowledged: Counter[Expected] = field(default_factory=Counter)
    written: int = 0
    dead: int = 0
    """Events whose trying ended, told by their traces."""
    gave_up: int = 0
    """Events that were to be written and are told as failed: each of their tries met a fault, or the time for them passed in starts."""
    retried: int = 0
    """Deliveries that were tried more than once, of those whose trace was read before a kill took it away."""
    kills: int = 0
    full: int = 0
    not_taken: int = 0
    """Batches that were refused or got no answer, and were sent again."""
    missing: list[str] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)

    def add(self, other: Report) -> None:
        """Count what another round counted, too."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))

    @property
    def agrees(self) -> bool:
        """Whether each event ended as it was to end; of a thousand one may be given up, and told so."""
        is_whole = self.written + self.gave_up == self.acknowledged["written"]
        is_rare = self.gave_up <= self.acknowledged.total() / 1000
        return not self.missing and not self.unexpected and is_whole and is_rare

    def text(self) -> str:
        total = self.acknowledged.total()
        lines = [
            f"events in          {total:>8}",
            f"  written          {self.written:>8}",
            f"  refused          {self.acknowledged['invalid']:>8}",
            f"  unmatched        {self.acknowledged['unmatched']:>8}",
            f"  dead-lettered    {self.acknowledged['failed']:>8}   {self.dead} seen to end",
            f"  given up         {self.gave_up:>8}   to be written, and told as failed",
            f"  sum              {self.written + self.gave_up + total - self.acknowledged['written']:>8}",
            f"tried again        {self.retried:>8}",
            f"sent again         {self.not_taken:>8}   batches without an acknowledgement",
            f"kills              {self.kills:>8}",
            f"full disks         {self.full:>8}",
        ]
        lines += [f"missing: {one}" for one in self.missing[:20]]
        lines += [f"not expected: {one}" for one in self.unexpected[:20]]
        return "".join(f"{line}\n" for line in [*lines, "the sums agree" if self.agrees else "THE SUMS DO NOT AGREE"])


class _Soak:
    def __init__(self, folder: Path, seed: int, *, tries_for: float) -> None:
        self.folder, self.random, self.tries_for = folder, Random(seed), tries_for
        self.load = events(seed)
        self.sent: dict[str, Sent] = {}
        self.report = Report()
        self.last = 0
        self.read: set[int] = set()
        self.gave_up: set[str] = set()
        self.batches = 0
        self.starting = 0.0
        """Seconds in which nobody could send, as the program began anew."""
        (folder / "mapping.json").write_text(json.dumps(MAPPING), "utf-8")
        (folder / "workspace.yaml").write_text(WORKSPACE, "utf-8")
        (folder / "faults.json").write_text(json.dumps([NEVER]), "utf-8")
        self.program = self.start()

    def start(self) -> Program:
        begun = time.monotonic()
        program = Program(self.folder, first_pause=0.2, tries_for=self.tries_for)
        self.starting += time.monotonic() - begun
        return program

    def send(self) -> None:
        """Another batch, as often as it takes."""
        self.batches += 1
        while self.batches % 10 == 0 and self.program.waiting() > _MOST_WAITING:
            time.sleep(0.1)
        batch = list(islice(self.load, _AT_ONCE))
        while not self.program.send([one.event for one in batch]):
            self.report.not_taken += 1
            if self.report.not_taken > 100_000:
                raise AssertionError("nothing is acknowledged any more")
            time.sleep(0.02)
        for one in batch:
            self.sent[one.event["messageId"]] = one
            self.report.acknowledged[one.expected] += 1

    def read_traces(self) -> None:
        """What is told of the events since the last time; reading all of them takes seconds, in which some more end as failed."""
        found = self.program.traces(self.last)
        self._take(found)
        # those on their way are read once more
        self.last = min((one["seq"] for one in found if one["good"] is None), default=max(self.read, default=1) + 1) - 1
        self._take(self.program.traces(0, verdict="failed"))

    def _take(self, traces: Iterable[Mapping[str, Any]]) -> None:
        settled = [one for one in traces if one["good"] is not None and one["seq"] not in self.read]
        self.read.update(one["seq"] for one in settled)
        for trace in settled:
            stages = trace["stages"]["subscriptions"]
            self.report.retried += sum(bool(stage["retries"]) for stage in stages)
            if trace["verdicts"] == ["repeat"]:
                continue
            expected = self.sent.get(trace["message_id"])
            verdict = trace["verdicts"][0] if trace["verdicts"] else "unmatched"
            if expected is not None and verdict == "failed" and expected.expected == "written":
                self.gave_up.add(trace["message_id"])
            elif expected is not None and verdict != expected.expected:
                self.report.unexpected.append(f"{trace['message_id']} ended as {verdict}, not as {expected.expected}")
            self.report.dead += verdict == "failed"

    def kill(self) -> None:
        """In the middle of a batch that is not answered yet, or right after one."""
        self.read_traces()
        if self.random.random() < 0.5:
            self.send()
        self.program.kill()
        self.report.kills += 1
        self.program = self.start()

    def fill_disk(self) -> None:
        """Full for a while: what is acknowledged meanwhile counts as ever, and the rest is taken once there is room."""
        self.program.let_disk_be_full(True)
        batch = list(islice(self.load, _AT_ONCE))
        taken = self.program.send([one.event for one in batch])
        self.program.let_disk_be_full(False)
        if not taken:
            self.report.not_taken += 1
            while not self.program.send([one.event for one in batch]):
                self.report.not_taken += 1
                time.sleep(0.02)
        for one in batch:
            self.sent[one.event["messageId"]] = one
            self.report.acknowledged[one.expected] += 1
        self.report.full += 1

    def end(self) -> Report:
        """No faults but for deals; then look for everything."""
        self.program.put_faults([NEVER])
        until = time.monotonic() + self.tries_for * 3 + 60
        while self.program.flush()["waiting"] and time.monotonic() < until:
            time.sleep(0.1)
        self.read_traces()
        self.program.put_faults([])
        report = self.report
        there = {
            "people": Counter(self.program.keys("people", "email_addresses", "email_address")),
            "orders": Counter(self.program.keys("orders", "number", "value")),
            "deals": Counter(self.program.keys("deals", "name", "value")),
        }
        users = Counter(self.program.keys("users", "user_id", "value"))
        for id, one in self.sent.items():
            found = there[one.object].pop(one.key, 0) if one.object else 0
            if id in self.gave_up:  # a person may be there, whose user was not written
                report.gave_up += 1
                continue
            due = one.expected == "written"
            if found != due:
                report.missing.append(f"{id} has {found} records in {one.object}, expected {int(due)}")
            if due and one.object == "people" and users[one.event["userId"]] != 1:
                report.missing.append(f"{id} has {users[one.event['userId']]} records in users, expected 1")
            report.written += found
        report.unexpected += [f"{object} has {key}" for object, keys in there.items() for key in keys]
        code = self.program.stop()
        if code:
            report.unexpected.append(f"serve ended with {code}")
        said = (self.folder / "stderr.txt").read_text("utf-8")
        report.unexpected += [line for line in said.splitlines() if "mistake of ours" in line or "Traceback" in line]
        return report


def soak(folder: Path, *, seconds: float, kills: int, full: int, seed: int, tries_for: float = 60.0) -> Report:
    """Load for so long, with so many kills and full disks spread over it. `folder` is empty and takes the files.

    Args:
        tries_for: how long what fails is tried again, in seconds.
    """
    run = _Soak(folder, seed, tries_for=tries_for)
    begun = time.monotonic()

    def under_load() -> float:
        return time.monotonic() - begun - run.starting

    moments = sorted(
        [*((run.random.uniform(0, seconds), run.kill) for _ in range(kills))]
        + [*((run.random.uniform(0, seconds), run.fill_disk) for _ in range(full))]
        + [(at, None) for at in range(0, int(seconds), 3)],
        key=lambda one: one[0],
    )
    for at, work in moments:
        while under_load() < at:
            run.send()
        if work is None:
            run.program.put_faults([NEVER, *run.random.choice(FAULTS)])
        else:
            work()
    while under_load() < seconds:
        run.send()
    return run.end()


def _part(whole: int, number: int, rounds: int) -> int:
    """What of a number belongs to a round, so that all rounds have it together."""
    return whole * (number + 1) // rounds - whole * number // rounds


def main() -> int:
    reader = argparse.ArgumentParser(description="A local Segment under load, faults, kills and full disks.")
    reader.add_argument("--seconds", type=float, default=600)
    reader.add_argument("--rounds", type=int, default=5)
    reader.add_argument("--kills", type=int, default=100)
    reader.add_argument("--full", type=int, default=10)
    reader.add_argument("--writes", type=int, default=100, help="kills of an emulator that is written to")
    reader.add_argument("--seed", type=int, default=1)
    given = reader.parse_args()
    report = Report()
    for number in range(given.rounds):
        kills, full = (_part(whole, number, given.rounds) for whole in (given.kills, given.full))
        seconds, seed = given.seconds / given.rounds, given.seed + number
        with tempfile.TemporaryDirectory() as folder:
            report.add(soak(Path(folder), seconds=seconds, kills=kills, full=full, seed=seed))
        sys.stderr.write(f"round {number + 1} of {given.rounds}: {report.acknowledged.total()} events in\n")
    sys.stdout.write(report.text())
    if given.writes:
        with tempfile.TemporaryDirectory() as folder:
            told = killed(Path(folder), kills=given.writes, seed=given.seed)
        sys.stdout.write(f"emulate: {told.acknowledged} acknowledged writes were there after {told.kills} kills\n")
    return int(not report.agrees)


if __name__ == "__main__":
    sys.exit(main())
