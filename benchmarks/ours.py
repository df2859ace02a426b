"""Runs this engine on the cases: `python ours.py INPUTS answers|times [CASE …]` prints a JSON object, in the form of `packages.mjs`.

Mappings and triggers are compiled once and not timed, as in a program that delivers many events. Python's garbage collector is
set as in the command `attio-harness`.
"""

from __future__ import annotations

import gc
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from attio_destination import destination
from attio_emulator import Emulator, Workspace
from attio_harness.collector import THRESHOLDS
from attio_harness.run.connection import Connection
from segment_actions import Request, Response, Subscription, compile_mapping, drivers, fql

__all__ = ["answers", "cases", "times"]

_DATA = {"data": {"id": {"workspace_id": "w", "object_id": "o", "record_id": "r"}, "values": {}}}
_BODY = json.dumps(_DATA).encode()
_HEADERS = {"content-type": "application/json"}
_AUTH = {"access_token": "token"}
ROUNDS = 5
_CLOCK = time.process_time if os.environ.get("BENCH_CLOCK") == "cpu" else time.perf_counter
_WORKSPACE: dict[str, Any] = {
    "objects": [
        {
            "api_slug": "users",
            "active": True,
            "attributes": [
                {"api_slug": "plan", "title": "Plan", "type": "text"},
                {"api_slug": "login_count", "title": "Logins", "type": "number"},
                {"api_slug": "signed_up_at", "title": "Signed up at", "type": "timestamp"},
            ],
        }
    ]
}
"""A workspace with the attributes that the mapping `identify` writes."""


class Sink:
    """Answers every request at once, after serialising its body; keeps the requests by which a delivery is judged."""

    def __init__(self) -> None:
        self.kept: list[list[Any]] | None = None

    def __call__(self, request: Request) -> Response:
        body = request.content
        if self.kept is not None:
            self.kept.append([request.method, request.url, json.loads(body or b"null")])
        return Response(status=200, headers=_HEADERS, content=_BODY)

    def http(self, request: httpx.Request) -> httpx.Response:
        if self.kept is not None:
            self.kept.append([request.method, str(request.url), json.loads(request.content)])
        return httpx.Response(200, headers=_HEADERS, content=_BODY)


class Written(Sink):
    """Passes every request to an emulator, as `check` does; raises ValueError if one is refused."""

    def __init__(self, kept: Sink) -> None:
        emulator = Emulator(Workspace.from_dict(_WORKSPACE), journal_limit=0)
        emulator.late_answers = True
        self._kept, self._carry = kept, Connection(emulator)

    def __call__(self, request: Request) -> Response:
        if self._kept.kept is not None:
            self._kept(request)
        answer = self._carry(request)
        if answer.status != 200:
            raise ValueError(f"expected the emulator to write, found {answer.status}: {answer.content!r}")
        return answer


@dataclass(frozen=True, slots=True)
class Call:
    """`run(index)` handles `size` events. A `delivery` is judged by its requests, any other call by its result."""

    run: Callable[[int], Any]
    size: int = 1
    delivery: bool = False


def cases(given: dict[str, Any], sink: Sink) -> dict[str, Call]:
    """The timed calls, by case key."""
    events, mappings, triggers = given["events"], given["mappings"], given["triggers"]
    identify, group, heavy = (compile_mapping(mappings[name]) for name in ("identify", "group", "heavy"))
    one, two, three = events["identify"], events["group"], events["heavy"]
    payloads = [identify(event) for event in one]
    short, long = triggers["short"], triggers["long"]
    parsed_short, parsed_long = (fql.compile_trigger(text) for text in (short, long))
    subscription = {"partnerAction": "identifyUser", "subscribe": short, "mapping": mappings["identify"]}
    ready = destination.prepare(Subscription.from_dict(subscription))
    thousand = [{**one[index % 256], "userId": f"user_{index}"} for index in range(1000)]
    client = httpx.Client(transport=httpx.MockTransport(sink.http))
    send = drivers.sender(client)
    emulator = Written(sink)

    def way(index: int, events: list[Any] = one) -> Any:
        event = events[index]
        return ready.validate(ready.transform(event)) if ready.matches(event) else None

    def batch(index: int) -> Any:
        kept = [ready.validate(ready.transform(event), "batch") for event in thousand if ready.matches(event)]
        return drivers.run(ready.perform_batch(kept, _AUTH), sink)

    return {
        "transform_identify": Call(lambda i: identify(one[i])),
        "transform_group": Call(lambda i: group(two[i])),
        "transform_heavy": Call(lambda i: heavy(three[i])),
        "many_identify": Call(lambda i: [identify(event) for event in one], 256),
        "many_heavy": Call(lambda i: [heavy(event) for event in three], 256),
        "trigger_short": Call(lambda i: fql.matches(short, one[i])),
        "trigger_long": Call(lambda i: fql.matches(long, one[i])),
        "tree_short": Call(lambda i: parsed_short(one[i])),
        "tree_long": Call(lambda i: parsed_long(one[i])),
        "validation": Call(lambda i: ready.validate(payloads[i])),
        "way": Call(way),
        "deliver": Call(lambda i: drivers.run(ready.perform(way(i), _AUTH), sink), delivery=True),
        "deliver_emulator": Call(
            lambda i: drivers.run(ready.perform(way(i, events["written"]), _AUTH), emulator), delivery=True
        ),
        "deliver_httpx": Call(lambda i: drivers.run(ready.perform(way(i), _AUTH), send), delivery=True),
        "batch": Call(batch, 1000, delivery=True),
    }


def answers(calls: dict[str, Call], sink: Sink) -> dict[str, list[Any]]:
    """Case -> its results for all events."""
    out: dict[str, list[Any]] = {}
    for name, call in calls.items():
        out[name] = []
        for index in range(256 if call.size == 1 else 1):
            sink.kept = [] if call.delivery else None
            made = call.run(index)
            out[name].append(sink.kept if call.delivery else made)
    sink.kept = None
    return out


def _round(call: Call, least: float) -> float:
    """Microseconds per event, over calls that take at least so many seconds."""
    calls, run, clock = 0, call.run, _CLOCK
    indexes = range(256 if call.size == 1 else 1)
    begin = clock()
    while True:
        for index in indexes:
            run(index)
        calls += len(indexes)
        passed = clock() - begin
        if passed >= least:
            return passed * 1e6 / calls / call.size


def times(calls: dict[str, Call]) -> dict[str, float]:
    """Microseconds per event: medians of rounds in which the cases take turns, after a warm-up of each."""
    for call in calls.values():
        _round(call, 0.3)
    rounds: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(ROUNDS):
        for name, call in calls.items():
            rounds[name].append(_round(call, 0.1))
    return {name: statistics.median(all_of_them) for name, all_of_them in rounds.items()}


if __name__ == "__main__":
    gc.set_threshold(*THRESHOLDS)
    the_sink = Sink()
    the_calls = cases(json.loads(Path(sys.argv[1]).read_text()), the_sink)
    the_calls = {name: call for name, call in the_calls.items() if name in sys.argv[3:] or not sys.argv[3:]}
    sys.stdout.write(json.dumps(times(the_calls) if sys.argv[2] == "times" else answers(the_calls, the_sink)))
