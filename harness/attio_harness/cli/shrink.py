"""`shrink`: reduces a file of events to a small one with the same kinds of loss."""

from __future__ import annotations

from typing import Any

from attio_harness.cli.options import Out
from attio_harness.cli.output import FINDINGS, FINE, say, write_pieces
from attio_harness.cli.progress import watched_events
from attio_harness.cli.run_input import RunOptions, runs_events
from attio_harness.cli.spared import spares
from attio_harness.formats.locations import place, place_of
from attio_harness.inputs.event import SourceEvent, Unreadable
from attio_harness.rejection import Rejection
from attio_harness.terminal.interrupts import Interrupts, raised
from attio_harness.text.ndjson import ndjson_line
from attio_harness.text.words import counted, one_line

__all__ = ["shrink"]


@runs_events
def shrink(
    options: RunOptions,
    output: Out = None,
) -> int:
    """Exit code 1 if nothing is lost, so that there is nothing to write."""
    spares("-o", output, options.inputs)
    run = options.read(options.settings())
    with Interrupts() as interrupts:
        read = list(watched_events(options.events, interrupts, options.by))
    interrupts.refuse()
    items = [one for one in read if isinstance(one, SourceEvent)]
    unread = [one for one in read if isinstance(one, Unreadable)]
    if unread:
        entries = counted(len(unread), "entry", "entries")
        say(f"{entries} could not be read, the first {unread[0].file}:{unread[0].line}: {unread[0].why}", FINE)
    from attio_harness.compare.smallest import Shrinker  # both engines, as `Check` has them

    shrinker = Shrinker(run.check, options.by)
    # unique by their JSON, because in Python True equals 1
    kept: dict[bytes, dict[str, Any]] = {}
    kinds = []
    with raised():
        for one in shrinker.smallest(items):
            first = f"the first {place_of(one.loss.event)}"
            if not one.events:
                say(f"{_told(one.loss)}: left out, it comes from more than the event itself, {first}", FINE)
                continue
            kinds.append(one.loss)
            kept |= {ndjson_line(event): event for event in one.events}
            count, of = counted(one.count, "event"), counted(len(one.events), "event")
            say(f"{_told(one.loss)}: {count}, {first}, in {of}", FINE)
        for note in shrinker.notes:
            say(f"{note.file}: {note.what}", FINE)
        if not kinds:
            return say(f"nothing of {counted(len(items), 'event')} is lost, so there is nothing to write", FINDINGS)
        left = shrinker.kinds_of(list(kept.values()))
    for loss in kinds:
        if loss.group not in left:
            say(f"{_told(loss)}: is lost by its own events alone, and not beside those of the others", FINE)
    write_pieces(kept, output)
    # not `3 events of 2`: one event may lose several kinds, and is then cut down for each
    were = f"{len(items):,} {'was' if len(items) == 1 else 'were'} read"
    return say(f"{counted(len(kinds), 'kind')} of loss in {counted(len(kept), 'event')} ({were})", FINE)


def _told(loss: Rejection) -> str:
    """A loss with its place, because two subscriptions may have the same mistake, and its message, because one field may have two."""
    where = f"{one_line(loss.where, 120)} ({place(loss.mapping_file, loss.mapping_line)})"
    return f"{where}: {loss.answer}: {one_line(loss.message, 120).rstrip('.')}"
