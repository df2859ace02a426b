"""The control calls of a local Segment, under `/_segment` and `/micro`: a table of calls, each a function of the service.

`app` handles HTTP; `traces` and `service` supply the answers. `answers` has those to SDKs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from attio_emulator.http import Request, Response

from attio_harness.local_segment.blame import blamed
from attio_harness.local_segment.service import Service
from attio_harness.local_segment.trace_json import line_of, trace_json
from attio_harness.local_segment.trace_query import TraceQuery, WrongQuery
from attio_harness.local_segment.traces import Trace
from attio_harness.text.strict import COMPACT, strict

__all__ = ["CALLS", "answered", "json_answer", "lines_answer", "list_answer"]

_JSON = "application/json; charset=utf-8"
_LINES = "application/x-ndjson; charset=utf-8"

Call = Callable[[Service, Request], Response]


def json_answer(status: int, body: Any) -> Response:
    """An answer with a JSON body; half characters, which events may hold, are escaped."""
    text = strict(body, separators=COMPACT)
    return Response(status=status, headers={"content-type": _JSON}, body=text.encode())


def lines_answer(found: Iterable[Trace]) -> Response:
    """An answer with whole traces, one per line."""
    lines = "".join(strict(trace_json(one)) + "\n" for one in found)
    return Response(status=200, headers={"content-type": _LINES}, body=lines.encode())


def list_answer(found: Iterable[Trace]) -> Response:
    """An answer with the short form of each trace, as lists show it."""
    return json_answer(200, {"data": [line_of(one) for one in found]})


def answered(service: Service, request: Request) -> Response | None:
    """The answer to a control call; None for any other call. It may block, so call it in a thread."""
    call = CALLS.get(("GET" if request.method == "HEAD" else request.method, request.path))
    if call is not None:
        try:
            return call(service, request)
        except WrongQuery as wrong:
            return json_answer(400, {"error": str(wrong)})
    if not request.path.startswith(("/_segment/", "/micro/")):
        return None
    verbs = [method for method, known in CALLS if known == request.path]
    there = f"; {request.path} takes {', '.join(verbs)}" if verbs else f"; known are {', '.join(_paths())}"
    return json_answer(404, {"error": f"There is no call {request.method} {request.path}{there}."})


def _paths() -> list[str]:
    return list(
        dict.fromkeys(["/_segment/events", "/_segment/lines", "/_segment/stream", *(path for _, path in CALLS)])
    )


def _health(service: Service, request: Request) -> Response:
    return json_answer(200, {"status": "ok"})


def _counts(service: Service, request: Request) -> Response:
    return json_answer(200, service.traces.counts())


def _sources(service: Service, request: Request) -> Response:
    return json_answer(200, {"data": service.described()})


def _batches(service: Service, request: Request) -> Response:
    return json_answer(200, {"data": service.queue()})


def _blame(service: Service, request: Request) -> Response:
    asked = dict(request.query)
    if not asked.get("request_id"):
        raise WrongQuery(
            "found no request_id, expected that of a value; pointer, object, record_id and attribute say more"
        )
    return json_answer(200, {"data": blamed(service.traces, asked)})


def _changes(service: Service, request: Request) -> Response:
    return json_answer(200, {"data": [one.to_dict() for one in service.reloads]})


def _flush(service: Service, request: Request) -> Response:
    service.flush()
    return json_answer(200, service.traces.counts())


def _reset(service: Service, request: Request) -> Response:
    service.reset()
    return json_answer(200, service.traces.counts())


# -- as Snowplow Micro does it -------------------------------------------------------------------------------------------


def _micro_all(service: Service, request: Request) -> Response:
    counts = service.traces.counts()
    return json_answer(200, {name: counts[name] for name in ("total", "good", "bad")})


def _micro(good: bool) -> Call:
    def call(service: Service, request: Request) -> Response:
        return json_answer(200, [trace_json(one) for one in service.traces.find(TraceQuery(good=good))])

    return call


def _micro_reset(service: Service, request: Request) -> Response:
    service.reset()
    return _micro_all(service, request)


CALLS: Mapping[tuple[str, str], Call] = {
    ("GET", "/_segment/health"): _health,
    ("GET", "/_segment/counts"): _counts,
    ("GET", "/_segment/sources"): _sources,
    ("GET", "/_segment/batches"): _batches,
    ("GET", "/_segment/blame"): _blame,
    ("GET", "/_segment/changes"): _changes,
    ("POST", "/_segment/flush"): _flush,
    ("POST", "/_segment/reset"): _reset,
    ("GET", "/micro/all"): _micro_all,
    ("GET", "/micro/good"): _micro(True),
    ("GET", "/micro/bad"): _micro(False),
    ("GET", "/micro/reset"): _micro_reset,
    ("POST", "/micro/reset"): _micro_reset,
}
