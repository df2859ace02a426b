"""Times emulator calls with 1,000 and with 20,000 records: `python store.py [OTHER]` prints a table of ratios.

The first ratio is the cost of twenty times as many records: 1 for a call that does not notice them, 20 for one that reads them all.
If OTHER names another checkout, both are timed in turn; the second ratio is its time divided by ours, taken inside each pair.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

PAIRS = 3
FEW, MANY = 1_000, 20_000
_HERE = Path(__file__).resolve()

CASES = {
    "unique": "query by a unique value",
    "main": "query by a unique value, its field named",
    "several": "query by ten unique values ($in)",
    "both": "query by a unique value and a text inside $and",
    "reference": "query by the record that is referred to",
    "page": "the first page of ten, no sorts",
    "late": "a page of ten from the middle, no sorts",
    "scan": "the first page of ten that pass a filter without an index",
    "sorted": "the first page of ten by two sorts",
    "delete": "deleting a record that others refer to",
    "refused": "a write that is refused and taken back",
}


def main(words: list[str]) -> int:
    if words == ["times"]:
        sys.stdout.write(json.dumps({str(count): times(count) for count in (FEW, MANY)}))
        return 0
    folders = [_HERE.parent.parent, *(Path(word).resolve() for word in words)]
    for folder in folders:
        # otherwise Python would import the installed emulator, which is measured already
        if not (folder / "emulator/attio_emulator").is_dir():
            _say(f"{folder} is no checkout of this repository: there is no emulator/attio_emulator in it")
            return 2
    pairs = [[_run(folder) for folder in folders] for _ in range(PAIRS)]
    head = "" if len(folders) == 1 else " other, us | ratio: median (range) |"
    _say(f"| case | {FEW:,} records, us | {MANY:,} records, us | growth |{head}")
    _say("|---|---:|---:|---:|" + ("---:|---:|" if len(folders) > 1 else ""))
    for key, what in CASES.items():
        few, many = (statistics.median(one[0][str(count)][key] for one in pairs) for count in (FEW, MANY))
        row = f"| {what} | {few:.0f} | {many:.0f} | {many / few:.1f}x |"
        if len(folders) > 1:
            others = [one[1][str(MANY)][key] for one in pairs]
            ratios = [other / one[0][str(MANY)][key] for other, one in zip(others, pairs, strict=True)]
            row += f" {statistics.median(others):.0f} | "
            row += f"{statistics.median(ratios):.1f}x ({min(ratios):.1f} to {max(ratios):.1f}) |"
        _say(row)
    return 0


def _run(folder: Path) -> dict[str, Any]:
    environment = os.environ | {"PYTHONPATH": str(folder / "emulator")}
    done = subprocess.run(
        [sys.executable, str(_HERE), "times"], check=True, capture_output=True, text=True, env=environment
    )
    out: dict[str, Any] = json.loads(done.stdout)
    return out


def times(count: int) -> dict[str, float]:
    """Microseconds per call, by case."""
    calls = Calls(count)
    return {key: _median(getattr(calls, key)) for key in CASES}


def _median(call: Callable[[int], object]) -> float:
    """The median of 5 to 200 calls, as many as fit into a second; the first call is not timed."""
    call(0)
    found: list[float] = []
    begin = time.perf_counter()
    for number in range(1, 201):
        start = time.perf_counter()
        call(number)
        found.append(time.perf_counter() - start)
        if number >= 5 and time.perf_counter() - begin > 1:
            break
    return statistics.median(found) * 1e6


class Calls:
    """An emulator with so many people and a company for every ten of them; it has a method for each case."""

    def __init__(self, count: int) -> None:
        from attio_emulator import Emulator, Request, Workspace  # of the checkout that PYTHONPATH names

        self._request, self._count = Request, count
        self._emulator = Emulator(Workspace.from_dict({}), journal_limit=0)
        for number in range(count // 10):
            self._ask("POST", "/v2/objects/companies/records", {"data": {"values": {"domains": [f"c{number}.com"]}}})
        for number in range(count):
            values = {
                "email_addresses": [f"p{number}@c{number // 10}.com"],
                "job_title": f"Job {number % 7}",
                "company": f"c{number // 10}.com",
            }
            self._ask("POST", "/v2/objects/people/records", {"data": {"values": values}})
        rows = self._emulator.records("companies")
        self._companies = [one["id"]["record_id"] for one in rows]
        self._ids = self._people()

    def _people(self) -> Iterator[str]:
        return iter([one["id"]["record_id"] for one in self._emulator.records("people")])

    def _ask(self, method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        response = self._emulator.handle(self._request.make(method, path, json=body, token="t"))
        assert response.status == status, response.body
        return response

    def _query(self, **body: Any) -> Any:
        return self._ask("POST", "/v2/objects/people/records/query", body)

    def _address(self, number: int) -> str:
        place = number * 37 % (self._count // 2) + self._count // 2  # in the half that `delete` leaves
        return f"p{place}@c{place // 10}.com"

    def unique(self, number: int) -> Any:
        return self._query(filter={"email_addresses": self._address(number)})

    def main(self, number: int) -> Any:
        return self._query(filter={"email_addresses": {"email_address": {"$eq": self._address(number)}}})

    def several(self, number: int) -> Any:
        addresses = [self._address(number * 10 + one) for one in range(10)]
        return self._query(filter={"email_addresses": {"$in": addresses}})

    def both(self, number: int) -> Any:
        conditions = [{"email_addresses": self._address(number)}, {"job_title": {"$starts_with": "Job"}}]
        return self._query(filter={"$and": conditions})

    def reference(self, number: int) -> Any:
        return self._query(filter={"company": {"target_record_id": self._companies[number % len(self._companies)]}})

    def page(self, number: int) -> Any:
        return self._query(limit=10)

    def late(self, number: int) -> Any:
        return self._query(limit=10, offset=self._count // 2)

    def scan(self, number: int) -> Any:
        return self._query(limit=10, filter={"job_title": {"$contains": f"{number % 7}"}})

    def sorted(self, number: int) -> Any:
        sorts = [{"attribute": "job_title", "direction": "asc"}, {"attribute": "email_addresses", "direction": "desc"}]
        return self._query(limit=10, sorts=sorts)

    def delete(self, number: int) -> Any:
        return self._ask("DELETE", f"/v2/objects/people/records/{next(self._ids)}")

    def refused(self, number: int) -> Any:
        values = {"email_addresses": [self._address(number)], "job_title": ["x", "y"]}
        return self._ask("POST", "/v2/objects/people/records", {"data": {"values": values}}, status=400)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
