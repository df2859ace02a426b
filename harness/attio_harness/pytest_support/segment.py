"""The local Segment of a test: a server on loopback, in a thread of the test's own process, that delivers into the test's Attio.

What arrives is a run of `check` whose events come one after another, each processed before it is acknowledged; so its report is that
of a check. Nobody waits for batches and retries: `report` lets the time of the emulator pass instead.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from attio_emulator import Emulator, system_clock
from attio_emulator.faces.server import running_app
from attio_emulator.http import Request

from attio_harness.errors import UsageError
from attio_harness.inputs.event import Note, SourceEvent, Unreadable
from attio_harness.limits import using
from attio_harness.local_segment.intake import Received, Refused
from attio_harness.local_segment.sources import Source
from attio_harness.local_segment.trace_query import REPEAT
from attio_harness.local_segment.tracking import TrackingApp
from attio_harness.pytest_support.beside import listed, near
from attio_harness.pytest_support.defaults import check_defaults, configured_limits, reported_in, together
from attio_harness.pytest_support.local import SEGMENTS
from attio_harness.pytest_support.marker import OF_CHECK, named_by_marker, options_of
from attio_harness.pytest_support.mistakes import or_fail
from attio_harness.report import Report
from attio_harness.run.api import job_of
from attio_harness.run.arguments import is_whole_number
from attio_harness.run.check import Check
from attio_harness.run.run_emulator import clock_of
from attio_harness.text.words import counted, shown

__all__ = ["LocalSegment", "segment_of"]

_NAME = "local_segment"
"""The name of the source."""
_PLACE = f"<{_NAME}>"
"""Stands for a file in reports; lines are the order of arrival."""
_OF_ATTIO = ("start", "faults", "order")
"""Arguments of a check that concern its Attio or the order of files: here the Attio is the test's, and events come as they are sent."""


class _Run:
    """Takes what is sent (`tracking.Taker`), in the thread of the server, and delivers it."""

    def __init__(self, job: Check, given: Mapping[str, Any], attio: Emulator) -> None:
        """`given` are the arguments of `check` that the job has, for the commands that its report names."""
        self.arrived = threading.Condition()
        """Notified after each event."""
        self.count = 0
        """How many events arrived, with those that Segment refuses."""
        self.events: list[dict[str, Any]] = []
        self._job, self._given, self._attio, self._clock = job, given, attio, clock_of(attio)
        self._strayed: set[str] = set()
        self._report: Report | None = None
        self._mistake: Exception | None = None

    def accept(self, events: Sequence[Received]) -> None:
        for one in events:
            self._take(one.event)

    def refuse(self, refused: Sequence[Refused]) -> None:
        for one in refused:
            self._take(one)

    def _take(self, what: dict[str, Any] | Refused) -> None:
        with self._attio.lock, self._job.at_work():
            self.count += 1
            self._report = None
            try:
                self._job.feed([self._item(what)])
            except Exception as error:  # a mistake of ours: the test must not pass over it
                self._mistake = self._mistake or error
        with self.arrived:
            self.arrived.notify_all()

    def _item(self, what: dict[str, Any] | Refused) -> SourceEvent | Unreadable | Note:
        if not isinstance(what, Refused):
            self.events.append(what)
            return SourceEvent(event=what, file=_PLACE, line=self.count, at=self._clock())
        if what.code == REPEAT:  # Segment removes it, which loses nothing
            return Note(file=_PLACE, line=self.count, what=f"{what.why}: Segment removes the repeat")
        return Unreadable(file=_PLACE, line=self.count, why=f"Segment refuses it ({what.code}): {what.why}")

    def stray(self, request: Request) -> None:
        """Note a call to an address that Segment does not have, the usual sign of a wrong host."""
        call = f"{request.method} {request.path}"
        with self._attio.lock:
            if call not in self._strayed:
                self._strayed.add(call)
                what = f"{call} is no call of Segment's: the host of an SDK is local_segment.url, for some with /v1 behind it"
                self._job.feed([Note(file=_PLACE, what=what)])
                self._report = None

    def report(self) -> Report:
        """Deliver what waits, and report on all that arrived so far; the same report until more arrives."""
        with self._attio.lock, self._job.at_work():
            if self._mistake is not None:
                raise self._mistake
            if self._report is None:
                self._report = reported_in(self._job.report(), self._given)
            return self._report


class LocalSegment:
    """A local Segment: `url` and `write_key` are for an SDK, `events` has what arrived, `report` says what became of it."""

    write_key = _NAME
    """A write key; any other works as well."""

    def __init__(self, url: str, run: _Run, attio: Emulator) -> None:
        self.url = url
        """The address to give to an SDK as its host; with `/v1` behind it, its API address."""
        self.attio = attio
        """The Attio that has the records: the fixture `attio`."""
        self._run = run

    @property
    def events(self) -> list[dict[str, Any]]:
        """The events that Segment accepted, with what it adds to them, in the order of their arrival."""
        with self.attio.lock:
            return [*self._run.events]

    def report(self) -> Report:
        """The report of a check of all events that arrived so far. Delivers batches that wait, and tries failed deliveries again as
        Segment does, without any waiting: the time of the emulator passes instead."""
        return self._run.report()

    def wait(self, events: int = 1, timeout: float = 10) -> Report:
        """Wait until this many events have arrived since the test began, and return the `report`. For an application that sends in
        a thread or process of its own; after an SDK's `flush()` everything has arrived.

        Args:
            timeout: how many seconds to wait for the next event.

        Raises:
            AssertionError: fewer arrived; the text has the report.
            UsageError: an argument has the wrong type or value.
        """
        __tracebackhide__ = True
        if not is_whole_number(events) or events < 1:
            raise UsageError(f"local_segment.wait(events=...): found {shown(events)}, expected a whole number from 1")
        if isinstance(timeout, bool) or not isinstance(timeout, int | float) or not 0 <= timeout <= _LONGEST:
            raise UsageError(
                f"local_segment.wait(timeout=...): found {shown(timeout)}, expected a number of seconds from 0 to {_LONGEST:,}"
            )
        with self._run.arrived:
            # a wait for each event reads no clock, which a test may have stopped
            while self._run.count < events and self._run.arrived.wait(timeout):
                pass
        if self._run.count < events:
            arrived = f"{self._run.count} of {counted(events, 'event')} arrived"
            raise AssertionError(f"local_segment: {arrived}, and none in the last {timeout:g} seconds\n{self.report()}")
        return self.report()

    def __repr__(self) -> str:
        return f"<LocalSegment {self.url}: {counted(self._run.count, 'event')} arrived>"


_LONGEST = 3_600


@contextmanager
def segment_of(request: pytest.FixtureRequest, attio: Emulator) -> Iterator[LocalSegment]:
    """The local Segment that the marker `attio` and the configuration of a test describe."""
    run = or_fail(lambda: _run(request, attio), request.node)
    app = TrackingApp(
        run,
        [Source(name=_NAME, write_key=None, mappings=())],
        now=system_clock,
        new_id=lambda: str(uuid.uuid4()),
        strayed=run.stray,
    )
    with running_app(app) as url:
        segment = LocalSegment(url, run, attio)
        request.node.stash.setdefault(SEGMENTS, []).append(segment)
        yield segment


def _run(request: pytest.FixtureRequest, attio: Emulator) -> _Run:
    """The run that is to deliver.

    Raises:
        UsageError: there is no mapping, or an option does not fit.
        InputError: a file cannot be used.
    """
    config, folder, options = request.config, request.path.parent, options_of(request.node)
    if options.get("batch_lag"):
        raise UsageError(
            f"{named_by_marker(request.node, 'batch_lag')}: local_segment waits until Attio has written each batch "
            "(assumption delivery.batch_applied), so that a lag means nothing to it; leave it out"
        )
    of_check = {"assumptions": "assumptions", **OF_CHECK}
    by_marker = {argument: options[name] for name, argument in of_check.items() if name in options}
    arguments = together(check_defaults(config, folder), by_marker)
    if "subscriptions" not in arguments:
        raise UsageError(
            "local_segment has no mapping; expected @pytest.mark.attio(mapping=...), or the key `mapping` in attio-harness.toml or "
            "pyproject.toml"
        )
    for name in ("events", *_OF_ATTIO):
        arguments.pop(name, None)
    for name in ("subscriptions", "filters"):
        if name in arguments:
            arguments[name] = [near(request, one) for one in listed(arguments[name])]
    if "baseline" in arguments:
        arguments["baseline"] = near(request, arguments["baseline"])
    with using(configured_limits(config, folder)):
        job = job_of(workspace=attio.workspace, named="local_segment", keep=True, into=attio, **arguments)
    return _Run(job, {**arguments, "workspace": attio.workspace}, attio)
