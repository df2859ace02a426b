"""`generate`: makes seeded Segment events, by themselves or for mappings and a workspace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from attio_harness.cli.configured_keys import gives_way
from attio_harness.cli.options import Action, Destination, Filters, Out, one_standard_input
from attio_harness.cli.output import FINDINGS, FINE, say, write_pieces
from attio_harness.cli.spared import spares
from attio_harness.errors import UsageError, one_of
from attio_harness.text.ndjson import ndjson_line
from attio_harness.text.words import counted, listed

if TYPE_CHECKING:
    from segment_events import Negative

    from attio_harness.made_events import MadeEvents

__all__ = ["generate"]

_PRESET = "published"
"""The mapping if only a workspace is given: the destination's own presets."""


def generate(
    number: Annotated[int, typer.Option("-n", "--number", help="How many events.", min=1)] = 10,
    seed: Annotated[int, typer.Option(help="The same seed gives the same events.")] = 0,
    type: Annotated[
        list[str] | None, typer.Option("--type", help="identify, group, track, page, screen or alias; may be repeated.")
    ] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "-m",
            "--mapping",
            help="Make events that match this mapping's triggers and have what it reads: a file, - for standard input, or a preset. "
            "May be repeated.",
            metavar="MAPPING",
        ),
    ] = None,
    workspace: Annotated[
        str | None,
        typer.Option(
            "-w",
            "--workspace",
            help="Make values that fit the attributes of this workspace; without -m, make events for the preset published.",
            metavar="WORKSPACE",
        ),
    ] = None,
    filters: Filters = None,
    negative: Annotated[
        bool, typer.Option("--negative", help="Give each event a known mistake; standard error lists them.")
    ] = False,
    output: Out = None,
    action: Action = None,
    destination: Destination = None,
) -> int:
    """The same seed gives the same events. With -m or -w, check would write them; exit code 1 if a subscription gets none."""
    types = _types(type or ())
    if mapping is None and workspace is None and filters is None:
        return _plain(number, seed, types, negative=negative, output=output)
    from attio_harness.run.event_paths import path_text  # imports the engine, which the help does not need

    made = _made(mapping, workspace, filters or (), types, seed, output, action=action, destination=destination)
    for one in made.unmade:
        say(f"{one.source.name}: no event is written: {one.why}", FINE)
    for recipe in made.recipes:
        for left in recipe.left_out:
            say(f"{recipe.source.name}: events have no {path_text(left.keys)}: {left.why}", FINE)
    events = _told(made.negatives(number)) if negative else made.stream(number)
    write_pieces(map(ndjson_line, events), output)
    if negative and made.recipes and not made.has_mistakes:
        say("no mistake is known that loses an event of these mappings", FINE)
        return FINDINGS
    for recipe in made.recipes:
        for keys in made.never_named(recipe):
            named = "no event before them writes the record that would be named"
            say(f"{recipe.source.name}: events have no {path_text(keys)}: {named}", FINE)
    if not negative and (late := made.without_turn):
        say(f"{listed([one.name for one in late])}: no event, for {number} are too few for each subscription", FINE)
    if made.unresolved:
        say(_unresolved(made.unresolved), FINE)
    return FINDINGS if made.unmade else FINE


def _plain(number: int, seed: int, types: Sequence[str], *, negative: bool, output: str | None) -> int:
    from segment_events import EventGenerator

    generator = EventGenerator(seed=seed)
    events = _told(generator.negatives(number)) if negative else generator.stream(number, types=tuple(types) or None)
    write_pieces(map(ndjson_line, events), output)
    return FINE


def _made(
    mapping: Sequence[str] | None,
    workspace: str | None,
    filters: Sequence[str],
    types: Sequence[str],
    seed: int,
    output: str | None,
    *,
    action: str | None,
    destination: str | None,
) -> MadeEvents:
    from attio_harness.inputs.event import TYPES
    from attio_harness.inputs.filters import read_filters
    from attio_harness.inputs.mappings import read_mappings
    from attio_harness.inputs.workspaces import load_workspace
    from attio_harness.made_events import MadeEvents

    files = list(mapping or [_PRESET])
    spares("-o", output, [*files, *filters, workspace])
    one_standard_input(*files, *filters, workspace)
    nameless = gives_way("destination", beside="mapping")
    sources = read_mappings(files, action=action, destination=destination, may_name_none=bool(filters) or nameless)
    known = None if workspace is None else load_workspace(workspace)
    sieve = read_filters(filters, sources, destination=destination)
    return MadeEvents(sources, known, filters=sieve, types=types or TYPES, seed=seed)


def _told(cases: Iterable[Negative]) -> Iterator[Mapping[str, Any]]:
    for case in cases:
        # an event may lack its messageId, if a mapping reads that
        say(f"{case.event.get('messageId', 'an event without a messageId')}: {case.kind}: {case.why}", FINE)
        yield case.event


def _unresolved(count: int) -> str:
    named = f"in {counted(count, 'event')} a record is named that no event before writes"
    return f"{named}: written where the CRM has it already, else lost"


def _types(types: Sequence[str]) -> Sequence[str]:
    """The types of events to make. Raises UsageError if Faker is not installed or a type does not exist."""
    try:
        from segment_events import TYPES as known  # here, because the help must work without the extra
    except ModuleNotFoundError as error:
        if error.name != "faker":
            raise
        raise UsageError(str(error)) from None
    for kind in types:
        one_of(kind, known, "--type")
    return types
