"""Exchanges for tests: made by a live emulator with another seed, or written by hand."""

from __future__ import annotations

import json
from typing import Any

from attio_emulator import Emulator, Request
from attio_harness.exchanges.answers import Answer
from attio_harness.exchanges.difference import Difference
from attio_harness.replay.cassettes.files import Recording, recordings_of
from attio_harness.replay.exchange import Exchange
from attio_harness.replay.report import ReplayReport
from attio_harness.replay.run import Settings, replay

__all__ = ["Recorder", "differences", "exchange", "recorded", "replayed", "verdicts"]


class Recorder:
    """An emulator that stands for Attio; what it is asked is recorded."""

    def __init__(self, workspace: Any = None, **more: Any) -> None:
        self.attio = Emulator(workspace, seed=99, **more)

    def __call__(self, method: str, url: str, json: Any = None) -> Any:
        response = self.attio.handle(Request.make(method, url, json=json, token="t"))
        return response.json()

    def recording(self, file: str = "f") -> Recording:
        return recordings_of(json.dumps({"data": self.attio.journal}).encode(), file)


def exchange(
    method: str = "GET",
    path: str = "/v2/objects",
    status: int | None = 200,
    answer: Any = None,
    *,
    body: Any = None,
    **more: Any,
) -> Exchange:
    given: dict[str, Any] = {
        "file": "f",
        "line": 1,
        "index": 0,
        "method": method,
        "host": "",
        "path": path,
        "headers": {"authorization": "Bearer x"},
        "json": body,
        "body": None if body is None else json.dumps(body).encode(),
        "answer": None if status is None else Answer(status=status, body=answer),
    }
    return Exchange(**given | more)


def replayed(rows: Any, **settings: Any) -> ReplayReport:
    """The report of one file with these rows of a journal."""
    report, _ = replay([recordings_of(json.dumps(rows).encode(), "f")], Settings(**settings))
    return report


def recorded(*exchanges: Exchange, file: str = "f") -> Recording:
    return Recording(file=file, form="HAR", exchanges=exchanges)


def verdicts(*recordings: Recording, **settings: Any) -> list[tuple[str, ...]]:
    """Verdict and reason of every exchange."""
    report, _ = replay(recordings, Settings(**settings))
    return [(one.verdict, *([one.reason] if one.reason else [])) for one in report.judged]


def differences(report: ReplayReport) -> list[Difference]:
    return [one for judged in report.judged for one in judged.differences]
