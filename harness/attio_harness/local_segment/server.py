"""Serves a local Segment on a port, with an emulator or another Attio behind it, until it is told to stop."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from attio_destination import PRESETS, destination
from attio_emulator import Emulator, system_clock
from attio_emulator.faces.asgi import AsgiApp, EmulatorApp
from attio_emulator.faces.server import serve
from attio_emulator.pages.frame import HOME, PageLinks
from segment_actions import Request, Response

from attio_harness.errors import InputError
from attio_harness.local_segment.app import LocalSegmentApp
from attio_harness.local_segment.kept import Kept
from attio_harness.local_segment.live import How, LocalSegment
from attio_harness.local_segment.page import EVENTS
from attio_harness.local_segment.reload import Loaded, Reloader
from attio_harness.local_segment.repeats import WINDOW, Seen
from attio_harness.local_segment.service import Service
from attio_harness.local_segment.sources import Source
from attio_harness.local_segment.tester import ActionsTester
from attio_harness.local_segment.trace_query import TOLD, TraceQuery
from attio_harness.local_segment.traces import Traces
from attio_harness.local_segment.watch import FileWatch
from attio_harness.local_segment.write_keys import without_key
from attio_harness.output_file import can_be_written
from attio_harness.playground.http import Playground
from attio_harness.playground.page import PLAYGROUND
from attio_harness.run.connection import Connection
from attio_harness.saved_state import LoggedEmulator, beside, owned
from attio_harness.serve import ServerOptions, door, listen, maker, restored, saved, tell_faults
from attio_harness.terminal.stderr import tell
from attio_harness.text.words import counted, listed

__all__ = ["ServeOptions", "serve_events"]


_RECENT = 50
"""How many events the playground offers at first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeOptions:
    """`attio` are the options of the emulator, whose workspace `load` reads. With `how.elsewhere`, the emulator only explains losses and
    is not served."""

    attio: ServerOptions
    sources: Sequence[Source]
    load: Callable[[], Loaded]
    """Reads mappings, filters and workspace, at the start and whenever they change."""
    files: Sequence[str]
    """The names of the files that `load` reads, which are watched."""
    how: How


def serve_events(options: ServeOptions) -> None:
    """Serve until SIGINT or SIGTERM. The first line of standard output is the address. Reports on standard error what changed files do.

    Raises:
        InputError: the state, the events kept beside it, the fault rules or a mapping cannot be used.
        UsageError: the address cannot be used.
    """
    can_be_written(options.attio.state)
    with owned(options.attio.state):
        _serve(options)


def _serve(options: ServeOptions) -> None:
    # before the files are read, so that no later change is missed
    watch = FileWatch(options.files, lambda changed: reloader.reload(service, changed).said, tell)
    loaded = options.load()
    reloader = Reloader(options.load, loaded, options.how, system_clock)
    attio = replace(options.attio, workspace=loaded.workspace)
    state = attio.state
    emulator, caught = restored(maker(attio), attio)
    emulator.page_links = PageLinks(nav=(EVENTS, PLAYGROUND), blame="/_segment/blame")
    nav = (*((HOME,) if options.how.elsewhere is None else ()), EVENTS, PLAYGROUND)
    with _kept(state, caught.values if caught else {}, elsewhere=options.how.elsewhere is not None) as kept:
        service = Service(
            _local(options, loaded, emulator, kept),
            now=system_clock,
            locked=partial(_held, emulator),
            keeper=kept,
            seq=kept.last if kept else 0,
        )
        if options.how.elsewhere is not None:
            _tell_silent(service.local)
        seen = _resumed(service, kept, options)
        guard, started = door(options.attio)
        listening = listen(options.attio)

        def inside(app: EmulatorApp) -> AsgiApp:
            return LocalSegmentApp(
                service,
                options.sources,
                app if options.how.elsewhere is None else None,
                now=system_clock,
                new_id=lambda: str(uuid.uuid4()),
                seen=seen,
                tester=_tester(options, emulator),
                guard=guard,
                run=uuid.uuid4().hex[:8],
                nav=nav,
                playground=Playground(nav=nav, recent=lambda: _recent(service), verdicts=TOLD),
                limits=options.attio.limits,
                bodies=app.bodies,
            )

        with saved(emulator, state, caught, kept), service.running(), watch.running():
            serve(
                emulator,
                listening,
                guard=guard,
                started=started,
                webhook_hosts=options.attio.webhook_hosts,
                inside=inside,
                limits=options.attio.limits,
            )
    if options.how.elsewhere is not None and state is None and service.undelivered:
        tell(
            f"{counted(service.undelivered, 'event')} acknowledged and not delivered, which waited in a batch or for another try: lost with "
            "this process; with --state FILE the next start delivers such events"
        )
    tell_faults(emulator)


def _tell_silent(local: LocalSegment) -> None:
    """Report which verdicts rest on the 202 of another Attio, whose records cannot be seen."""
    batched = [one["subscription"] for each in local.described() for one in each["subscriptions"] if one["in_batches"]]
    if batched:
        tell(
            f"{listed(dict.fromkeys(batched), 5)}: events in batches are told as written once the other Attio has accepted their "
            "batch, which drops what does not fit and tells no one; with --mode single it says what it refuses"
        )


@contextlib.contextmanager
def _held(emulator: LoggedEmulator) -> Iterator[None]:
    """Hold the emulator for the work on one event: its records, and that it is settled, go to disk together or not at all."""
    with emulator.lock, emulator.together():
        yield


def _local(options: ServeOptions, loaded: Loaded, emulator: LoggedEmulator, kept: Kept | None) -> LocalSegment:
    traces = Traces(system_clock, kept=options.attio.limits.traces, kept_bytes=options.attio.limits.trace_bytes)

    def settled(seq: int) -> None:
        if kept is not None:
            kept.settled(seq)
        emulator.settled(seq)

    def ended(seq: int, subscription: str, verdict: str) -> None:
        if kept is not None:
            kept.ended(seq, subscription, verdict)
        emulator.ended(seq, subscription, verdict)

    return LocalSegment(
        loaded.connected,
        emulator,
        options.how,
        traces,
        now=system_clock,
        settled=settled,
        ended=ended,
    )


@contextlib.contextmanager
def _kept(state: str | None, begun: Mapping[str, Any], *, elsewhere: bool) -> Iterator[Kept | None]:
    """The file of events on their way, beside the state file; `begun` is the content of the state."""
    if state is None:
        yield None
        return
    with Kept(beside(state, "events"), begun, at_once=elsewhere) as kept:
        yield kept


def _resumed(service: Service, kept: Kept | None, options: ServeOptions) -> Seen:
    """Deliver the kept events that the state does not hold yet. Returns the messages of the last day."""
    seen = Seen()
    if kept is not None:
        for source, message_id, at in kept.seen(system_clock() - WINDOW):
            seen.add(source, message_id, at)
        waiting = kept.events()
        gone = sorted({one.source for _, one in waiting} - {one.name for one in options.sources})
        if gone:
            raise InputError(
                f"has events on their way of the source {gone[0]!r}, which is not given; expected --source {gone[0]}:KEY:MAPPING "
                "as before, or another --state",
                file=beside(str(options.attio.state), "events"),
            )
        service.resume(waiting)
    return seen


def _tester(options: ServeOptions, emulator: Emulator) -> ActionsTester:
    """The actions tester, whose requests go to the same Attio as those of events."""
    here = Connection(emulator)

    def send(request: Request) -> Response:
        with emulator.lock:  # as for any request to the emulator
            return here(request)

    return ActionsTester(destination, options.how.elsewhere or send, presets=PRESETS["published"])


def _recent(service: Service) -> list[dict[str, Any]]:
    """The newest events for the playground, newest first."""
    found = service.traces.find(TraceQuery(limit=_RECENT))
    return [
        {"event": without_key(one.event), "source": one.source, "verdicts": list(one.verdicts)}
        for one in reversed(found)
        if isinstance(one.event, dict)
    ]
